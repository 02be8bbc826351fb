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
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;

/** Small networks for tests. */
public final class Nets {

    private Nets() {}

    /** Linear, ReLU, Linear, ReLU, Linear: {@code 01Linear} to {@code 05Linear}. */
    public static Block mlp(NDManager manager, int inputs, int hidden, int outputs) {
        Block net =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(hidden).build())
                        .add(Activation.reluBlock())
                        .add(Linear.builder().setUnits(hidden).build())
                        .add(Activation.reluBlock())
                        .add(Linear.builder().setUnits(outputs).build());
        net.initialize(manager, DataType.FLOAT32, new Shape(1, inputs));
        return net;
    }

    public static NDArray normal(NDManager manager, long... shape) {
        return manager.randomNormal(new Shape(shape));
    }
}
