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
import java.util.Map;

/**
 * A featurizer or an edit that has weights, which a DJL {@code Trainer} may update.
 *
 * <p>For a call, {@link #bind} makes the featurizer or edit of that call, once, from the arrays
 * that the weights have on the device; what is expensive, as making a matrix orthogonal, happens
 * there. Binding does not change this object, so that it is safe in concurrent inference.
 *
 * @param <T> what a call works with: {@link Featurizer} or {@link Edit}
 */
public interface Trainable<T> {

    /**
     * Returns the block that holds the weights.
     *
     * @return the same block each time; whoever shares this object shares the weights
     */
    Weights weights();

    /**
     * Makes the featurizer or edit of one call.
     *
     * @param arrays the weights by name, on the manager of the call, in the type of the activation;
     *     in training with their gradient
     * @return what the call works with; it holds arrays on the manager of {@code arrays}
     */
    T bind(Map<String, NDArray> arrays);
}
