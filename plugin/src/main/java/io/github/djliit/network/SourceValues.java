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
import ai.djl.ndarray.NDList;
import java.util.BitSet;
import java.util.List;

/** What interventions read of one source: a run of the network, or activations kept before. */
interface SourceValues {

    /**
     * Returns what the n-th run of a block gave.
     *
     * @param read the number of the read in the bound plan
     * @param run the number of the block's run in one forward, from 0
     */
    NDArray read(int read, int run);

    /** Returns what was collected at a site, one array for each run of its block. */
    List<NDArray> collected(int collect);

    /** Returns outputs, collected activations and some reads; nothing where nothing ran. */
    default List<NDArray> kept(BitSet reads) {
        return List.of();
    }

    /** Returns the same as constants, through which no gradient flows. */
    SourceValues detached();

    /** Returns the outputs; none for activations kept before. */
    NDList outputs();
}
