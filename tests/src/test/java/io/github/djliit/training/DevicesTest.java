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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.djliit.support.Equality;
import io.github.djliit.support.Nets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training on two devices, here the CPU twice: each takes half of a batch. */
class DevicesTest {

    private Model model;

    @BeforeEach
    void open() {
        Engine.getInstance().setRandomSeed(7);
        model = Model.newInstance("test");
    }

    @AfterEach
    void close() {
        model.close();
    }

    private static DefaultTrainingConfig config(IitLoss loss, float rate) {
        Optimizer sgd = Optimizer.sgd().setLearningRateTracker(Tracker.fixed(rate)).build();
        return new DefaultTrainingConfig(loss)
                .optOptimizer(sgd)
                .optDevices(new Device[] {Device.cpu()});
    }

    private float[] trained(DefaultTrainingConfig config, int devices) throws Exception {
        Engine.getInstance().setRandomSeed(7);
        model.setBlock(Nets.mlp(model.getNDManager(), 4, 16, 2));
        try (Trainer trainer = new SplitTrainer(model, config, devices)) {
            trainer.initialize(new Shape(1, 4));
            EasyTrain.fit(trainer, 3, Equality.dataset(16).build(), null);
        }
        return model.getBlock().getParameters().valueAt(0).getArray().toFloatArray();
    }

    /** DJL refuses to be given one device twice, but splits batches for as many as it is told. */
    private static final class SplitTrainer extends IitTrainer {

        private final Device[] devices;

        SplitTrainer(Model model, DefaultTrainingConfig config, int devices) {
            super(model, config, Equality.ALIGNMENT);
            this.devices = new Device[devices];
            Arrays.fill(this.devices, Device.cpu());
        }

        @Override
        public Device[] getDevices() {
            return devices == null ? super.getDevices() : devices;
        }
    }

    private static IitLoss loss() {
        return new IitLoss(Loss.softmaxCrossEntropyLoss());
    }

    /** The gradients of the halves add up, so that half the rate goes as far. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twoDevicesTrainAsOneDoes(boolean hasThreads) throws Exception {
        float[] one = trained(config(loss(), .2f), 1);
        DefaultTrainingConfig two = config(loss(), .1f);
        assertClose(trained(hasThreads ? two.optExecutorService() : two, 2), one);
    }

    /** DJL's own loop does not wait for the threads of an executor, and loses what they throw. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anErrorOnADeviceEndsTheTraining(boolean hasThreads) {
        IitLoss broken =
                loss().optCounterfactual(
                                step -> {
                                    throw new IllegalStateException("broken");
                                });
        DefaultTrainingConfig two = config(broken, .1f);
        assertThatThrownBy(() -> trained(hasThreads ? two.optExecutorService() : two, 2))
                .hasMessageContaining("broken");
    }
}
