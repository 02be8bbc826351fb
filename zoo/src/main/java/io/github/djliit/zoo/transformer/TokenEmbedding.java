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
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Embedding;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;

/**
 * A vector for each word and one for each position, added: ids to {@code [batch, tokens, width]}.
 */
class TokenEmbedding extends Chain {

    private static final float STD = .3f;

    private final int width;
    private final Parameter words;
    private final Parameter positions;
    private final Block dropout;

    TokenEmbedding(Sizes sizes) {
        width = sizes.width();
        words = table("words", sizes.words());
        positions = table("positions", sizes.tokens());
        dropout = dropout("dropout", sizes.dropout());
    }

    private Parameter table(String name, int rows) {
        return addParameter(
                Parameter.builder()
                        .setName(name)
                        .setType(Parameter.Type.OTHER)
                        .optInitializer(new NormalInitializer(STD))
                        .optShape(new Shape(rows, width))
                        .build());
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray ids = inputs.head();
        NDArray all = parameterStore.getValue(positions, ids.getDevice(), training);
        long tokens = ids.getShape().get(1);
        if (tokens > all.getShape().get(0)) {
            throw new IllegalArgumentException(
                    ("The network takes texts of at most %s tokens, found %s: give it more"
                                    + " tokens when it is made")
                            .formatted(all.getShape().get(0), tokens));
        }
        NDArray table = parameterStore.getValue(words, ids.getDevice(), training);
        NDArray vectors = Embedding.embedding(ids, table, SparseFormat.DENSE).head();
        NDArray places = tokens == all.getShape().get(0) ? all : all.get("0:" + tokens);
        NDArray sum = vectors.add(places);
        return new NDList(new Pass(parameterStore, training).through(dropout, sum));
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
        dropout.initialize(manager, type, getOutputShapes(shapes));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0].add(width)};
    }
}
