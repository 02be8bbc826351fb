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
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import io.github.djliit.network.RowByRow;

/** What the parts of the transformer have in common: short calls of blocks on single arrays. */
abstract class Chain extends AbstractBlock implements RowByRow {

    /** Where parameters come from in one forward. */
    record Pass(ParameterStore parameters, boolean training) {

        NDArray through(Block block, NDArray... inputs) {
            return block.forward(parameters, new NDList(inputs), training).singletonOrThrow();
        }
    }

    final Linear linear(String name, int units) {
        return addChildBlock(name, Linear.builder().setUnits(units).build());
    }

    final Dropout dropout(String name, float rate) {
        return addChildBlock(name, Dropout.builder().optRate(rate).build());
    }

    /** The norm of each token by itself. */
    final LayerNorm norm(String name) {
        return addChildBlock(name, LayerNorm.builder().axis(2).build());
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0]};
    }
}
