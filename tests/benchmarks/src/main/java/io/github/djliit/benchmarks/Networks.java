/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import ai.djl.training.initializer.NormalInitializer;
import java.util.List;

/**
 * The native networks, of DJL's own blocks.
 *
 * <p>The layers of the transformers are not DJL's {@code TransformerEncoderBlock}: its batch norms
 * mix the rows of a batch in training, and no other implementation has them.
 */
final class Networks {

    /** How many classes the transformers have, which read the last token. */
    static final int CLASSES = 10;

    private Networks() {}

    static SequentialBlock build(Kind kind, NDManager manager) {
        SequentialBlock network = kind == Kind.MLP ? mlp(kind) : transformer(kind);
        network.setInitializer(new NormalInitializer(.02f), Parameter.Type.WEIGHT);
        network.initialize(manager, DataType.FLOAT32, shape(kind, kind.rows()));
        return network;
    }

    static Shape shape(Kind kind, int rows) {
        return kind.tokens == 0
                ? new Shape(rows, kind.units)
                : new Shape(rows, kind.tokens, kind.units);
    }

    private static SequentialBlock mlp(Kind kind) {
        SequentialBlock network = new SequentialBlock();
        for (int layer = 0; layer < kind.layers; layer++) {
            network.add(linear(kind.units)).add(Activation.reluBlock());
        }
        return network;
    }

    private static SequentialBlock transformer(Kind kind) {
        SequentialBlock network = new SequentialBlock();
        for (int layer = 0; layer < kind.layers; layer++) {
            Block attention =
                    ScaledDotProductAttentionBlock.builder()
                            .setEmbeddingSize(kind.units)
                            .setHeadCount(kind.heads())
                            .optAttentionProbsDropoutProb(0)
                            .build();
            SequentialBlock units = new SequentialBlock();
            units.add(norm()).add(linear(4 * kind.units)).add(Activation.geluBlock());
            network.add(
                    new SequentialBlock()
                            .add(residual(new SequentialBlock().add(norm()).add(attention)))
                            .add(residual(units.add(linear(kind.units)))));
        }
        return network.add(LambdaBlock.singleton(Networks::lastToken)).add(linear(CLASSES));
    }

    private static NDArray lastToken(NDArray tokens) {
        return tokens.get(":, -1");
    }

    private static Block residual(Block inner) {
        return new ParallelBlock(
                both ->
                        new NDList(
                                both.get(0).singletonOrThrow().add(both.get(1).singletonOrThrow())),
                List.of(Blocks.identityBlock(), inner));
    }

    private static Block norm() {
        return LayerNorm.builder().axis(2).build();
    }

    private static Linear linear(int units) {
        return Linear.builder().setUnits(units).build();
    }
}
