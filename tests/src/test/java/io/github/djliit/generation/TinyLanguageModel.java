/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.djliit.network.HookPoint;
import io.github.djliit.support.Numbers;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One layer of attention with random weights: (ids, mask, positions[, keys, values]) -> (logits[,
 * keys, values]). Sites: embed, scores, mix, each {@code [batch, tokens, ...]}.
 */
final class TinyLanguageModel extends AbstractBlock {

    static final int WORDS = 12;
    static final int UNITS = 6;

    private final boolean isCached;
    private final AtomicInteger passes = new AtomicInteger();
    private final Block embed = addChildBlock("embed", linear(UNITS));
    private final Block key = addChildBlock("key", linear(UNITS));
    private final Block value = addChildBlock("value", linear(UNITS));
    private final Block scores = addChildBlock("scores", new HookPoint());
    private final Block mix = addChildBlock("mix", linear(UNITS));
    private final Block head = addChildBlock("head", linear(WORDS));

    TinyLanguageModel(NDManager manager, boolean isCached) {
        this.isCached = isCached;
        initialize(manager, DataType.FLOAT32, new Shape(1, 1, WORDS));
        Random random = new Random(5);
        for (Parameter parameter : getParameters().values()) {
            float[] numbers = new float[Math.toIntExact(parameter.getArray().size())];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) random.nextGaussian();
            }
            Numbers.set(parameter.getArray(), numbers);
        }
    }

    static LanguageModel plain(NDManager manager) {
        return describe(new TinyLanguageModel(manager, false));
    }

    static LanguageModel cached(NDManager manager) {
        return describe(new TinyLanguageModel(manager, true));
    }

    LanguageModel describe() {
        return describe(this);
    }

    private static LanguageModel describe(TinyLanguageModel block) {
        LanguageModel model = LanguageModel.of(block).withMask().withPositions();
        CacheLayout layout = CacheLayout.of(1, 1, UNITS);
        return block.isCached ? model.withCache(layout) : model;
    }

    private static Block linear(int units) {
        return Linear.builder().setUnits(units).build();
    }

    int passes() {
        return passes.get();
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        passes.incrementAndGet();
        NDArray words = inputs.get(0).oneHot(WORDS);
        NDArray at = inputs.get(2).toType(DataType.FLOAT32, false).expandDims(2);
        NDArray x = one(embed, store, words).add(at.mul(0.7f).sin());
        NDArray keys = one(key, store, x);
        NDArray values = one(value, store, x);
        if (isCached) {
            keys = inputs.get(3).squeeze(1).concat(keys, 1);
            values = inputs.get(4).squeeze(1).concat(values, 1);
        }
        NDArray weights = x.matMul(keys.transpose(0, 2, 1)).mul(0.3f);
        weights = one(scores, store, weights.add(bias(inputs.get(1), x.getShape().get(1))));
        NDArray mixed = one(mix, store, weights.softmax(2).matMul(values));
        NDArray logits = one(head, store, x.add(mixed.tanh()));
        return isCached
                ? new NDList(logits, keys.expandDims(1), values.expandDims(1))
                : new NDList(logits);
    }

    /** Far below zero for padding and for what comes later. */
    private static NDArray bias(NDArray mask, long tokens) {
        NDManager manager = mask.getManager();
        long all = mask.getShape().get(1);
        NDArray keys = manager.arange((float) all).reshape(1, 1, all);
        NDArray queries = manager.arange((float) tokens).add(all - tokens).reshape(1, tokens, 1);
        NDArray later = keys.gt(queries).toType(DataType.FLOAT32, false);
        NDArray padding = mask.eq(0).toType(DataType.FLOAT32, false).expandDims(1);
        return later.add(padding).mul(-1e4f);
    }

    private static NDArray one(Block block, ParameterStore store, NDArray x) {
        return block.forward(store, new NDList(x), false).singletonOrThrow();
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
        embed.initialize(manager, type, new Shape(1, 1, WORDS));
        for (Block block : new Block[] {key, value, scores, mix, head}) {
            block.initialize(manager, type, new Shape(1, 1, UNITS));
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), inputs[0].get(1), WORDS)};
    }
}
