/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.List;

/**
 * IIT as one writes it in DJL by hand: a pass over the source that keeps the output of one child, a
 * pass over the base, and one over the base again in which the first units of that child are the
 * source's. Inputs {@code [base, source]}; outputs of base, source and counterfactual.
 */
final class ThreePasses extends AbstractBlock {

    private final Block network;
    private final int child;
    private final long units;

    /**
     * Wraps a network.
     *
     * @param network a sequence of blocks, or any other, of which just the three passes are made
     * @param child the number of the child
     * @param units how many of its units are the source's
     */
    ThreePasses(Block network, int child, long units) {
        this.network = addChildBlock("network", network);
        this.child = child;
        this.units = units;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDList base = new NDList(inputs.get(0));
        NDList source = new NDList(inputs.get(1));
        if (!(network instanceof SequentialBlock)) {
            NDList outputs = new NDList(network.forward(store, base, training));
            outputs.addAll(network.forward(store, source, training));
            return outputs.addAll(network.forward(store, base, training));
        }
        List<Block> children = network.getChildren().values();
        List<Block> first = children.subList(0, child + 1);
        List<Block> rest = children.subList(child + 1, children.size());
        NDList outputs = run(store, run(store, base, first, training), rest, training);
        NDList kept = run(store, source, first, training);
        outputs.addAll(run(store, kept, rest, training));
        NDArray own = run(store, base, first, training).head();
        NDArray mixed =
                NDArrays.concat(
                        new NDList(
                                kept.head().get("..., 0:" + units), own.get("..., " + units + ":")),
                        -1);
        return outputs.addAll(run(store, new NDList(mixed), rest, training));
    }

    private static NDList run(
            ParameterStore store, NDList inputs, List<Block> blocks, boolean training) {
        NDList current = inputs;
        for (Block block : blocks) {
            current = block.forward(store, current, training);
        }
        return new NDList(current);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
        network.initialize(manager, type, shapes[0]);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
        Shape[] one = network.getOutputShapes(new Shape[] {shapes[0]});
        return new Shape[] {one[0], one[0], one[0]};
    }
}
