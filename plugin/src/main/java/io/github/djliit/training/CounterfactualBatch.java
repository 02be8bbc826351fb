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
import java.util.List;

/** A batch of counterfactual pairs that knows which examples its rows are. */
final class CounterfactualBatch extends Batch {

    private final List<CounterfactualExample> examples;

    CounterfactualBatch(
            NDManager manager,
            ExampleArrays.Arrays arrays,
            List<CounterfactualExample> examples,
            Progress progress) {
        super(
                manager,
                CounterfactualArrays.data(arrays.data()),
                CounterfactualArrays.labels(arrays.labels()),
                examples.size(),
                Batchifier.STACK,
                Batchifier.STACK,
                progress.done(),
                progress.total());
        this.examples = examples;
    }

    /** Returns the examples, one for each row. */
    List<CounterfactualExample> examples() {
        return examples;
    }

    /** The number of a batch, and how many there are. */
    record Progress(long done, long total) {}
}
