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

/**
 * A map of a region's activation into the space where the edit happens, and back.
 *
 * <p>{@code restore(featurize(x), x)} gives {@code x} back where theory says so. Both methods get
 * arrays {@code [batch, ...region]} and return new ones on the same manager; neither works in
 * place. Implementations are thread-safe for inference.
 */
public interface Featurizer {

    /**
     * Maps an activation to features.
     *
     * @param activation the activation of the region, {@code [batch, ...region]}
     * @return the features, batch first
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
     * Returns the featurizer that leaves everything as it is.
     *
     * @return the identity, a single object
     */
    static Featurizer identity() {
        return Identity.INSTANCE;
    }

    /** The identity map. */
    enum Identity implements Featurizer {
        /** The only one. */
        INSTANCE;

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
