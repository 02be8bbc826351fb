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
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import java.util.Arrays;

/** Tells labels that a loss takes for something else than they are. */
final class LabelForm {

    private LabelForm() {}

    /**
     * Checks that a softmax cross-entropy that takes the number of a class gets no number for each
     * class: it would take each as the number of a class, and give a loss without a meaning.
     *
     * @param loss any loss
     * @param labels its labels
     * @param predictions its predictions
     * @throws IllegalArgumentException if it would
     */
    static void check(Loss loss, NDList labels, NDList predictions) {
        if (!(loss instanceof SoftmaxCrossEntropyLoss)
                || labels.size() != 1
                || predictions.size() != 1) {
            return;
        }
        Shape shape = predictions.head().getShape();
        boolean isForEachClass =
                shape.dimension() > 1
                        && shape.get(shape.dimension() - 1) > 1
                        && labels.head().getShape().equals(shape);
        if (isForEachClass && isSparse(loss, predictions.head())) {
            throw new IllegalArgumentException(
                    ("The loss %s takes the number of a class for each row, but the labels %s have a"
                                    + " number for each class, as the outputs. Give it classes, of a"
                                    + " TeacherDataset optLabels(outputs -> new"
                                    + " NDList(outputs.head().argMax(-1))), or let it compare"
                                    + " distributions, SoftmaxCrossEntropyLoss with sparseLabel"
                                    + " false, whose labels are a softmax")
                            .formatted(loss.getName(), CounterfactualLayout.describe(labels)));
        }
    }

    /** DJL does not say. Of labels that are all 0, a distribution has no loss, and class 0 has. */
    private static boolean isSparse(Loss loss, NDArray prediction) {
        long[] twos = new long[prediction.getShape().dimension()];
        Arrays.fill(twos, 2);
        try (NDManager scope = prediction.getManager().newSubManager()) {
            NDArray zeros = scope.zeros(new Shape(twos));
            NDArray outputs = scope.ones(new Shape(twos)).neg();
            return loss.evaluate(new NDList(zeros), new NDList(outputs)).getFloat() != 0;
        }
    }
}
