/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.support;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.github.djliit.network.HookPoint;

/** Networks whose every number can be computed by hand. */
public final class LinearNetwork {

    private LinearNetwork() {}

    /** {@code 01HookPoint}, the inputs, then {@code 02Linear} with these weights, no bias. */
    public static Block of(NDManager manager, float[]... weights) {
        Block linear = Linear.builder().setUnits(weights.length).optBias(false).build();
        Block network = new SequentialBlock().add(new HookPoint()).add(linear);
        network.initialize(manager, DataType.FLOAT32, new Shape(1, weights[0].length));
        try (NDManager scope = manager.newSubManager()) {
            NDArray weight = linear.getParameters().get("weight").getArray();
            Numbers.set(weight, scope.create(weights).toFloatArray());
        }
        return network;
    }
}
