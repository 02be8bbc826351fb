/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import static io.github.djliit.support.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.metric.Metrics;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.transformer.BertBlock;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.readme.Logic;
import io.github.djliit.support.Effort;
import io.github.djliit.support.Equality;
import io.github.djliit.support.Nets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IitTrainerTest {

    private Model model;
    private Block network;

    @BeforeEach
    void open() {
        Engine.getInstance().setRandomSeed(7);
        model = Model.newInstance("test");
        network = Nets.mlp(model.getNDManager(), 4, 16, 2);
        model.setBlock(network);
    }

    @AfterEach
    void close() {
        model.close();
    }

    private static DefaultTrainingConfig config() {
        return new DefaultTrainingConfig(new IitLoss(Loss.softmaxCrossEntropyLoss()))
                .optOptimizer(Optimizer.adam().optLearningRateTracker(Tracker.fixed(.01f)).build())
                .addEvaluators(InterchangeAccuracy.of(Equality.ALIGNMENT));
    }

    private Trainer trainer(TrainingListener... listeners) {
        Trainer trainer =
                new IitTrainer(model, config().addTrainingListeners(listeners), Equality.ALIGNMENT);
        trainer.initialize(new Shape(1, 4));
        return trainer;
    }

    @Test
    void easyTrainRaisesInterchangeAccuracyFromChanceToNearlyOne() throws Exception {
        CounterfactualDataset data = Equality.dataset(64).optPairs(256).build();
        InterchangeEvaluation evaluation =
                new InterchangeEvaluation(network, Equality.ALIGNMENT, Agreement.ofClasses());
        CounterfactualDataset test = Equality.dataset(256).optPairs(1024).optSeed(1).build();
        double before = evaluation.run(model.getNDManager(), test).variables().get("left").iia();
        try (Trainer trainer = trainer()) {
            EasyTrain.fit(trainer, 150, data, null);
        }
        double after = evaluation.run(model.getNDManager(), test).variables().get("left").iia();
        assertThat(before).isLessThan(.8);
        assertThat(after).isGreaterThan(.95);
    }

    @Test
    void listenersShowOneFigureForEachVariableAndTheMean() throws Exception {
        EvaluatorTrainingListener listener = new EvaluatorTrainingListener();
        CounterfactualDataset data = Equality.dataset(16).build();
        try (Trainer trainer = trainer(listener)) {
            trainer.setMetrics(new Metrics());
            EasyTrain.fit(trainer, 1, data, data);
            assertThat(trainer.getMetrics().getMetricNames())
                    .contains("validate_epoch_IIA left", "train_epoch_IIA right", "train_all_IIA");
        }
        assertThat(listener.getLatestEvaluations())
                .containsKeys("train_IIA left", "validate_IIA right", "validate_IIA");
    }

    @Test
    void figuresOfOneNameAreRefused() {
        DefaultTrainingConfig twice =
                config().addEvaluators(InterchangeAccuracy.of(Equality.ALIGNMENT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IitTrainer(model, twice, Equality.ALIGNMENT))
                .withMessageContaining("Two evaluators have the name 'IIA left'");
    }

    @Test
    void aLossThatDoesNotHangOnTheOutputsIsTold() {
        Loss constant =
                new Loss("constant") {
                    @Override
                    public NDArray evaluate(NDList labels, NDList predictions) {
                        return labels.head().getManager().create(1f);
                    }
                };
        try (Trainer trainer =
                new IitTrainer(
                        model,
                        new DefaultTrainingConfig(new IitLoss(constant)),
                        Equality.ALIGNMENT)) {
            trainer.initialize(new Shape(1, 4));
            assertThatIllegalStateException()
                    .isThrownBy(() -> EasyTrain.fit(trainer, 1, Equality.dataset(16).build(), null))
                    .withMessageContaining("No gradient goes back from the loss");
        }
    }

    @Test
    void listenersAreGivenTheCallersModel() throws Exception {
        List<Model> models = new ArrayList<>();
        TrainingListener listener =
                new TrainingListenerAdapter() {
                    @Override
                    public void onEpoch(Trainer trainer) {
                        models.add(trainer.getModel());
                    }
                };
        try (Trainer trainer = trainer(listener)) {
            EasyTrain.fit(trainer, 1, Equality.dataset(16).build(), null);
        }
        assertThat(models).hasSize(1);
        assertThat(models.get(0)).isSameAs(model);
        assertThat(model.getBlock()).isSameAs(network);
    }

    @Test
    void predictionsAreBaseSourceAndCounterfactual() throws Exception {
        CounterfactualDataset data = Equality.dataset(16).build();
        try (Trainer trainer = trainer()) {
            for (Batch batch : trainer.iterateDataset(data)) {
                NDList predictions = trainer.evaluate(batch.getData());
                assertThat(predictions.getShapes())
                        .containsExactly(new Shape(16, 2), new Shape(16, 2), new Shape(16, 2));
                ParameterStore store = new ParameterStore(batch.getManager(), false);
                NDArray plain =
                        network.forward(store, new NDList(batch.getData().get(1)), false).head();
                assertClose(predictions.get(1), plain);
                batch.close();
            }
        }
    }

    @Test
    void aRowWithoutAVariableIsABaseRun() {
        try (Trainer trainer = trainer()) {
            NDArray base = Nets.normal(trainer.getManager(), 3, 4);
            NDArray source = Nets.normal(trainer.getManager(), 3, 4);
            NDArray which = trainer.getManager().create(new int[] {-1, 0, -1}, new Shape(3, 1));
            NDList predictions = trainer.evaluate(new NDList(base, source, which));
            assertClose(predictions.get(2).get(0), predictions.get(0).get(0));
            assertClose(predictions.get(2).get(2), predictions.get(0).get(2));
        }
    }

    @Test
    void ordinaryBatchesAreOrdinaryForwards() {
        try (Trainer trainer = trainer()) {
            NDArray base = Nets.normal(trainer.getManager(), 3, 4);
            ParameterStore store = new ParameterStore(trainer.getManager(), false);
            NDArray plain = network.forward(store, new NDList(base), false).head();
            assertThat(trainer.evaluate(new NDList(base)).head()).isEqualTo(plain);
        }
    }

    @Test
    void anUninitialisedNetworkIsInitialisedByItsFirstBatch() throws Exception {
        model.setBlock(new SequentialBlock().add(Linear.builder().setUnits(2).build()));
        Alignment alignment = Alignment.builder().align("left", "01Linear[0]").build();
        CounterfactualDataset data =
                CounterfactualDataset.builder()
                        .setCausalModel(Logic.MODEL)
                        .setAlignment(alignment)
                        .setInputs(Logic.inputs(16))
                        .setSampling(8, false)
                        .build();
        try (Trainer trainer =
                new IitTrainer(
                        model,
                        new DefaultTrainingConfig(new IitLoss(Loss.softmaxCrossEntropyLoss())),
                        alignment)) {
            EasyTrain.fit(trainer, 1, data, null);
        }
        assertThat(model.getBlock().getInputShapes()[0]).isEqualTo(new Shape(8, 4));
    }

    @Test
    void aDetachedSourceGetsNoGradient() {
        assertThat(sourceGradient(true)).containsOnly(0f);
    }

    @Test
    void aSourceKeepsItsGradientByDefault() {
        float[] gradient = sourceGradient(false);
        assertThat(gradient).isNotEmpty().isNotEqualTo(new float[gradient.length]);
    }

    private float[] sourceGradient(boolean detach) {
        try (IitTrainer trainer =
                new IitTrainer(model, config(), Equality.ALIGNMENT).setDetachSource(detach)) {
            trainer.initialize(new Shape(1, 4));
            NDArray base = Nets.normal(trainer.getManager(), 3, 4);
            NDArray source = Nets.normal(trainer.getManager(), 3, 4);
            source.setRequiresGradient(true);
            NDArray which = trainer.getManager().zeros(new Shape(3, 1), DataType.INT32);
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDList predictions = trainer.forward(new NDList(base, source, which));
                // The source's own output is part of the graph, so that a gradient exists.
                NDArray own = predictions.get(1).mul(trainer.getManager().zeros(new Shape(3, 2)));
                collector.backward(predictions.get(2).add(own).sum());
            }
            return source.getGradient().toFloatArray();
        }
    }

    @Test
    void whichOutOfRangeIsRefused() {
        try (Trainer trainer = trainer()) {
            NDArray base = Nets.normal(trainer.getManager(), 2, 4);
            NDArray which = trainer.getManager().create(new int[] {0, 2}, new Shape(2, 1));
            assertThatThrownBy(() -> trainer.evaluate(new NDList(base, base, which)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "which[1, 0] is 2: expected the number of one of the 2 aligned"
                                    + " variables, 0 to 1, or -1 for none");
        }
    }

    @Test
    void dataWithoutWhichIsRefused() {
        try (Trainer trainer = trainer()) {
            NDArray base = Nets.normal(trainer.getManager(), 2, 4);
            assertThatThrownBy(() -> trainer.evaluate(new NDList(base, base, base)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[base..., source0..., ..., which]")
                    .hasMessageContaining("float32(2, 4)");
        }
    }

    @Test
    void aSiteThatDoesNotExistIsRefusedAtOnce() {
        Alignment wrong = Alignment.builder().align("left", "02LambdaBlok[0:4]").build();
        assertThatThrownBy(() -> new IitTrainer(model, config(), wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("left")
                .hasMessageContaining("02LambdaBlok")
                .hasMessageContaining("02LambdaBlock");
    }

    @Test
    void variablesWithoutUnitsOfTheirOwnAreRefusedByName() {
        Alignment anywhere = Alignment.ofVariables(List.of("left", "right"));
        assertThatThrownBy(() -> new IitTrainer(model, config(), anywhere))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'left' at :output and 'right' at :output");
    }

    @Test
    void aSiteThatDoesNotFitIsRefusedThoughNoRowSwapsIt() {
        Alignment wide =
                Alignment.builder()
                        .align("left", "02LambdaBlock[0:4]")
                        .align("right", "02LambdaBlock[20:40]")
                        .build();
        CounterfactualDataset data = Equality.dataset(8).optVariables(List.of("left")).build();
        try (Trainer trainer = new IitTrainer(model, config(), wide)) {
            assertThatThrownBy(() -> EasyTrain.fit(trainer, 1, data, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("02LambdaBlock[20:40]");
        }
    }

    @Test
    void aSiteThatCannotBeHookedIsRefusedAtOnce() {
        model.setBlock(BertBlock.builder().nano().setTokenDictionarySize(9).build());
        String attention = "transformer_0.selfAttention";
        Alignment alignment = Alignment.builder().align("left", attention).build();
        assertThatThrownBy(() -> new IitTrainer(model, config(), alignment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ScaledDotProductAttentionBlock is final")
                .hasMessageContaining("or the block around it");
    }

    @Test
    void manyStepsLeaveAsManyArraysAsTwelve() throws Exception {
        try (Trainer trainer = trainer()) {
            CounterfactualDataset data = Equality.dataset(4).build();
            EasyTrain.fit(trainer, 3, data, null);
            int afterTwelve = trainer.getManager().getManagedArrays().size();
            int ofModel = model.getNDManager().getManagedArrays().size();
            EasyTrain.fit(trainer, Effort.of(97, 2497), data, null);
            assertThat(trainer.getManager().getManagedArrays()).hasSize(afterTwelve);
            assertThat(model.getNDManager().getManagedArrays()).hasSize(ofModel);
        }
    }

    @Test
    void oneSeedGivesOneRun() throws Exception {
        assertThat(trained()).isEqualTo(trained());
    }

    private List<Float> trained() throws Exception {
        try (Model fresh = Model.newInstance("fresh")) {
            Engine.getInstance().setRandomSeed(3);
            fresh.setBlock(Nets.mlp(fresh.getNDManager(), 4, 16, 2));
            try (Trainer trainer = new IitTrainer(fresh, config(), Equality.ALIGNMENT)) {
                trainer.initialize(new Shape(1, 4));
                EasyTrain.fit(trainer, 5, Equality.dataset(8).build(), null);
            }
            List<Float> weights = new ArrayList<>();
            fresh.getBlock()
                    .getParameters()
                    .values()
                    .forEach(
                            p -> {
                                for (float value : p.getArray().toFloatArray()) {
                                    weights.add(value);
                                }
                            });
            return weights;
        }
    }
}
