/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDArray;

/** What is done to an array that is read in a source, before rows and positions are taken of it. */
@FunctionalInterface
interface Reading {

    /** Nothing is. */
    Reading AS_IT_IS = (array, isRegion) -> array;

    /**
     * Returns what is read.
     *
     * @param array what the source kept
     * @param isRegion whether that is the region alone, not the whole activation
     */
    NDArray of(NDArray array, boolean isRegion);
}
