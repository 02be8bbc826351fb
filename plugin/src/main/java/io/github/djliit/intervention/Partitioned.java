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
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A map whose features have names.
 *
 * @param featurizer the map
 * @param partition the names
 */
public record Partitioned(Featurizer featurizer, Partition partition) implements Featurizer {

    /** Checks that nothing is missing. */
    public Partitioned {
        Objects.requireNonNull(featurizer, "featurizer");
        Objects.requireNonNull(partition, "partition");
        featurizer.count().ifPresent(partition::check);
    }

    /**
     * Returns the map behind any names, which tells whether two share their weights.
     *
     * @param featurizer a map
     * @return the map without a partition
     */
    public static Featurizer withoutNames(Featurizer featurizer) {
        return featurizer instanceof Partitioned named
                ? withoutNames(named.featurizer())
                : featurizer;
    }

    @Override
    public String name() {
        return featurizer.name();
    }

    @Override
    public OptionalLong width() {
        return featurizer.width();
    }

    @Override
    public boolean mapsLastAxis() {
        return featurizer.mapsLastAxis();
    }

    @Override
    public OptionalLong count() {
        return featurizer.count();
    }

    @Override
    public boolean isLinear() {
        return featurizer.isLinear();
    }

    @Override
    public Optional<Matrices> matrices(NDArray like) {
        return featurizer.matrices(like);
    }

    @Override
    public NDArray featurize(NDArray activation) {
        return featurizer.featurize(activation);
    }

    @Override
    public NDArray restore(NDArray features, NDArray activation) {
        return featurizer.restore(features, activation);
    }
}
