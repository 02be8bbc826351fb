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

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.IndexLoss;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SimpleCompositeLoss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.readme.Logic;
import io.github.djliit.support.Equality;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A causal model with two outputs, a network with two heads, pairs with two sources. */
class SeveralTest {

    private static final CausalModel TWO_OUTPUTS =
            CausalModel.builder("two-outputs")
                    .input(Logic.A, Logic.B, Logic.C, Logic.D)
                    .mechanism(Logic.LEFT, Logic.A, Logic.B, Boolean::logicalAnd)
                    .mechanism(Logic.RIGHT, Logic.C, Logic.D, Boolean::logicalAnd)
                    .mechanism(Logic.SAME, Logic.LEFT, Logic.RIGHT, Boolean::equals)
                    .output(Logic.SAME, Logic.LEFT)
                    .build();

    private Model model;
    private Trainer trainer;

    @BeforeEach
    void open() {
        model = Model.newInstance("heads");
        model.setBlock(twoHeads());
        Loss loss =
                new SimpleCompositeLoss()
                        .addLoss(new IndexLoss(Loss.softmaxCrossEntropyLoss("same"), 0))
                        .addLoss(new IndexLoss(Loss.softmaxCrossEntropyLoss("left"), 1));
        DefaultTrainingConfig config =
                new DefaultTrainingConfig(new IitLoss(loss))
                        .optOptimizer(
                                Optimizer.adam()
                                        .optLearningRateTracker(Tracker.fixed(.01f))
                                        .build());
        trainer = new IitTrainer(model, config, Equality.ALIGNMENT);
        trainer.initialize(new Shape(1, 4));
    }

    @AfterEach
    void close() {
        trainer.close();
        model.close();
    }

    private static Block twoHeads() {
        return new SequentialBlock()
                .add(Linear.builder().setUnits(16).build())
                .add(Activation.reluBlock())
                .add(Linear.builder().setUnits(16).build())
                .add(Activation.reluBlock())
                .add(
                        new ParallelBlock(
                                heads -> new NDList(heads.get(0).head(), heads.get(1).head()),
                                List.of(
                                        Linear.builder().setUnits(2).build(),
                                        Linear.builder().setUnits(2).build())));
    }

    private static CounterfactualDataset data(int sources) {
        return CounterfactualDataset.builder()
                .setCausalModel(TWO_OUTPUTS)
                .setAlignment(Equality.ALIGNMENT)
                .setInputs(Logic.inputs(16))
                .setSampling(64, true)
                .optPairs(256)
                .optSources(sources)
                .build();
    }

    @Test
    void eachRunHasAllOutputs() throws Exception {
        for (Batch batch : trainer.iterateDataset(data(2))) {
            assertThat(batch.getLabels()).hasSize(2 * 4 + 1);
            assertThat(trainer.evaluate(batch.getData())).hasSize(2 * 4);
            batch.close();
        }
    }

    @Test
    void twoSourcesAreSwappedInAtOnce() throws Exception {
        EasyTrain.fit(trainer, 150, data(2), null);
        InterchangeEvaluation evaluation =
                new InterchangeEvaluation(
                        model.getBlock(), Equality.ALIGNMENT, Agreement.ofClasses());
        var figures = evaluation.run(model.getNDManager(), data(2)).variables();
        assertThat(figures.get("left").iia()).isGreaterThan(.95);
        assertThat(figures.get("right").iia()).isGreaterThan(.95);
    }

    /** Source 1 is the base, so that taking a variable from it changes nothing. */
    @Test
    void eachVariableComesFromItsOwnSource() {
        NDArray base = trainer.getManager().randomNormal(new Shape(3, 4));
        NDArray source = trainer.getManager().randomNormal(new Shape(3, 4));
        NDArray both = trainer.getManager().create(new int[] {0, 1, 0, 1, 0, 1}, new Shape(3, 2));
        NDArray one = trainer.getManager().create(new int[] {0, -1, 0, -1, 0, -1}, new Shape(3, 2));
        NDList swapped = trainer.evaluate(new NDList(base, source, base, one));
        NDList same = trainer.evaluate(new NDList(base, source, base, both));
        assertClose(same.get(6), swapped.get(6));
    }
}
