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
import io.github.djliit.causal.Setting;
import java.util.ArrayList;
import java.util.List;

/** The arrays of chosen examples, in the order of {@link CounterfactualLayout}. */
@FunctionalInterface
interface ExampleArrays {

    /**
     * Makes the arrays of a batch.
     *
     * @param manager the owner of the arrays
     * @param examples the numbers of the examples, one for each row
     * @return data and labels
     */
    Arrays get(NDManager manager, int... examples);

    /** Data and labels of a batch. */
    record Arrays(NDList data, NDList labels) {}

    /** Encodes examples when they are asked for. */
    static ExampleArrays encoding(Encoding encoding, List<CounterfactualExample> examples) {
        return (manager, chosen) -> {
            List<CounterfactualExample> rows = new ArrayList<>(chosen.length);
            for (int example : chosen) {
                rows.add(examples.get(example));
            }
            return encode(encoding, manager, rows);
        };
    }

    private static Arrays encode(
            Encoding encoding, NDManager manager, List<CounterfactualExample> rows) {
        List<Setting> bases = rows.stream().map(CounterfactualExample::base).toList();
        NDList data = encoding.inputs(manager, bases);
        NDList labels = encoding.labels(manager, bases);
        int sources = rows.get(0).sources().size();
        for (int s = 0; s < sources; s++) {
            int source = s;
            List<Setting> from = rows.stream().map(row -> row.sources().get(source)).toList();
            data.addAll(encoding.inputs(manager, from));
            labels.addAll(encoding.labels(manager, from));
        }
        List<Setting> results = rows.stream().map(CounterfactualExample::counterfactual).toList();
        labels.addAll(encoding.labels(manager, results));
        data.add(which(manager, rows, sources));
        labels.add(which(manager, rows, sources));
        return new Arrays(data, labels);
    }

    private static NDArray which(NDManager manager, List<CounterfactualExample> rows, int sources) {
        int[] which = new int[rows.size() * sources];
        for (int i = 0; i < rows.size(); i++) {
            for (int s = 0; s < sources; s++) {
                which[i * sources + s] = rows.get(i).which().get(s);
            }
        }
        return manager.create(which, new Shape(rows.size(), sources));
    }
}
