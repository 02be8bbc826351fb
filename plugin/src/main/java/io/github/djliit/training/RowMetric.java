/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

/**
 * A number for each row that tells how far a prediction is from its label, or what else of it is of
 * interest.
 *
 * <p>Stateless.
 */
@FunctionalInterface
public interface RowMetric {

    /**
     * Measures one output of a network.
     *
     * @param label the label, {@code [batch, ...]}
     * @param prediction the prediction, {@code [batch, ...]}
     * @return a number for each row
     */
    double[] rows(NDArray label, NDArray prediction);

    /**
     * Measures one output and checks what came of it.
     *
     * @param label the label, {@code [batch, ...]}
     * @param prediction the prediction, {@code [batch, ...]}
     * @return what {@link #rows} gives
     * @throws IllegalArgumentException if that is not a number for each row, or the two do not fit
     */
    default double[] checked(NDArray label, NDArray prediction) {
        double[] rows;
        try {
            rows = rows(label, prediction);
        } catch (EngineException e) {
            throw new IllegalArgumentException(
                    "A RowMetric cannot compare a label of shape %s with a prediction of shape %s: %s"
                            .formatted(label.getShape(), prediction.getShape(), e.getMessage()),
                    e);
        }
        HostArrays.checkRows("RowMetric", rows == null ? -1 : rows.length, prediction.getShape());
        return rows;
    }

    /**
     * Returns the mean absolute difference of the numbers of a row, in the unit of the label; label
     * and prediction have as many numbers.
     *
     * @return the metric
     */
    static RowMetric absoluteError() {
        return (label, prediction) -> {
            float[] expected = HostArrays.of(label);
            float[] found = HostArrays.of(prediction);
            if (expected.length != found.length) {
                throw misfit(label, prediction);
            }
            double[] rows = new double[(int) prediction.getShape().get(0)];
            int width = found.length / Math.max(1, rows.length);
            for (int i = 0; i < found.length; i++) {
                rows[i / width] += Math.abs(expected[i] - found[i]) / (double) width;
            }
            return rows;
        };
    }

    /**
     * Returns the Kullback-Leibler divergence KL(expected || network), in nats.
     *
     * <p>The prediction, {@code [batch, classes]}, holds logits; the label has the expected
     * probabilities, {@code [batch, classes]}, or the one expected class, {@code [batch]} or {@code
     * [batch, 1]}, for which the divergence is the cross entropy.
     *
     * @return the metric
     */
    static RowMetric klDivergence() {
        return (label, prediction) -> {
            try (NDManager scope = prediction.getManager().newSubManager()) {
                NDArray logits = prediction.toType(DataType.FLOAT32, true);
                logits.attach(scope);
                NDArray log = logits.logSoftmax(-1);
                NDArray expected = label.toType(DataType.FLOAT32, true);
                expected.attach(scope);
                NDArray divergence;
                if (expected.getShape().equals(log.getShape())) {
                    NDArray surprise = expected.maximum(HostArrays.TINY).log().sub(log);
                    divergence = expected.mul(surprise).sum(new int[] {-1});
                } else if (expected.size() == log.getShape().get(0)) {
                    NDArray classes = label.toType(DataType.INT64, true);
                    classes.attach(scope);
                    divergence = log.gather(classes.reshape(-1, 1), 1).neg();
                } else {
                    throw misfit(label, prediction);
                }
                return doubles(divergence.toFloatArray());
            }
        };
    }

    private static double[] doubles(float... numbers) {
        double[] wide = new double[numbers.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = numbers[i];
        }
        return wide;
    }

    private static IllegalArgumentException misfit(NDArray label, NDArray prediction) {
        return new IllegalArgumentException(
                "A label of shape "
                        + label.getShape()
                        + " cannot be compared with a prediction of shape "
                        + prediction.getShape()
                        + ": give a RowMetric that compares them");
    }
}
