/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.nn.AbstractSymbolBlock;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.recurrent.RecurrentBlock;
import java.lang.reflect.Field;
import java.util.Set;

/**
 * Which blocks are known to give the same each time in training: those of DJL that draw nothing and
 * keep nothing of a batch. Of any other class one cannot know.
 */
final class SteadyBlocks {

    private static final String DJL = "ai.djl.nn.";

    /** The names that DJL gives its functions. */
    private static final Set<String> FUNCTIONS =
            Set.of(
                    "ReLU",
                    "ReLU6",
                    "sigmoid",
                    "Tanh",
                    "softPlus",
                    "softSign",
                    "LeakyReLU",
                    "ELU",
                    "SELU",
                    "GELU",
                    "Swish",
                    "Mish",
                    "batchFlatten",
                    "identity");

    private SteadyBlocks() {}

    /** Tells of a block, without its children. */
    static boolean isSteady(Block block) {
        if (block instanceof DelegatingBlock || block instanceof HookPoint) {
            return block.getClass().getName().startsWith(SteadyBlocks.class.getPackageName());
        } else if (!block.getClass().getName().startsWith(DJL)
                || block instanceof AbstractSymbolBlock
                || block instanceof BatchNorm) {
            return false;
        } else if (block instanceof LambdaBlock lambda) {
            return FUNCTIONS.contains(lambda.getName());
        } else if (block instanceof Dropout) {
            return rate(block, Dropout.class, "rate") == 0;
        }
        return !(block instanceof RecurrentBlock)
                || rate(block, RecurrentBlock.class, "dropRate") == 0;
    }

    /** Has no getter in DJL; a rate that cannot be read may be any. */
    private static float rate(Block block, Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field.getFloat(block);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Float.NaN;
        }
    }
}
