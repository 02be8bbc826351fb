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
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.transformer.BertBlock;
import io.github.djliit.network.InterventionBlock;
import java.util.Arrays;

/** A BERT of three layers with random weights, for 20 words and 8 tokens. */
public final class SmallBert {

    private static final int TOKENS = 8;

    private SmallBert() {}

    /** A classifier of two classes on the pooled output: {@code [rows, 2]}. */
    public static InterventionBlock classifier(NDManager manager) {
        BertBlock.Builder bert = BertBlock.builder().setTokenDictionarySize(20);
        bert.optEmbeddingSize(16).optHiddenSize(32).optAttentionHeadCount(2);
        bert.optTransformerBlockCount(3).optMaxSequenceLength(TOKENS);
        SequentialBlock block = new SequentialBlock().add(bert.build());
        block.add(outputs -> new NDList(outputs.get(1))).add(Linear.builder().setUnits(2).build());
        InterventionBlock network = new InterventionBlock(block);
        Shape ids = new Shape(2, TOKENS);
        network.initialize(manager, DataType.FLOAT32, ids, ids, ids);
        return network;
    }

    /** Rows of token ids, padded; their types; and the mask of what is not padding. */
    public static NDList input(NDManager manager, String... rows) {
        long[][] ids = new long[rows.length][];
        long[][] mask = new long[rows.length][TOKENS];
        for (int row = 0; row < rows.length; row++) {
            ids[row] = Arrays.stream(rows[row].split(" ")).mapToLong(Long::parseLong).toArray();
            Arrays.fill(mask[row], 0, ids[row].length, 1);
            ids[row] = Arrays.copyOf(ids[row], TOKENS);
        }
        NDArray tokens = manager.create(flat(ids), new Shape(rows.length, TOKENS));
        NDArray masks = manager.create(flat(mask), new Shape(rows.length, TOKENS));
        return new NDList(tokens, tokens.zerosLike(), masks);
    }

    private static long[] flat(long[][] rows) {
        return Arrays.stream(rows).flatMapToLong(Arrays::stream).toArray();
    }
}
