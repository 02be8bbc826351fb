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
import ai.djl.ndarray.types.Shape;
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
     * the largest of the label, where that has the prediction's shape. What has NaN is of no class,
     * and agrees with nothing. A prediction of fewer than two classes, and a label that is no whole
     * number, are refused.
     *
     * @return the agreement
     */
    static Agreement ofClasses() {
        return (label, prediction) -> {
            checkClasses(prediction.getShape());
            try (NDManager scope = prediction.getManager().newSubManager()) {
                NDArray predicted = prediction.argMax(-1);
                predicted.attach(scope);
                boolean alike = label.getShape().equals(prediction.getShape());
                NDArray wide = alike ? label.argMax(-1) : classes(label, prediction);
                wide.attach(scope);
                NDArray agree = wide.reshape(predicted.getShape()).eq(predicted);
                if (!Finite.isAll(prediction)) {
                    agree = agree.logicalAnd(isNumber(prediction, scope));
                }
                if (alike && !Finite.isAll(label)) {
                    agree = agree.logicalAnd(isNumber(label, scope));
                }
                return agree.toBooleanArray();
            }
        };
    }

    private static void checkClasses(Shape shape) {
        if (shape.dimension() < 2 || shape.get(shape.dimension() - 1) < 2) {
            throw new IllegalArgumentException(
                    "A prediction of shape "
                            + shape
                            + " has no classes, which are two or more along the last axis, (batch,"
                            + " classes): for numbers give Agreement.within(tolerance), for one"
                            + " logit of a yes or no an Agreement of its own, as of (label == 1) =="
                            + " (logit > 0)");
        }
    }

    /** Returns a label of one class for each row; the caller owns it. */
    private static NDArray classes(NDArray label, NDArray prediction) {
        Shape shape = prediction.getShape();
        if (label.size() != shape.size() / shape.get(shape.dimension() - 1)) {
            throw new IllegalArgumentException(
                    "A label of shape "
                            + label.getShape()
                            + " is not one class for each row of a prediction of shape "
                            + shape
                            + ": give an Agreement that compares them");
        }
        if (label.getDataType().isFloating()) {
            for (float number : HostArrays.of(label)) {
                if (!Float.isFinite(number) || number != Math.rint(number)) {
                    throw new IllegalArgumentException(
                            "A label is "
                                    + number
                                    + ", which is no class: give whole numbers, or for numbers"
                                    + " Agreement.within(tolerance)");
                }
            }
        }
        return label.toType(DataType.INT64, true);
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
     * @throws IllegalArgumentException if the tolerance is negative or NaN
     */
    static Agreement within(float tolerance) {
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException(
                    "A tolerance is a number from 0 on, found " + tolerance);
        }
        return (label, prediction) -> {
            if (label.size() != prediction.size()) {
                throw new IllegalArgumentException(
                        "A label of shape "
                                + label.getShape()
                                + " cannot be compared with a"
                                + " prediction of shape "
                                + prediction.getShape());
            }
            boolean[] rows = new boolean[(int) prediction.getShape().get(0)];
            Arrays.fill(rows, true);
            double[] distances = HostArrays.distances(label, prediction);
            int width = distances.length / Math.max(1, rows.length);
            for (int i = 0; i < distances.length; i++) {
                rows[i / width] &= distances[i] <= tolerance;
            }
            return rows;
        };
    }

    /**
     * Compares all outputs: a row agrees if each of its outputs does. Outputs of the network behind
     * those that have a label are not looked at.
     *
     * @param labels the labels
     * @param predictions the predictions, as many or more
     * @return for each row whether all agree
     * @throws IllegalArgumentException if there are more labels than predictions or no label, or
     *     {@link #rows} does not give a value for each row
     */
    default boolean[] all(NDList labels, NDList predictions) {
        NDList compared = AnswerCriterion.labelled(labels, predictions);
        boolean[] agree = checked(labels.get(0), compared.get(0)).clone();
        for (int i = 1; i < labels.size(); i++) {
            boolean[] more = checked(labels.get(i), compared.get(i));
            for (int row = 0; row < agree.length; row++) {
                agree[row] &= more[row];
            }
        }
        return agree;
    }

    private boolean[] checked(NDArray label, NDArray prediction) {
        boolean[] rows = rows(label, prediction);
        HostArrays.checkRows("Agreement", rows == null ? -1 : rows.length, prediction.getShape());
        return rows;
    }
}
