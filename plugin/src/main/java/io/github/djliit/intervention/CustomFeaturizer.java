/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import ai.djl.ndarray.NDArray;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * A map of the caller's own.
 *
 * @param name how it is called
 * @param featurizing from an activation to features
 * @param restoring from features and the activation before the edit to an activation
 */
record CustomFeaturizer(
        String name, UnaryOperator<NDArray> featurizing, BinaryOperator<NDArray> restoring)
        implements Featurizer {

    CustomFeaturizer {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(featurizing, "featurize");
        Objects.requireNonNull(restoring, "restore");
    }

    @Override
    public NDArray featurize(NDArray activation) {
        return featurizing.apply(activation);
    }

    @Override
    public NDArray restore(NDArray features, NDArray activation) {
        return restoring.apply(features, activation);
    }
}
