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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * A map of a region's activation into the space where the edit happens, and back.
 *
 * <p>{@code restore(featurize(x), x)} gives {@code x} back where theory says so. The built-in maps
 * work on the last axis: {@code [rows, ..., width] -> [rows, ..., features]}. Both methods get
 * arrays with the rows first and return new ones on the same manager; neither works in place.
 * Implementations are thread-safe for inference. Two interventions that are given the same object
 * are linked: they share its weights.
 */
public interface Featurizer {

    /**
     * Maps an activation to features.
     *
     * @param activation the activation of the region, {@code [rows, ...region]}
     * @return the features, rows first; {@link Features} select on the last axis
     */
    NDArray featurize(NDArray activation);

    /**
     * Maps edited features back to an activation.
     *
     * @param features the features after the edit
     * @param activation the activation before the edit, for maps that lose something on the way
     * @return the activation, of the shape of {@code activation}
     */
    NDArray restore(NDArray features, NDArray activation);

    /**
     * Returns the name of this map in the JSON form of a plan.
     *
     * @return the name, for example {@code rotation}
     */
    default String name() {
        return "custom";
    }

    /**
     * Returns how wide the last axis of a region must be.
     *
     * @return the width; empty for any
     */
    default OptionalLong width() {
        return OptionalLong.empty();
    }

    /**
     * Returns how many features there are.
     *
     * @return the length of the last axis of the features; empty where it depends on the region
     */
    default OptionalLong count() {
        return OptionalLong.empty();
    }

    /**
     * Returns whether each vector on the last axis is mapped by itself, whatever the other axes
     * are, so that whole activations can be mapped at once.
     *
     * @return false unless a map says otherwise
     */
    default boolean mapsLastAxis() {
        return false;
    }

    /**
     * Returns whether this is a linear map of each vector on the last axis, up to an offset, so
     * that compiled code can apply it as products of matrices.
     *
     * @return false unless a map says otherwise
     */
    default boolean isLinear() {
        return false;
    }

    /**
     * Writes this map out as matrices, so that compiled code can apply it.
     *
     * <p>A linear map may leave that: its matrices are then found by mapping unit vectors.
     *
     * @param like an activation {@code [1, width]} on the manager of the call, in the type of the
     *     activation
     * @return the matrices, on that manager; empty unless a map says otherwise
     */
    default Optional<Matrices> matrices(NDArray like) {
        return Optional.empty();
    }

    /**
     * Returns the names of parts of the features.
     *
     * @return the partition, by default without parts
     */
    default Partition partition() {
        return Partition.none();
    }

    /**
     * Returns the same map with names for parts of its features.
     *
     * @param partition the names
     * @return the map; it shares the weights of this one
     */
    default Featurizer withPartition(Partition partition) {
        return new Partitioned(this, partition);
    }

    /**
     * Returns the featurizer that leaves everything as it is.
     *
     * @return the identity, a single object
     */
    static Featurizer identity() {
        return Identity.INSTANCE;
    }

    /**
     * Returns a map of the caller's own.
     *
     * @param name how it is called in messages, and in JSON where it is registered
     * @param featurize from an activation to features; must not work in place
     * @param restore from features and the activation before the edit to an activation
     * @return the map
     */
    static Featurizer of(
            String name, UnaryOperator<NDArray> featurize, BinaryOperator<NDArray> restore) {
        return new CustomFeaturizer(name, featurize, restore);
    }

    /** The identity map, of which there is one object. */
    final class Identity implements Featurizer {

        private static final Identity INSTANCE = new Identity();

        private Identity() {}

        @Override
        public String name() {
            return "identity";
        }

        @Override
        public boolean mapsLastAxis() {
            return true;
        }

        @Override
        public NDArray featurize(NDArray activation) {
            return activation;
        }

        @Override
        public NDArray restore(NDArray features, NDArray activation) {
            return features;
        }
    }
}
