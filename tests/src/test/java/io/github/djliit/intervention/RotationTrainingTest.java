/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import static io.github.djliit.intervention.Weighted.random;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R stays orthogonal whatever a trainer does to W. */
class RotationTrainingTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource({
        "64, 200, 1e-3",
        "64, 200, 0.1",
        "64, 200, 10",
        "256, 200, 1e-2",
        "256, 200, 1",
        "1024, 3, 1e-2"
    })
    void adamKeepsItOrthogonalForLong(int width, int steps, float rate) {
        adamKeepsItOrthogonal(width, steps, rate);
    }

    @ParameterizedTest
    @CsvSource({"64, 30, 1e-3", "64, 30, 0.1", "64, 30, 10", "256, 4, 1e-2", "256, 4, 1"})
    void adamKeepsItOrthogonal(int width, int steps, float rate) {
        Rotation rotation = Rotation.random(width, 1);
        NDArray weight = trainable(rotation);
        Optimizer adam = Optimizer.adam().optLearningRateTracker(Tracker.fixed(rate)).build();
        for (int step = 0; step < steps; step++) {
            try (NDManager call = manager.newSubManager()) {
                NDArray matrix = backward(rotation, weight, call, step);
                assertThat(offBy(matrix)).as("step %d", step).isLessThan(1e-5);
                adam.update("weight", weight, weight.getGradient());
                clear(weight);
            }
        }
        assertThat(weight.max().getFloat()).isFinite();
    }

    /** Maximises trace(A R); the maximum is the sum of the singular values of A. */
    @Test
    void trainingFindsTheNearestRotation() {
        Rotation rotation = Rotation.of(Value.of(manager.eye(2)));
        NDArray weight = trainable(rotation);
        NDArray target =
                Weighted.matrix(new float[] {0.6f, -0.8f}, new float[] {0.8f, 0.6f})
                        .toArray(manager, DataType.FLOAT32);
        Optimizer adam = Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.05f)).build();
        for (int step = 0; step < 300; step++) {
            try (NDManager call = manager.newSubManager();
                    GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray bound = bind(rotation, call, 2);
                collector.backward(bound.sub(target).square().sum());
            }
            adam.update("weight", weight, weight.getGradient());
            clear(weight);
        }
        assertThat(rotation.matrix().toArray())
                .usingComparatorWithPrecision(1e-3f)
                .containsExactly(0.6f, -0.8f, 0.8f, 0.6f);
    }

    /** A random gradient, new each step. */
    private static NDArray backward(Rotation rotation, NDArray weight, NDManager call, int seed) {
        int width = (int) weight.getShape().get(0);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray bound = bind(rotation, call, width);
            NDArray direction = random(call, DataType.FLOAT32, seed, width, width);
            collector.backward(bound.mul(direction).sum());
            return bound;
        }
    }

    /** The features of the unit matrix are the matrix of the rotation. */
    private static NDArray bind(Rotation rotation, NDManager call, int width) {
        NDArray unit = call.eye(width);
        Map<String, NDArray> arrays = rotation.weights().arrays(unit);
        return rotation.bind(arrays).featurize(unit);
    }

    private NDArray trainable(Rotation rotation) {
        rotation.weights().initialize(manager, DataType.FLOAT32);
        NDArray weight = rotation.weights().getDirectParameters().get("weight").getArray();
        weight.setRequiresGradient(true);
        return weight;
    }

    private static void clear(NDArray weight) {
        try (NDArray gradient = weight.getGradient()) {
            gradient.subi(gradient);
        }
    }

    static double offBy(NDArray matrix) {
        try (NDManager scratch = matrix.getManager().newSubManager()) {
            NDArray m = matrix.stopGradient();
            m.attach(scratch);
            NDArray unit = scratch.eye((int) m.getShape().get(1));
            return m.transpose().matMul(m).sub(unit).abs().max().getFloat();
        }
    }
}
