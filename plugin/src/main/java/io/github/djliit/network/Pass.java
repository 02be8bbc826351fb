/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDList;
import io.github.djliit.site.Port;

/** What one forward pass does at the hooked blocks. */
@FunctionalInterface
interface Pass {

    /**
     * Called at each hooked block, before and after its forward.
     *
     * @param node the number of the block
     * @param kind whether the arrays are its inputs or its outputs
     * @param arrays the arrays
     * @return the arrays to go on with: the same list, or a new one
     */
    NDList visit(int node, Port.Kind kind, NDList arrays);

    /**
     * Called at each hooked block before its forward.
     *
     * @param node the number of the block
     * @param inputs its inputs
     * @return the outputs to go on with instead of running the block, or null to run it
     */
    default NDList spare(int node, NDList inputs) {
        return null;
    }
}
