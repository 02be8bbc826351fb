/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The batches of one epoch; each is made when it is asked for, and owns its arrays. */
final class CounterfactualBatches implements Iterator<Batch> {

    private final List<CounterfactualExample> examples;
    private final ExampleArrays arrays;
    private final VariableNames names;
    private final int batchSize;
    private final NDManager parent;
    private final int[] order;
    private int next;

    CounterfactualBatches(Epoch epoch, int batchSize, NDManager parent, int... order) {
        this.examples = epoch.examples();
        this.arrays = epoch.arrays();
        this.names = epoch.names();
        this.batchSize = batchSize;
        this.parent = parent;
        this.order = order;
    }

    @Override
    public boolean hasNext() {
        return next < order.length;
    }

    @Override
    public CounterfactualBatch next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int from = next;
        next = Math.min(from + batchSize, order.length);
        NDManager manager = parent.newSubManager();
        int[] chosen = Arrays.copyOfRange(order, from, next);
        return new CounterfactualBatch(
                manager,
                arrays.get(manager, chosen),
                Arrays.stream(chosen).mapToObj(examples::get).toList(),
                names,
                new NamedBatch.Place(
                        chosen.length,
                        from / batchSize,
                        (order.length + batchSize - 1) / batchSize));
    }

    /** The examples of an epoch, their arrays, and the variables of their numbers. */
    record Epoch(List<CounterfactualExample> examples, ExampleArrays arrays, VariableNames names) {

        static Epoch of(
                List<CounterfactualExample> examples, Encoding encoding, VariableNames names) {
            return new Epoch(examples, ExampleArrays.encoding(encoding, examples), names);
        }

        /** Returns the epoch with its arrays made once; nothing is left on the manager. */
        Epoch stored(NDManager manager) {
            return new Epoch(examples, StoredArrays.of(arrays, examples.size(), manager), names);
        }
    }
}
