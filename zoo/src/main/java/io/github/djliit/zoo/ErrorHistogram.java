/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.training.dataset.Batch;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.CounterfactualLayout;
import java.util.Map;
import java.util.TreeMap;

/** How far predicted classes are from right, as numbers: 0 is right. */
final class ErrorHistogram {

    private ErrorHistogram() {}

    /**
     * Counts the differences of prediction and label, of the bases of pairs.
     *
     * @param network the network
     * @param output the index of its output, which are logits of classes
     * @param data the pairs
     * @param manager the manager that parameters live on; nothing is left there
     * @return how often each difference occurs, in the order of the differences
     */
    static Map<Long, Long> of(
            Block network, int output, CounterfactualDataset data, NDManager manager) {
        ParameterStore store = new ParameterStore(manager, false);
        Map<Long, Long> counts = new TreeMap<>();
        for (Batch batch : data.getData(manager)) {
            try (batch) {
                CounterfactualLayout layout = CounterfactualLayout.ofData(batch.getData());
                NDList found = network.forward(store, layout.base(batch.getData()), false);
                NDList labels =
                        CounterfactualLayout.ofLabels(batch.getLabels()).base(batch.getLabels());
                add(labels.get(output), found.get(output), counts);
            }
        }
        return counts;
    }

    private static void add(NDArray label, NDArray logits, Map<Long, Long> counts) {
        long[] found = logits.argMax(-1).toLongArray();
        long[] expected = label.toType(DataType.INT64, false).toLongArray();
        for (int i = 0; i < found.length; i++) {
            counts.merge(found[i] - expected[i], 1L, Long::sum);
        }
    }
}
