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
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.BlockList;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Small blocks whose outputs a reader can work out, and blocks that hold them in all ways. */
final class TestBlocks {

    private TestBlocks() {}

    /** Makes the chain of blocks, initialised. */
    static SequentialBlock chain(NDManager manager, Block... blocks) {
        return initialized(manager, new SequentialBlock().addAll(blocks));
    }

    static <B extends Block> B initialized(NDManager manager, B block, long... shape) {
        Shape input = shape.length == 0 ? new Shape(1, 1) : new Shape(shape);
        block.initialize(manager, DataType.FLOAT32, input);
        return block;
    }

    static Block lambda(UnaryOperator<NDArray> function) {
        return LambdaBlock.singleton(function);
    }

    static NDList column(NDManager manager, float... rows) {
        return new NDList(manager.create(rows, new Shape(rows.length, 1)));
    }

    /** A block whose children get its input shape, as it gets theirs. */
    abstract static class Custom extends AbstractBlock {

        private static final byte VERSION = 1;

        Custom() {
            super(VERSION);
        }

        abstract NDList run(ParameterStore store, NDList inputs, boolean training);

        @Override
        protected NDList forwardInternal(
                ParameterStore parameterStore,
                NDList inputs,
                boolean training,
                PairList<String, Object> params) {
            return run(parameterStore, inputs, training);
        }

        @Override
        protected void initializeChildBlocks(
                NDManager manager, DataType dataType, Shape... inputShapes) {
            getChildren().forEach(c -> c.getValue().initialize(manager, dataType, inputShapes));
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputShapes) {
            return inputShapes;
        }
    }

    /** {@code x} to {@code factor * x}. */
    static class Scale extends Custom implements RowByRow {

        private final float factor;

