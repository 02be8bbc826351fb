/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.support;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** A block of a user's own: {@code ff3((relu(ff1 x) + relu(ff2 x)) / 2)}, 10 units wide. */
public final class TwoBranches extends AbstractBlock {

    private final Block ff1 = addChildBlock("ff1", Linear.builder().setUnits(10).build());
    private final Block act1 = addChildBlock("act1", Activation.reluBlock());
    private final Block ff2 = addChildBlock("ff2", Linear.builder().setUnits(10).build());
    private final Block act2 = addChildBlock("act2", Activation.reluBlock());
    private final Block ff3 = addChildBlock("ff3", Linear.builder().setUnits(1).build());

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDList left =
                act1.forward(
                        parameterStore, ff1.forward(parameterStore, inputs, training), training);
        NDList right =
                act2.forward(
                        parameterStore, ff2.forward(parameterStore, inputs, training), training);
        NDList mean = new NDList(left.head().add(right.head()).div(2));
        return ff3.forward(parameterStore, mean, training);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
        for (Block child : getChildren().values()) {
            child.initialize(manager, type, shapes);
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
        return ff3.getOutputShapes(shapes);
    }
}
