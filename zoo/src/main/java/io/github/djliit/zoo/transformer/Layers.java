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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The layers one after another; the outputs of all of them. They are called by their numbers. */
class Layers extends Chain {

    private final List<Block> layers = new ArrayList<>();

    Layers(Sizes sizes) {
        for (int i = 0; i < sizes.layers(); i++) {
            layers.add(addChildBlock(Integer.toString(i), new EncoderLayer(sizes)));
        }
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        Pass pass = new Pass(parameterStore, training);
        NDArray[] next = inputs.toArray(NDArray[]::new);
        NDList outputs = new NDList();
        for (Block layer : layers) {
            next[0] = pass.through(layer, next);
            outputs.add(next[0]);
        }
        return outputs;
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
        for (Block layer : layers) {
            layer.initialize(manager, type, shapes);
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape[] shapes = new Shape[layers.size()];
        Arrays.fill(shapes, inputShapes[0]);
        return shapes;
    }
}
