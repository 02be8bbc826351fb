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
import ai.djl.translate.Batchifier;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The batches of one epoch; each is made when it is asked for, and owns its arrays. */
final class CounterfactualBatches implements Iterator<Batch> {

    private final ExampleArrays arrays;
    private final int batchSize;
    private final NDManager parent;
    private final int[] order;
    private int next;

    CounterfactualBatches(ExampleArrays arrays, int batchSize, NDManager parent, int... order) {
        this.arrays = arrays;
        this.batchSize = batchSize;
        this.parent = parent;
        this.order = order;
    }

    @Override
    public boolean hasNext() {
        return next < order.length;
    }

    @Override
    public Batch next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int from = next;
        next = Math.min(from + batchSize, order.length);
        NDManager manager = parent.newSubManager();
        ExampleArrays.Arrays batch = arrays.get(manager, Arrays.copyOfRange(order, from, next));
        return new Batch(
                manager,
                batch.data(),
                batch.labels(),
                next - from,
                Batchifier.STACK,
                Batchifier.STACK,
                from / batchSize,
                (order.length + batchSize - 1) / batchSize);
    }
}
