/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.support;

import io.github.djliit.alignment.Alignment;
import io.github.djliit.readme.Logic;
import io.github.djliit.training.CounterfactualDataset;

/** The task of the README, {@code (a and b) == (c and d)}, aligned with the networks of tests. */
public final class Equality {

    /**
     * For {@link Nets#mlp}: the first hidden layer, since what follows must still compare the two.
     */
    public static final Alignment ALIGNMENT =
            Alignment.builder()
                    .align(Logic.LEFT, "02LambdaBlock[0:4]")
                    .align(Logic.RIGHT, "02LambdaBlock[4:8]")
                    .build();

    private Equality() {}

    public static CounterfactualDataset.Builder dataset(int batchSize) {
        return CounterfactualDataset.builder()
                .setCausalModel(Logic.MODEL)
                .setAlignment(ALIGNMENT)
                .setInputs(Logic.inputs(16))
                .setSampling(batchSize, true);
    }
}
