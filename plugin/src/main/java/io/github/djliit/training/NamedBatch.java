/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.translate.Batchifier;

/** A counterfactual batch whose {@code which} names its variables, in each part of it as well. */
class NamedBatch extends Batch {

    private final VariableNames names;

    /** Makes a batch; the names may be null, where nobody knows them. */
    NamedBatch(NDManager manager, ExampleArrays.Arrays arrays, VariableNames names, Place place) {
        super(
                manager,
                CounterfactualArrays.data(arrays.data()),
                CounterfactualArrays.labels(arrays.labels()),
                place.size(),
                Batchifier.STACK,
                Batchifier.STACK,
                place.done(),
                place.total());
        this.names = names;
        name(this);
    }

    /** {@inheritDoc} A split gives new arrays, which have no names of their own. */
    @Override
    public Batch[] split(Device[] devices, boolean evenSplit) {
        Batch[] parts = super.split(devices, evenSplit);
        for (Batch part : parts) {
            name(part);
        }
        return parts;
    }

    private void name(Batch batch) {
        if (names != null) {
            names.write(last(batch.getData()));
            names.write(last(batch.getLabels()));
        }
    }

    private static NDArray last(NDList list) {
        return list.get(list.size() - 1);
    }

    /** The number of rows of a batch, its own number, and how many batches there are. */
    record Place(int size, long done, long total) {}
}
