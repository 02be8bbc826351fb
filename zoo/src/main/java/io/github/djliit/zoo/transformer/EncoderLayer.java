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
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * A layer of the encoder, normed before each part: {@code x + attention(norm x)}, then {@code y +
 * mlp(norm y)}, with one hidden layer.
 *
 * <p>Inputs as those of {@link Attention}.
 */
class EncoderLayer extends Chain {

    private final Block attentionNorm;
    private final Block attention;
    private final Block attentionDropout;
    private final Block mlpNorm;
    private final Block hidden;
    private final Block activation;
    private final Block mlp;
    private final Block mlpDropout;

    EncoderLayer(Sizes sizes) {
        attentionNorm = norm("attentionNorm");
        attention = addChildBlock("attention", new Attention(sizes));
        attentionDropout = dropout("attentionDropout", sizes.dropout());
        mlpNorm = norm("mlpNorm");
        hidden = linear("hidden", sizes.hidden());
        activation = addChildBlock("activation", Activation.geluBlock());
        mlp = linear("mlp", sizes.width());
        mlpDropout = dropout("mlpDropout", sizes.dropout());
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        Pass pass = new Pass(parameterStore, training);
        NDList seen = new NDList(inputs);
        seen.set(0, pass.through(attentionNorm, inputs.head()));
        NDArray read = pass.through(attention, seen.toArray(NDArray[]::new));
        NDArray x = inputs.head().add(pass.through(attentionDropout, read));
        NDArray units = pass.through(hidden, pass.through(mlpNorm, x));
        NDArray change = pass.through(mlp, pass.through(activation, units));
        return new NDList(x.add(pass.through(mlpDropout, change)));
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
        Shape tokens = shapes[0];
        for (Block part :
                new Block[] {
                    attentionNorm, attention, attentionDropout, mlpNorm, hidden, mlpDropout
                }) {
            part.initialize(manager, type, tokens);
        }
        Shape[] units = hidden.getOutputShapes(new Shape[] {tokens});
        activation.initialize(manager, type, units);
        mlp.initialize(manager, type, units);
    }
}
