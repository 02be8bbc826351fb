/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** A block with another as its only child, {@code tiny}, which does what the child does. */
final class HeldModel extends AbstractBlock {

    private final Block tiny;

    HeldModel(NDManager manager, TinyLanguageModel tiny) {
        this.tiny = addChildBlock("tiny", tiny);
        initialize(manager, DataType.FLOAT32, new Shape(1, 1));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        return tiny.forward(store, inputs, training);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
        // The child has its weights already.
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return tiny.getOutputShapes(inputs);
    }
}
