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
import ai.djl.training.dataset.Batch;
import ai.djl.translate.Batchifier;
import io.github.djliit.causal.Setting;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The batches of one epoch; each is encoded when it is asked for, and owns its arrays. */
final class CounterfactualBatches implements Iterator<Batch> {

    private final Encoding encoding;
    private final int batchSize;
    private final NDManager parent;
    private final List<CounterfactualExample> epoch;
    private int next;

    CounterfactualBatches(
            Encoding encoding, int batchSize, NDManager parent, List<CounterfactualExample> epoch) {
        this.encoding = encoding;
        this.batchSize = batchSize;
        this.parent = parent;
        this.epoch = epoch;
    }

    @Override
    public boolean hasNext() {
        return next < epoch.size();
    }

    @Override
    public Batch next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int from = next;
        next = Math.min(from + batchSize, epoch.size());
        int total = (epoch.size() + batchSize - 1) / batchSize;
        return encode(epoch.subList(from, next), from / batchSize, total);
    }

    private Batch encode(List<CounterfactualExample> rows, int progress, int total) {
        NDManager manager = parent.newSubManager();
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
        NDArray which = which(manager, rows, sources);
        data.add(which);
        labels.add(which.duplicate());
        return new Batch(
                manager,
                data,
                labels,
                rows.size(),
                Batchifier.STACK,
                Batchifier.STACK,
                progress,
                total);
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
