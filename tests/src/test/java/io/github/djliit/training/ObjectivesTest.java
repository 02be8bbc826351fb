/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.readme.Logic;
import io.github.djliit.support.Equality;
import io.github.djliit.support.Nets;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What else than a plain interchange a network can be trained by. */
class ObjectivesTest {

    private static final CausalModel WITH_REST = Logic.MODEL.withInert(List.of("rest"));
    private static final Alignment STRICT =
            Alignment.builder()
                    .align(Logic.LEFT, "02LambdaBlock[0:4]")
                    .align(Logic.RIGHT, "02LambdaBlock[4:8]")
                    .align("rest", "02LambdaBlock[8:16]")
                    .build();

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

    private static DefaultTrainingConfig config(Loss loss) {
        return new DefaultTrainingConfig(loss)
                .optOptimizer(Optimizer.adam().optLearningRateTracker(Tracker.fixed(.01f)).build());
    }

    private static IitLoss loss() {
        return new IitLoss(Loss.softmaxCrossEntropyLoss());
    }

    private static void train(Trainer trainer, Dataset data, int epochs) throws Exception {
        try (trainer) {
            trainer.initialize(new Shape(1, 4));
            EasyTrain.fit(trainer, epochs, data, null);
        }
    }

    private static CounterfactualDataset.Builder strictPairs() {
        return Equality.dataset(64).setCausalModel(WITH_REST).setAlignment(STRICT);
    }

    /** The share of pairs on which the rest may be swapped without harm. */
    private double rest() {
        CounterfactualDataset pairs = strictPairs().optPairs(1024).optSeed(1).build();
        return new InterchangeEvaluation(network, STRICT, Agreement.ofClasses())
                .run(model.getNDManager(), pairs)
                .variables()
                .get("rest")
                .iia();
    }

    @Tag("long")
    @Test
    void strictTrainingKeepsTheRestOutOfIt() throws Exception {
        CounterfactualDataset pairs = Equality.dataset(64).optPairs(256).build();
        train(new IitTrainer(model, config(loss()), Equality.ALIGNMENT), pairs, 150);
        double harm = 1 - rest();
        CounterfactualDataset strict = strictPairs().optPairs(256).build();
        train(new IitTrainer(model, config(loss()), STRICT), strict, 150);
        assertThat(harm).isGreaterThan(.03);
        assertThat(1 - rest()).isLessThan(harm / 4);
    }

    @Test
    void probesLearnTheVariablesOfEveryRun() throws Exception {
        Probes probes =
                Probes.builder()
                        .add("02LambdaBlock[0:4]", 4, 2)
                        .add("02LambdaBlock[4:8]", 4, 2)
                        .build();
        Tracker one = WeightSchedule.constant(1);
        Tracker none = WeightSchedule.constant(0);
        IitLoss loss = loss().optTaskOutputs(one, one, one).optSource(1);
        loss.optCounterfactualOutputs(one, none, none);
        CounterfactualDataset pairs =
                Equality.dataset(64)
                        .optPairs(256)
                        .optEncoding(Encoding.of(Logic.MODEL).withLabels(Logic.LEFT, Logic.RIGHT))
                        .build();
        Trainer trainer = new IitTrainer(model, config(loss), Equality.ALIGNMENT, probes);
        train(trainer, pairs, 150);
        IitBlock block = new IitBlock(network, Equality.ALIGNMENT, probes);
        Batch batch = pairs.getData(model.getNDManager()).iterator().next();
        NDList found =
                block.forward(
                        new ParameterStore(model.getNDManager(), false), batch.getData(), false);
        assertThat(found).hasSize(9);
        assertThat(CounterfactualArrays.probes(found)).isEqualTo(2);
        for (int i = 0; i < 9; i++) {
            NDArray right = found.get(i).argMax(1).eq(batch.getLabels().get(i));
            assertThat(right.toType(DataType.FLOAT32, false).mean().getFloat())
                    .as("output " + i)
                    .isGreaterThan(.95f);
        }
    }

    @Test
    void anOrdinaryValidationRunsWithoutProbes() throws Exception {
        Probes probes = Probes.builder().add("02LambdaBlock[0:4]", 4, 2).build();
        Tracker one = WeightSchedule.constant(1);
        IitLoss loss = loss().optTaskOutputs(one, one).optCounterfactualOutputs(one, one);
        CounterfactualDataset pairs =
                Equality.dataset(8)
                        .optEncoding(Encoding.of(Logic.MODEL).withLabels(Logic.LEFT))
                        .build();
        DefaultTrainingConfig config =
                config(loss).addTrainingListeners(TrainingListener.Defaults.basic());
        try (Trainer trainer = new IitTrainer(model, config, Equality.ALIGNMENT, probes)) {
            trainer.initialize(new Shape(1, 4));
            EasyTrain.fit(trainer, 1, pairs, pairs.bases());
            assertThat(trainer.getTrainingResult().getValidateLoss()).isPositive();
        }
    }

