/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.djl.util.PairList;
import io.github.djliit.network.RowByRow;
import io.github.djliit.tensor.Tensor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A small network on words, and its translator, which notes the words of each text. */
final class Texts {

    static final int WIDTH = 4;
    private static final int WORDS = 32;

    private Texts() {}

    /** A model of the network; the numbers of rows of its forwards go to a list. */
    static Model model(List<Long> forwards) {
        Engine.getInstance().setRandomSeed(7);
        Model model = Model.newInstance("texts");
        model.setBlock(new Network(forwards));
        model.getBlock()
                .initialize(
                        model.getNDManager(), DataType.FLOAT32, new Shape(1, 3), new Shape(1, 3));
        return model;
    }

    static Model model() {
        return model(new CopyOnWriteArrayList<>());
    }

    /**
     * Self-attention over words that the mask lets through: ids and mask {@code [batch, length]} to
     * scores of the text {@code [batch, 2]} and of its words {@code [batch, length, 3]}.
     */
    static final class Network extends AbstractBlock implements RowByRow {

        private final List<Long> forwards;
        private final Block embed = addChildBlock("embed", linear(WIDTH));
        private final Block query = addChildBlock("query", linear(WIDTH));
        private final Block mix = addChildBlock("mix", linear(WIDTH));
        private final Block words = addChildBlock("words", linear(3));
        private final Block head = addChildBlock("head", linear(2));

        Network(List<Long> forwards) {
            this.forwards = forwards;
        }

        private static Block linear(int units) {
            return Linear.builder().setUnits(units).build();
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store,
                NDList inputs,
                boolean training,
                PairList<String, Object> params) {
            forwards.add(inputs.head().size(0));
            NDArray mask = inputs.get(1).toType(DataType.FLOAT32, false);
            NDArray x = run(embed, store, inputs.head().oneHot(WORDS));
            NDArray scores = run(query, store, x).matMul(x.transpose(0, 2, 1));
            NDArray hidden = scores.add(mask.expandDims(1).sub(1).mul(1e9f)).softmax(2).matMul(x);
            NDArray mixed = run(mix, store, x.add(hidden)).tanh();
            NDArray weight = mask.expandDims(2);
            NDArray pooled = mixed.mul(weight).sum(new int[] {1}).div(weight.sum(new int[] {1}));
            return new NDList(run(head, store, pooled), run(words, store, mixed));
        }

        private static NDArray run(Block block, ParameterStore store, NDArray array) {
            return block.forward(store, new NDList(array), false).head();
        }

        @Override
        protected void initializeChildBlocks(
                NDManager manager, DataType dataType, Shape... inputShapes) {
            Shape wide = new Shape(1, 3, WIDTH);
            embed.initialize(manager, dataType, new Shape(1, 3, WORDS));
            List.of(query, mix, words).forEach(b -> b.initialize(manager, dataType, wide));
            head.initialize(manager, dataType, new Shape(1, WIDTH));
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputShapes) {
            Shape ids = inputShapes[0];
            return new Shape[] {new Shape(ids.get(0), 2), ids.addAll(new Shape(3))};
        }
    }

    /** What the translator makes of a text: its words, and the scores of text and words. */
    record Scores(List<String> words, Tensor text, Tensor ofWords) {}

    /** Words to ids and mask of the text's own length. */
    static final class Words implements Translator<String, Scores> {

        private final Batchifier batchifier;

        Words() {
            this(Batchifier.STACK);
        }

        Words(Batchifier batchifier) {
            this.batchifier = batchifier;
        }

        @Override
        public Batchifier getBatchifier() {
            return batchifier;
        }

        @Override
        public NDList processInput(TranslatorContext ctx, String input) {
            List<String> words = List.of(input.split(" "));
            ctx.setAttachment("words", words);
            long[] ids =
                    words.stream().mapToLong(w -> Math.floorMod(w.hashCode(), WORDS)).toArray();
            NDArray array = ctx.getNDManager().create(ids);
            NDArray mask = ctx.getNDManager().ones(new Shape(ids.length), DataType.INT64);
            return new NDList(array, mask);
        }

        @Override
        @SuppressWarnings("unchecked")
        public Scores processOutput(TranslatorContext ctx, NDList list) {
            List<String> words = (List<String>) ctx.getAttachment("words");
            if (list.get(1).size(0) != words.size()) {
                throw new IllegalStateException(words + " have " + list.get(1).getShape());
            }
            return new Scores(words, Tensor.of(list.get(0)), Tensor.of(list.get(1)));
        }
    }
}
