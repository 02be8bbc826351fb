/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Makes a network that doubles its input, and fails where there is a certain number in it: 13 takes
 * all memory, 14 that of the device, 15 and 16 are faults of the program.
 */
public final class FaultyBlockFactory implements BlockFactory {

    /** How many rows each pass had. */
    static final List<Integer> PASSES = new CopyOnWriteArrayList<>();

    private static final long serialVersionUID = 1L;

    @Override
    public Block newBlock(Model model, Path path, Map<String, ?> arguments) {
        Block block =
                new SequentialBlock()
                        .add(new LambdaBlock(FaultyBlockFactory::pass))
                        .add(new LambdaBlock(list -> new NDList(list.head().mul(2))));
        block.initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, 2));
        return block;
    }

    private static NDList pass(NDList inputs) {
        NDArray input = inputs.head();
        PASSES.add((int) input.size(0));
        for (float number : input.toFloatArray()) {
            if (number == 13) {
                throw new OutOfMemoryError("Java heap space");
            } else if (number == 14) {
                throw new EngineException("CUDA out of memory. Tried to allocate 2 GiB");
            } else if (number == 15) {
                throw new NullPointerException("/secret/path");
            } else if (number == 16) {
                throw new IllegalStateException("Closed already");
            }
        }
        return new NDList(input.add(1));
    }
}