    @Test
    void probesAreNoPartOfTheModel() throws Exception {
        int before = network.getParameters().size();
        Probes probes = Probes.builder().add("02LambdaBlock", 16, 2).build();
        try (Trainer trainer = new IitTrainer(model, config(loss()), Equality.ALIGNMENT, probes)) {
            trainer.initialize(new Shape(1, 4));
            assertThat(model.getBlock().getParameters().size()).isEqualTo(before);
        }
    }

    @Test
    void aProbeOfAnotherWidthIsTold() {
        Probes probes = Probes.builder().add("02LambdaBlock[0:4]", 5, 2).build();
        Trainer trainer = new IitTrainer(model, config(loss()), Equality.ALIGNMENT, probes);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> train(trainer, Equality.dataset(8).build(), 1))
                .withMessageContaining("expects 5 numbers of a row, found 4 in (8, 4)");
    }

    @Tag("long")
    @Test
    void aStudentTakesOverTheTeachersSites() throws Exception {
        CounterfactualDataset pairs = Equality.dataset(64).optPairs(256).build();
        train(new IitTrainer(model, config(loss()), Equality.ALIGNMENT), pairs, 150);
        try (Model student = Model.newInstance("student");
                NDManager manager = NDManager.newBaseManager()) {
            student.setBlock(Nets.mlp(student.getNDManager(), 4, 24, 2));
            Alignment sites =
                    Alignment.of(
                            Logic.LEFT,
                            "02LambdaBlock[12:18]",
                            Logic.RIGHT,
                            "02LambdaBlock[18:24]");
            Dataset taught =
                    new TeacherDataset(pairs, network, Equality.ALIGNMENT)
                            .optLabels(outputs -> new NDList(outputs.head().softmax(-1)));
            Loss soft = Loss.softmaxCrossEntropyLoss("soft", 1, -1, false, true);
            train(new IitTrainer(student, config(new IitLoss(soft)), sites), taught, 150);
            CounterfactualDataset test =
                    Equality.dataset(64).setAlignment(sites).optPairs(512).optSeed(1).build();
            InterchangeEvaluation.Result result =
                    new InterchangeEvaluation(student.getBlock(), sites, Agreement.ofClasses())
                            .run(manager, test);
            assertThat(result.variables().values())
                    .allSatisfy(figures -> assertThat(figures.iia()).isGreaterThan(.95));
        }
    }

    @Test
    void labelsOfATeacherAreConstantsOfTheBatch() throws Exception {
        Dataset taught =
                new TeacherDataset(Equality.dataset(8).build(), network, Equality.ALIGNMENT);
        Batch batch = taught.getData(model.getNDManager()).iterator().next();
        assertThat(batch.getLabels()).hasSize(4);
        assertThat(batch.getLabels())
                .allSatisfy(label -> assertThat(label.hasGradient()).isFalse())
                .allSatisfy(label -> assertThat(label.getManager()).isEqualTo(batch.getManager()));
        batch.close();
    }

    @Test
    void aTeacherWithoutValuesIsRefused() {
        Block bare = new SequentialBlock().add(Linear.builder().setUnits(2).build());
        Alignment site = Alignment.of(Logic.LEFT, "01Linear[0]", Logic.RIGHT, "01Linear[1]");
        Dataset taught = new TeacherDataset(Equality.dataset(8).build(), bare, site);
        assertThatIllegalStateException()
                .isThrownBy(() -> taught.getData(model.getNDManager()))
                .withMessageContaining("The block is not initialised");
    }

    @Test
    void aFrozenLayerStaysAsItIs() throws Exception {
        Block first = network.getChildren().valueAt(0);
        Block second = network.getChildren().valueAt(2);
        first.freezeParameters(true);
        float[] frozen = weight(first);
        float[] free = weight(second);
        CounterfactualDataset pairs = Equality.dataset(16).build();
        train(new IitTrainer(model, config(loss()), Equality.ALIGNMENT), pairs, 2);
        assertThat(weight(first)).containsExactly(frozen);
        assertThat(weight(second)).isNotEqualTo(free);
    }

    private static float[] weight(Block block) {
        return block.getParameters().valueAt(0).getArray().toFloatArray();
    }

    @Test
    void aMappingThatLosesRowsIsRefused() throws Exception {
        Dataset taught =
                new TeacherDataset(Equality.dataset(8).build(), network, Equality.ALIGNMENT)
                        .optLabels(outputs -> new NDList(outputs.head().get("0:3")));
        Iterator<Batch> batches = taught.getData(model.getNDManager()).iterator();
        assertThatIllegalArgumentException()
                .isThrownBy(batches::next)
                .withMessageContaining("The mapping of optLabels gave a label of shape (3, 2)");
    }
}