        Scale(float factor) {
            this.factor = factor;
        }

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            return new NDList(inputs.singletonOrThrow().mul(factor));
        }
    }

    /** The same, in a class that has no subclasses. */
    static final class FinalScale extends Scale {

        FinalScale(float factor) {
            super(factor);
        }
    }

    /** {@code x} to {@code 2x - 6x}, with two runs of its child. */
    static class RunsTwice extends Custom {

        private final Block child = addChildBlock("child", new Scale(2));

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            NDArray x = inputs.singletonOrThrow();
            NDArray first = child.forward(store, new NDList(x), training).head();
            NDArray second = child.forward(store, new NDList(x.mul(3)), training).head();
            return new NDList(first.sub(second));
        }
    }

    /** {@code x} to {@code x, 10x}. */
    static class TwoOutputs extends Custom {

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            NDArray x = inputs.head();
            return new NDList(x, x.mul(10));
        }
    }

    /** {@code x, y} to {@code x - y}. */
    static class Minus extends Custom {

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            return new NDList(inputs.get(0).sub(inputs.get(1)));
        }
    }

    /** A block with a child that it never runs. */
    static class Idle extends Custom {

        private final Block idle = addChildBlock("idle", new Scale(2));

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            return idle.isInitialized() ? inputs : new NDList();
        }
    }

    /** {@code x} to {@code 6x}, with children in two fields. */
    static class InFields extends Custom {

        private final Block two = addChildBlock("two", new Scale(2));
        private Scale three = addChildBlock("three", new Scale(3));

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            return three.forward(store, two.forward(store, inputs, training), training);
        }
    }

    /** {@code x} to {@code 6x}, with children in a list. */
    static class InList extends Custom {

        private final List<Scale> scales =
                List.of(addChildBlock("two", new Scale(2)), addChildBlock("three", new Scale(3)));

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            NDList x = inputs;
            for (Scale scale : scales) {
                x = scale.forward(store, x, training);
            }
            return x;
        }
    }

    /** {@code x} to {@code 6x}, with children in an array. */
    static class InArray extends Custom {

        private final Scale[] scales = {
            addChildBlock("two", new Scale(2)), addChildBlock("three", new Scale(3))
        };

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            NDList x = inputs;
            for (Scale scale : scales) {
                x = scale.forward(store, x, training);
            }
            return x;
        }
    }

    /** {@code x} to {@code 6x}, with children in a map. */
    static class InMap extends Custom {

        private final Map<String, Block> scales =
                Map.of(
                        "first", addChildBlock("two", new Scale(2)),
                        "then", addChildBlock("three", new Scale(3)));

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            NDList two = scales.get("first").forward(store, inputs, training);
            return scales.get("then").forward(store, two, training);
        }
    }

    /** {@code x} to {@code 6x}, with children in lists in a map. */
    static class InListsInMap extends Custom {

        private final Map<String, List<Block>> scales =
                Map.of(
                        "all",
                        List.of(
                                addChildBlock("two", new Scale(2)),
                                addChildBlock("three", new Scale(3))));

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            NDList x = inputs;
            for (Block scale : scales.get("all")) {
                x = scale.forward(store, x, training);
            }
            return x;
        }
    }

    /** {@code x} to {@code 6x}, with children in a list of its own that names them otherwise. */
    static class InBlockList extends Custom {

        private final BlockList scales = new BlockList();

        InBlockList() {
            scales.add("02three", addChildBlock("two", new Scale(2)));
            scales.add("01two", addChildBlock("three", new Scale(3)));
        }

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            NDList x = inputs;
            for (Block scale : scales.values()) {
                x = scale.forward(store, x, training);
            }
            return x;
        }
    }

    /** Holds a block of a final class in a field of that class. */
    static class InTypedField extends Custom {

        private final FinalScale scale = addChildBlock("scale", new FinalScale(2));

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            return scale.forward(store, inputs, training);
        }
    }

    /** Holds blocks of a final class in an array of that class. */
    static class InTypedArray extends Custom {

        private final FinalScale[] scales = {addChildBlock("scale", new FinalScale(2))};

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            return scales[0].forward(store, inputs, training);
        }
    }

    /** Holds blocks of a final class in a list of that class. */
    static class InTypedList extends Custom {

        private final List<FinalScale> scales = List.of(addChildBlock("scale", new FinalScale(2)));

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            FinalScale scale = scales.get(0);
            return scale.forward(store, inputs, training);
        }
    }

    /** Holds its child in a list of a class that hooking cannot make. */
    static class InSpecialList extends Custom {

        private final CopyOnWriteArrayList<Block> scales = new CopyOnWriteArrayList<>();

        InSpecialList() {
            scales.add(addChildBlock("scale", new Scale(2)));
        }

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            return scales.get(0).forward(store, inputs, training);
        }
    }

    /** A block that forbids subclasses to change its forward. */
    static class FinalForward extends AbstractBlock {

        @Override
        protected final NDList forwardInternal(
                ParameterStore parameterStore,
                NDList inputs,
                boolean training,
                PairList<String, Object> params) {
            return new NDList(inputs.head().mul(2));
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputShapes) {
            return inputShapes;
        }
    }

    /** A block of the caller's own that stands for another. */
    static class Stand extends DelegatingBlock {

        Stand(Block block) {
            super(block);
        }
    }

    /** {@code x} to {@code 4x}, with one block as its child and in its other child. */
    static class ChildAndDescendant extends Custom {

        private final Block child = addChildBlock("child", new Scale(2));
        private final Block other = addChildBlock("other", new SequentialBlock().add(child));

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            return child.forward(store, other.forward(store, inputs, training), training);
        }
    }

    /** {@code x} to {@code 4x}, with a field for what is in both of its children. */
    static class SharedBelow extends Custom {

        private final Block shared = new Scale(2);
        private final Block first = addChildBlock("first", new SequentialBlock().add(shared));
        private final Block second = addChildBlock("second", new SequentialBlock().add(shared));

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            return shared.isInitialized()
                    ? second.forward(store, first.forward(store, inputs, training), training)
                    : inputs;
        }
    }

    /** One block under two names, of which the forward runs what the field holds. */
    static class TwoNames extends Custom {

        private final Block scale = addChildBlock("one", new Scale(2));

        TwoNames() {
            addChildBlock("other", scale);
        }

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            return scale.forward(store, inputs, training);
        }
    }
}
