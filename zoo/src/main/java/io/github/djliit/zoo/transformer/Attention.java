/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * Attention of all tokens to all tokens: {@code softmax(q k' / sqrt(size of a head)) v}.
 *
 * <p>Its parts are sites: {@code query}, {@code key} and {@code value}, {@code [batch, tokens,
 * width]}; the attention {@code weights}, {@code [batch, heads, tokens, tokens]}; what the heads
 * read, {@code output:input}, {@code [batch, tokens, width]}, a slice for each head; and {@code
 * output}. Inputs: tokens {@code [batch, tokens, width]}, and perhaps what is added to the scores,
 * {@code [batch, 1, 1, tokens]}.
 */
class Attention extends Chain {

    /** Far below every score, and well inside of a half-precision number. */
    private static final float HIDDEN = -3e4f;

    private final int heads;
    private final int size;
    private final Block query;
    private final Block key;
    private final Block value;
    private final Block weights;
    private final Block output;

    Attention(Sizes sizes) {
        heads = sizes.heads();
        size = sizes.width() / heads;
        query = linear("query", sizes.width());
        key = linear("key", sizes.width());
        value = linear("value", sizes.width());
        weights = dropout("weights", sizes.dropout());
        output = linear("output", sizes.width());
    }

    /** Makes of a mask, 1 for what can be seen, what is added to the scores. */
    static NDArray hiding(NDArray mask) {
        NDArray hidden = mask.eq(0).toType(DataType.FLOAT32, false).mul(HIDDEN);
        return hidden.reshape(mask.getShape().get(0), 1, 1, mask.getShape().get(1));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        Pass pass = new Pass(parameterStore, training);
        NDArray x = inputs.head();
        NDArray q = split(pass.through(query, x)).mul(scale(x));
        NDArray scores = q.matMul(split(pass.through(key, x)).transpose(0, 1, 3, 2));
        NDArray seen = inputs.size() > 1 ? scores.add(inputs.get(1)) : scores;
        NDArray attention = pass.through(weights, seen.softmax(-1));
        NDArray read = attention.matMul(split(pass.through(value, x))).transpose(0, 2, 1, 3);
        return new NDList(pass.through(output, read.reshape(x.getShape())));
    }

    /** Made by the engine: the backward pass reads it when arrays made here may be closed. */
    private NDArray scale(NDArray x) {
        float factor = (float) (1 / Math.sqrt(size));
        return x.getManager().full(new Shape(1), factor, x.getDataType());
    }

    /** {@code [batch, tokens, width]} to {@code [batch, heads, tokens, size]}. */
    private NDArray split(NDArray x) {
        Shape shape = x.getShape();
        return x.reshape(shape.get(0), shape.get(1), heads, size).transpose(0, 2, 1, 3);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
        Shape tokens = shapes[0];
        for (Block part : new Block[] {query, key, value, output}) {
            part.initialize(manager, type, tokens);
        }
        weights.initialize(
                manager, type, new Shape(tokens.get(0), heads, tokens.get(1), tokens.get(1)));
    }
}
