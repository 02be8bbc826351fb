/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static io.github.djliit.network.TestBlocks.chain;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djliit.network.TestBlocks.Scale;
import java.util.ArrayList;
import java.util.List;

/** Networks whose blocks take down when they run. */
final class NotedBlocks {

    private final List<String> ran = new ArrayList<>();

    /** A block that takes down that it ran, and doubles. */
    class Noted extends Scale {

        private final String name;

        Noted(String name) {
            super(2);
            this.name = name;
        }

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            ran.add(name);
            return super.run(store, inputs, training);
        }
    }

    /** Returns the names of the blocks that ran since the last network was made. */
    List<String> ran() {
        return ran;
    }

    /** Returns a block that takes down its name. */
    Block noted(String name) {
        return new Noted(name);
    }

    InterventionBlock network(NDManager manager, Block... blocks) {
        Block network = chain(manager, blocks);
        ran.clear();
        return new InterventionBlock(network);
    }
}
