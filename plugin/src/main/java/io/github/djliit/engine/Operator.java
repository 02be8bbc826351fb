/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.engine;

import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.convolutional.Deconvolution;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** A family of the engine's operators, which share their kernels. */
public enum Operator {
    /** Products of matrices, and linear layers. */
    MATRIX_PRODUCT("matrix product"),
    /** Softmax over the last axis. */
    SOFTMAX("softmax"),
    /** Layer normalisation. */
    LAYER_NORM("layer norm"),
    /** Batch normalisation, with statistics of the batch and with kept ones. */
    BATCH_NORM("batch norm"),
    /** Convolutions in one and two dimensions: plain, grouped and depthwise. */
    CONVOLUTION("convolution"),
    /** Long short-term memory. */
    LSTM("LSTM"),
    /** Gated recurrent units. */
    GRU("GRU");

    private final String text;

    Operator(String text) {
        this.text = text;
    }

    /**
     * Returns the operators that a tree of native blocks uses.
     *
     * @param block the root
     * @return those of DJL's blocks in the tree; all of them if a block without children is none of
     *     DJL's, since it may call any; matrix product and softmax for another that is none of
     *     DJL's
     */
    public static Set<Operator> in(Block block) {
        Set<Operator> found = EnumSet.noneOf(Operator.class);
        collect(block, found);
        return Collections.unmodifiableSet(found);
    }

    private static void collect(Block block, Set<Operator> found) {
        block.getChildren().values().forEach(child -> collect(child, found));
        if (block instanceof LSTM) {
            found.add(LSTM);
        } else if (block instanceof GRU) {
            found.add(GRU);
        } else if (block instanceof Convolution || block instanceof Deconvolution) {
            found.add(CONVOLUTION);
        } else if (block instanceof Linear) {
            found.add(MATRIX_PRODUCT);
        } else if (block instanceof LayerNorm) {
            found.add(LAYER_NORM);
        } else if (block instanceof BatchNorm) {
            found.add(BATCH_NORM);
        } else if (block instanceof ScaledDotProductAttentionBlock) {
            found.add(MATRIX_PRODUCT);
            found.add(SOFTMAX);
        } else if (!isKnown(block.getClass().getName())) {
            found.addAll(
                    block.getChildren().isEmpty()
                            ? EnumSet.allOf(Operator.class)
                            : EnumSet.of(MATRIX_PRODUCT, SOFTMAX));
        }
    }

    /** DJL's other blocks, and the wrappers and anchors of this library, call none of these. */
    private static boolean isKnown(String type) {
        return type.startsWith("ai.djl.nn.") || type.startsWith("io.github.djliit.network.");
    }

    /** Returns the name as texts have it: {@code "layer norm"}. */
    @Override
    public String toString() {
        return text;
    }
}
