/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.djliit.intervention.BoundaryMask;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Rotation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A DJL trainer updates what a plan has to train, and leaves a frozen network alone. */
class CounterfactualBlockTest {

    private static final Shape INPUT = new Shape(32, 4);

    private Model model;
    private SequentialBlock network;
    private final Rotation rotation = Rotation.random(8, 3);

    @BeforeEach
    void build() {
        Engine.getInstance().setRandomSeed(5);
        model = Model.newInstance("planned");
        network = new SequentialBlock();
        network.add(Linear.builder().setUnits(8).build())
                .add(Activation::tanh)
                .add(Linear.builder().setUnits(2).build());
        network.initialize(model.getNDManager(), DataType.FLOAT32, INPUT);
    }

    @AfterEach
    void close() {
        model.close();
    }

    private InterventionPlan plan() {
        return InterventionPlan.of(
                Intervention.of("02LambdaBlock", Edit.interchange())
                        .withFeaturizer(rotation)
                        .withFeatures(Features.of("0:2")));
    }

    private Trainer trainer(Block block) {
        model.setBlock(block);
        Optimizer adam = Optimizer.adam().optLearningRateTracker(Tracker.fixed(.05f)).build();
        Trainer trainer =
                model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss()).optOptimizer(adam));
        trainer.initialize(INPUT, INPUT);
        return trainer;
    }

    /** Labels are what another rotation gives, so that there is something to find. */
    private ArrayDataset pairs(InterventionPlan target) throws Exception {
        NDArray base = model.getNDManager().randomNormal(INPUT);
        NDArray source = model.getNDManager().randomNormal(INPUT);
        NDArray labels =
                new InterventionBlock(network)
                        .intervene(target, new NDList(base), new NDList(source))
                        .counterfactual()
                        .head();
        return new ArrayDataset.Builder()
                .setData(base, source)
                .optLabels(labels.duplicate())
                .setSampling(32, false)
                .build();
    }

    private float train(InterventionPlan plan, int epochs, boolean freeze) throws Exception {
        CounterfactualBlock block = new CounterfactualBlock(network, plan);
        block.freezeNetwork(freeze);
        Rotation other = Rotation.random(8, 11);
        ArrayDataset data =
                pairs(
                        InterventionPlan.of(
                                Intervention.of("02LambdaBlock", Edit.interchange())
                                        .withFeaturizer(other)
                                        .withFeatures(Features.of("0:2"))));
        try (Trainer trainer = trainer(block)) {
            float first = loss(trainer, data);
            EasyTrain.fit(trainer, epochs, data, null);
            return loss(trainer, data) / first;
        }
    }

    private static float loss(Trainer trainer, ArrayDataset data) throws Exception {
        try (Batch batch = data.getData(trainer.getManager()).iterator().next()) {
            NDList found = trainer.evaluate(batch.getData());
            return trainer.getLoss().evaluate(batch.getLabels(), found).getFloat();
        }
    }

    @Test
    void aRotationIsLearnedWithTheNetworkFrozen() throws Exception {
        float[] before = network.getParameters().valueAt(0).getArray().toFloatArray();
        assertThat(train(plan(), 150, true)).isLessThan(.3f);
        assertThat(network.getParameters().valueAt(0).getArray().toFloatArray()).isEqualTo(before);
    }

    @Test
    void theRotationIsOrthogonalAfterwards() throws Exception {
        train(plan(), 50, true);
        try (var manager = model.getNDManager().newSubManager()) {
            NDArray r = manager.create(rotation.matrix().toArray(), new Shape(8, 8));
            NDArray off = r.transpose().matMul(r).sub(manager.eye(8)).abs().max();
            assertThat(off.getFloat()).isLessThan(1e-5f);
        }
    }

    @Test
    void theNetworkIsTrainedToo() throws Exception {
        float[] before = network.getParameters().valueAt(0).getArray().toFloatArray();
        train(plan(), 3, false);
        assertThat(network.getParameters().valueAt(0).getArray().toFloatArray())
                .isNotEqualTo(before);
    }

    @Test
    void aBoundaryAndItsRotationAreTrainedTogether() throws Exception {
        BoundaryMask mask = BoundaryMask.of(.5f, .5f);
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of("02LambdaBlock", mask).withFeaturizer(rotation));
        train(plan, 20, true);
        assertThat(mask.boundary()).isNotEqualTo(.5f);
    }

    @Test
    void linkedFeaturizersAreOneChild() {
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of("02LambdaBlock", Edit.interchange())
                                .withFeaturizer(rotation)
                                .withFeatures(Features.of("0:2")),
                        Intervention.of("02LambdaBlock", Edit.zero())
                                .withFeaturizer(rotation)
                                .withFeatures(Features.of("2:4")));
        assertThat(new CounterfactualBlock(network, plan).getChildren()).hasSize(2);
    }

    @Test
    void aNumberOfInputsThatDoesNotFitIsRefused() {
        CounterfactualBlock block = new CounterfactualBlock(network, plan());
        try (Trainer trainer = trainer(block)) {
            NDList three =
                    new NDList(
                            trainer.getManager().ones(INPUT),
                            trainer.getManager().ones(INPUT),
                            trainer.getManager().ones(INPUT));
            assertThatThrownBy(() -> trainer.evaluate(three))
                    .hasMessageContainingAll("base", "1 sources", "3 arrays");
        }
    }
}
