/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.Batchifier;
import ai.djl.util.Progress;
import java.util.concurrent.ExecutorService;

/**
 * The bases of counterfactual pairs as ordinary batches.
 *
 * @param pairs the pairs
 */
record BaseInputs(CounterfactualDataset pairs) implements Dataset {

    @Override
    public Iterable<Batch> getData(NDManager manager) {
        return new MappedBatches(pairs.getData(manager), BaseInputs::base);
    }

    @Override
    public Iterable<Batch> getData(NDManager manager, ExecutorService executorService) {
        return getData(manager);
    }

    @Override
    public void prepare(Progress progress) {
        pairs.prepare(progress);
    }

    private static Batch base(Batch batch) {
        NDList data = CounterfactualLayout.ofData(batch.getData()).base(batch.getData());
        NDList labels = CounterfactualLayout.ofLabels(batch.getLabels()).base(batch.getLabels());
        return new Batch(
                batch.getManager(),
                data,
                labels,
                batch.getSize(),
                Batchifier.STACK,
                Batchifier.STACK,
                batch.getProgress(),
                batch.getProgressTotal());
    }
}
