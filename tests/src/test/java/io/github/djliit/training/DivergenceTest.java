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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.djliit.support.Equality;
import io.github.djliit.support.Nets;
import io.github.djliit.support.Numbers;
import io.github.djliit.tensor.Finite;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A training that comes to a NaN stops there; sixteen pairs are four steps of an epoch. */
class DivergenceTest {

    private Model model;

    @BeforeEach
    void open() {
        Engine.getInstance().setRandomSeed(7);
        model = Model.newInstance("test");
        model.setBlock(Nets.mlp(model.getNDManager(), 4, 16, 2));
    }

    @AfterEach
    void close() {
        model.close();
    }

    private IitTrainer trainer(float rate, TrainingListener... listeners) {
        Optimizer sgd = Optimizer.sgd().setLearningRateTracker(Tracker.fixed(rate)).build();
        DefaultTrainingConfig config =
                new DefaultTrainingConfig(new IitLoss(Loss.softmaxCrossEntropyLoss()))
                        .optOptimizer(sgd)
                        .optDevices(new Device[] {Device.cpu()})
                        .addTrainingListeners(listeners);
        IitTrainer trainer = new IitTrainer(model, config, Equality.ALIGNMENT);
        trainer.initialize(new Shape(1, 4));
        return trainer;
    }

    private static void fit(Trainer trainer, int epochs) throws Exception {
        EasyTrain.fit(trainer, epochs, Equality.dataset(4).build(), null);
    }

    private NDArray weight() {
        return model.getBlock().getParameters().valueAt(0).getArray();
    }

    private void poison() {
        float[] numbers = new float[(int) weight().size()];
        Arrays.fill(numbers, Float.NaN);
        Numbers.set(weight(), numbers);
    }

    @Test
    void aLossThatIsNotFiniteStopsBeforeItsStep() {
        try (IitTrainer trainer = trainer(1e30f)) {
            assertThatExceptionOfType(DivergenceException.class)
                    .isThrownBy(() -> fit(trainer, 3))
                    .withMessageStartingWith("The training diverged in epoch 1, step 2: the loss")
                    .satisfies(e -> assertThat(e.step()).isEqualTo(2));
        }
        assertThat(Finite.isAll(weight())).isTrue();
    }

    @Test
    void whatIsNotFiniteBeforeAnyStepIsNotBlamedOnTheLearningRate() {
        poison();
        try (IitTrainer trainer = trainer(.01f)) {
            assertThatExceptionOfType(DivergenceException.class)
                    .isThrownBy(() -> fit(trainer, 1))
                    .withMessageContaining("the loss is NaN before any step was made")
                    .satisfies(e -> assertThat(e).message().doesNotContain("learning rate"));
        }
    }

    /** Spoils the weights after some steps. */
    private TrainingListener spoilAfter(int steps) {
        return new TrainingListenerAdapter() {
            private int left = steps;

            @Override
            public void onTrainingBatch(Trainer trainer, BatchData batch) {
                if (--left == 0) {
                    poison();
                }
            }
        };
    }

    @Test
    void theEpochAndItsStepAreCounted() {
        try (IitTrainer trainer = trainer(.01f, spoilAfter(6))) {
            assertThatExceptionOfType(DivergenceException.class)
                    .isThrownBy(() -> fit(trainer, 3))
                    .withMessageContaining("in epoch 2, step 3:");
        }
    }

    @Test
    void epochsOfBeforeAreCountedToo() {
        try (IitTrainer trainer = trainer(.01f, spoilAfter(1)).setEpochs(7)) {
            assertThatExceptionOfType(DivergenceException.class)
                    .isThrownBy(() -> fit(trainer, 1))
                    .satisfies(e -> assertThat(e.epoch()).isEqualTo(8));
        }
    }

    @Test
    void weightsAreLookedAtBeforeAListenerSavesThem() {
        boolean[] saved = new boolean[1];
        TrainingListener saving =
                new TrainingListenerAdapter() {
                    @Override
                    public void onEpoch(Trainer trainer) {
                        saved[0] = true;
                    }
                };
        try (IitTrainer trainer = trainer(.01f, spoilAfter(4), saving)) {
            assertThatExceptionOfType(DivergenceException.class)
                    .isThrownBy(() -> fit(trainer, 1))
                    .withMessageContaining("in epoch 1, step 4: the parameter 01Linear_weight");
        }
        assertThat(saved[0]).isFalse();
    }
}
