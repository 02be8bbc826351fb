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
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.tensor.Tensor;
import java.util.List;
import java.util.OptionalInt;

/**
 * The order of the arrays that travel through DJL's training.
 *
 * <table>
 * <caption>Lists of a batch with k sources</caption>
 * <tr><td>data</td><td>{@code [base..., source0..., ..., which]}</td></tr>
 * <tr><td>labels</td><td>{@code [base..., source0..., ..., counterfactual..., which]}</td></tr>
 * <tr><td>predictions</td><td>{@code [base..., source0..., ..., counterfactual...]}</td></tr>
 * </table>
 *
 * <p>A run has as many labels as the causal model's outputs have, and as many predictions as the
 * network has outputs: the first of these are those of the labels, in their order.
 *
 * <p>{@code which}, int32 {@code [batch, k]}, says for each row and source the number of the
 * variable that is taken from it, -1 for none; the array's name tells the variables. It is among
 * the labels too, because losses and evaluators get nothing but labels and predictions.
 *
 * @param arrays arrays of one run: inputs in data, outputs in labels and predictions
 * @param sources the number of sources, k
 */
public record CounterfactualLayout(int arrays, int sources) {

    /**
     * Reads the layout of the data of a batch.
     *
     * @param data the data, with {@code which} last
     * @return the layout
     * @throws IllegalArgumentException if the list has another form
     */
    public static CounterfactualLayout ofData(NDList data) {
        return of(data, 1, "data", "[base..., source0..., ..., which]");
    }

    /**
     * Reads the layout of the labels of a batch.
     *
     * @param labels the labels, with {@code which} last
     * @return the layout
     * @throws IllegalArgumentException if the list has another form
     */
    public static CounterfactualLayout ofLabels(NDList labels) {
        return of(labels, 2, "labels", "[base..., source0..., ..., counterfactual..., which]");
    }

    /**
     * Returns the layout of the predictions of the same batch: a network may have more outputs than
     * there are labels, and then each run has as many as the network.
     *
     * @param predictions what the network gave for base, sources and counterfactual
     * @return the layout of the predictions
     * @throws IllegalArgumentException if the runs have not equally many arrays
     */
    public CounterfactualLayout ofPredictions(NDList predictions) {
        int runs = 1 + sources + 1;
        if (predictions.isEmpty() || predictions.size() % runs != 0) {
            throw new IllegalArgumentException(
                    ("Predictions of a base, %s sources and a counterfactual are as many arrays of"
                                    + " each of the %s runs, found %s arrays: %s")
                            .formatted(sources, runs, predictions.size(), describe(predictions)));
        }
        return new CounterfactualLayout(predictions.size() / runs, sources);
    }

    private static CounterfactualLayout of(NDList list, int runs, String name, String form) {
        int size = list.size() - 1;
        if (size > 0 && isWhich(list.get(size))) {
            int sources = (int) list.get(size).getShape().get(1);
            if (size % (runs + sources) == 0) {
                return new CounterfactualLayout(size / (runs + sources), sources);
            }
        }
        throw new IllegalArgumentException(
                "Counterfactual "
                        + name
                        + " are "
                        + form
                        + " with which int32 [batch, sources],"
                        + " found "
                        + list.size()
                        + " arrays: "
                        + describe(list)
                        + ". CounterfactualDataset makes such batches");
    }

    /**
     * Names the variables of a {@code which}, as {@link CounterfactualDataset} does: what meets it
     * with another alignment then finds the variables by name, or refuses what it lacks. The
     * numbers of one without names are those of whatever alignment it meets.
     *
     * @param which the array, last of data or labels
     * @param variables the variable of each number
     * @return the same array
     */
    public static NDArray named(NDArray which, List<String> variables) {
        return new VariableNames(variables).write(which);
    }

    /**
     * Names the variables of a {@code which}, and says how many labels of each run, the last ones,
     * are of further variables, see {@link Encoding#furtherLabels}.
     *
     * @param which the array, last of data or labels
     * @param variables the variable of each number
     * @param further how many labels are of further variables, as those of probes
     * @return the same array
     */
    public static NDArray named(NDArray which, List<String> variables, int further) {
        return new VariableNames(variables, OptionalInt.of(further)).write(which);
    }

    /** Whether labels are those of a counterfactual batch, by the {@code which} at their end. */
    static boolean isOfLabels(NDList labels) {
        return labels.size() > 2 && isWhich(labels.get(labels.size() - 1));
    }

    /** Whether an array can be a {@code which}. */
    static boolean isWhich(NDArray array) {
        return array.getDataType() == DataType.INT32
                && array.getShape().dimension() == 2
                && array.getShape().get(1) > 0;
    }

    /**
     * Returns the arrays of the base.
     *
     * @param list data, labels or predictions
     * @return its part
     */
    public NDList base(NDList list) {
        return run(list, 0);
    }

    /**
     * Returns the arrays of a source.
     *
     * @param list data, labels or predictions
     * @param source the index of the source
     * @return its part
     */
    public NDList source(NDList list, int source) {
        return run(list, 1 + source);
    }

    /**
     * Returns the arrays of the counterfactual.
     *
     * @param list labels or predictions
     * @return its part
     */
    public NDList counterfactual(NDList list) {
        return run(list, 1 + sources);
    }

    private NDList run(NDList list, int run) {
        return list.subNDList(run * arrays, (run + 1) * arrays);
    }

    /** Lists types and shapes. */
    static String describe(NDList list) {
        StringBuilder text = new StringBuilder();
        for (NDArray array : list) {
            Shape shape = array.getShape();
            text.append(text.isEmpty() ? "" : ", ")
                    .append(Tensor.nameOf(array.getDataType()))
                    .append(shape);
        }
        return text.toString();
    }
}
