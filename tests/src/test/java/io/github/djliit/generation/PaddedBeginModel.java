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
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The tiny language model, with a fault that shows in a batch only. Sites have {@code tiny.} before
 * them.
 */
final class PaddedBeginModel extends AbstractBlock {

    /** What is wrong with it. */
    enum Fault {
        /** Takes no positions, and counts them from the begin of the padded row. */
        NO_POSITIONS,
        /** Takes positions, and counts them from the begin of the padded row. */
        POSITIONS_LEFT_ASIDE,
        /** Takes a mask, and attends to the padding. */
        MASK_LEFT_ASIDE,
        /** Takes from all logits what they are in the mean of the batch. */
        ROWS_MIXED
    }

    private final Fault fault;
    private final boolean isCached;
    private final Block tiny;
    private final AtomicInteger passes = new AtomicInteger();

    PaddedBeginModel(NDManager manager, Fault fault, boolean isCached) {
        this.fault = fault;
        this.isCached = isCached;
        tiny = addChildBlock("tiny", new TinyLanguageModel(manager, isCached));
        initialize(manager, DataType.FLOAT32, new Shape(1, 1));
    }

    LanguageModel describe() {
        LanguageModel model = LanguageModel.of(this).withMask();
        model = fault == Fault.NO_POSITIONS ? model : model.withPositions();
        return isCached ? model.withCache(CacheLayout.of(1, 1, TinyLanguageModel.UNITS)) : model;
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
        boolean hasPositions = fault != Fault.NO_POSITIONS;
        NDList past = inputs.subNDList(hasPositions ? 3 : 2);
        boolean isLeftAside = fault == Fault.MASK_LEFT_ASIDE;
        NDList all = new NDList(inputs.get(0));
        all.add(isLeftAside ? inputs.get(1).onesLike() : inputs.get(1));
        boolean isOwn = !hasPositions || fault == Fault.POSITIONS_LEFT_ASIDE;
        all.add(isOwn ? counted(inputs.get(0), past) : inputs.get(2));
        all.addAll(past);
        NDList found = tiny.forward(store, all, training);
        if (fault == Fault.ROWS_MIXED) {
            NDArray logits = found.get(0);
            found.set(0, logits.sub(logits.mean(new int[] {0}, true).mul(0.1f)));
        }
        return found;
    }

    private static NDArray counted(NDArray ids, NDList past) {
        long before = past.isEmpty() ? 0 : past.get(0).getShape().get(2);
        long width = ids.getShape().get(1);
        return ids.getManager()
                .arange((int) before, (int) (before + width))
                .toType(DataType.INT64, false)
                .reshape(1, width)
                .broadcast(ids.getShape());
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
        // The child has its weights already.
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {inputs[0].add(TinyLanguageModel.WORDS)};
    }
}
