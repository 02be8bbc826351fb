/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.djliit.tensor.Finite;
import java.util.Arrays;

/**
 * Whether a prediction agrees with a label, row by row.
 *
 * <p>Stateless.
 */
@FunctionalInterface
public interface Agreement {

    /**
     * Compares one output of a network with its label.
     *
     * @param label the label, {@code [batch, ...]}
     * @param prediction the prediction, {@code [batch, ...]}
     * @return for each row whether the two agree
     */
    boolean[] rows(NDArray label, NDArray prediction);

    /**
     * Returns the agreement of classes: the largest of the last axis of the prediction, {@code
     * [batch, classes]}, is the class in the label, {@code [batch]} or {@code [batch, 1]}, or is
     * the largest of the label, where that has the prediction's shape. A prediction with NaN is of
     * no class, and agrees with nothing.
     *
     * @return the agreement
     */
    static Agreement ofClasses() {
        return (label, prediction) -> {
            try (NDManager scope = prediction.getManager().newSubManager()) {
                NDArray predicted = prediction.argMax(-1);
                predicted.attach(scope);
                boolean alike = label.getShape().equals(prediction.getShape());
                boolean hasClass = !alike || label.size() == predicted.size();
                NDArray wide = hasClass ? label.toType(DataType.INT64, true) : label.argMax(-1);
                wide.attach(scope);
                if (wide.size() != predicted.size()) {
                    throw new IllegalArgumentException(
                            "A label of shape "
                                    + label.getShape()
                                    + " is not one class for each"
                                    + " row of a prediction of shape "
                                    + prediction.getShape()
                                    + ": give an Agreement that compares them");
                }
                NDArray agree = wide.reshape(predicted.getShape()).eq(predicted);
                if (!Finite.isAll(prediction)) {
                    agree = agree.logicalAnd(isNumber(prediction, scope));
                }
                return agree.toBooleanArray();
            }
        };
    }

    /** Only NaN differs from itself. */
    private static NDArray isNumber(NDArray prediction, NDManager scope) {
        NDArray same = prediction.eq(prediction);
        same.attach(scope);
        return same.toType(DataType.INT32, false)
                .min(new int[] {-1})
                .toType(DataType.BOOLEAN, false);
    }

    /**
     * Returns the agreement of numbers: each differs from the label by no more than a tolerance.
     *
     * @param tolerance the largest difference, in the unit of the label
     * @return the agreement
     */
    static Agreement within(float tolerance) {
        return (label, prediction) -> {
            float[] expected = Numbers.of(label);
            float[] found = Numbers.of(prediction);
            if (expected.length != found.length) {
                throw new IllegalArgumentException(
                        "A label of shape "
                                + label.getShape()
                                + " cannot be compared with a"
                                + " prediction of shape "
                                + prediction.getShape());
            }
            boolean[] rows = new boolean[(int) prediction.getShape().get(0)];
            Arrays.fill(rows, true);
            int width = found.length / Math.max(1, rows.length);
            for (int i = 0; i < found.length; i++) {
                rows[i / width] &= Math.abs(expected[i] - found[i]) <= tolerance;
            }
            return rows;
        };
    }

    /**
     * Compares all outputs: a row agrees if each of its outputs does.
     *
     * @param labels the labels
     * @param predictions the predictions
     * @return for each row whether all agree
     */
    default boolean[] all(NDList labels, NDList predictions) {
        boolean[] agree = rows(labels.get(0), predictions.get(0));
        for (int i = 1; i < labels.size(); i++) {
            boolean[] more = rows(labels.get(i), predictions.get(i));
            for (int row = 0; row < agree.length; row++) {
                agree[row] &= more[row];
            }
        }
        return agree;
    }
}
