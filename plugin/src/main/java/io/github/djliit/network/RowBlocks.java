/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.recurrent.RecurrentBlock;
import io.github.djliit.site.BlockTree;
import io.github.djliit.site.Path;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * Which blocks are known to treat the rows of a batch apart: those of DJL that do, and those whose
 * authors say so. A subclass may do anything, and so may a function of the caller's, whatever its
 * name.
 */
final class RowBlocks {

    private static final String DJL = "ai.djl.nn.";

    private static final Set<String> APART =
            Set.of(
                    "SequentialBlock",
                    "core.Linear",
                    "core.Prelu",
                    "convolutional.Conv1d",
                    "convolutional.Conv1dTranspose",
                    "convolutional.Conv2d",
                    "convolutional.Conv2dTranspose",
                    "convolutional.Conv3d",
                    "norm.Dropout",
                    "transformer.BertBlock",
                    "transformer.BertNextSentenceBlock",
                    "transformer.IdEmbedding",
                    "transformer.PointwiseFeedForwardBlock",
                    "transformer.ScaledDotProductAttentionBlock",
                    "transformer.TransformerEncoderBlock");

    private static final Set<String> RECURRENT =
            Set.of("recurrent.RNN", "recurrent.GRU", "recurrent.LSTM");

    private static final Set<String> STATISTICS = Set.of("norm.BatchNorm", "norm.GhostBatchNorm");

    /** The classes whose functions look at no other row. */
    private static final Set<String> FUNCTIONS =
            Set.of("Activation", "Blocks", "pooling.Pool", "LambdaBlock");

    private static final String WORDS = "ai.djl.modality.nlp.embedding.TrainableWordEmbedding";

    private static final String SEQUENCE = "ai.djl.basicmodelzoo.basic.Mlp";

    private RowBlocks() {}

    /**
     * Looks at a network.
     *
     * @param tree the network
     * @param training whether it runs in training
     */
    static RowMixing of(BlockTree tree, boolean training) {
        RowMixing all = RowMixing.NONE;
        Set<Path> vouched = new HashSet<>();
        for (BlockTree.Node node : tree.nodes()) {
            boolean isVouched =
                    (node.block() instanceof RowByRow own && own.isRowByRow())
                            || node.path().parent().filter(vouched::contains).isPresent();
            if (isVouched) {
                vouched.add(node.path());
            }
            RowMixing mixing = of(node.block(), training);
            all = all.and(isVouched && mixing == RowMixing.UNKNOWN ? RowMixing.NONE : mixing);
        }
        return all;
    }

    private static RowMixing of(Block block, boolean training) {
        if (block instanceof CompiledNetwork compiled) {
            return compiled.rowMixing(new NDList(), training);
        } else if (block instanceof HookPoint || block instanceof DelegatingBlock) {
            boolean isOurs = block.getClass().getPackage() == RowBlocks.class.getPackage();
            return known(isOurs);
        } else if (block instanceof BatchNorm && training) {
            return RowMixing.SOME;
        }
        String name = block.getClass().getName();
        if (name.equals(WORDS) || name.equals(SEQUENCE)) {
            return RowMixing.NONE;
        }
        return name.startsWith(DJL)
                ? ofDjl(block, name.substring(DJL.length()))
                : RowMixing.UNKNOWN;
    }

    private static RowMixing ofDjl(Block block, String name) {
        if (RECURRENT.contains(name)) {
            // Steps on the first axis: one batch would string one part on the other in time.
            return Boolean.TRUE.equals(field(block, RecurrentBlock.class, "batchFirst"))
                    ? RowMixing.NONE
                    : RowMixing.TIME;
        } else if (block instanceof LambdaBlock) {
            return known(name.equals("LambdaBlock") && isOfDjl(block));
        } else if (block instanceof LayerNorm) {
            return known(normalisesRows(block));
        }
        return known(APART.contains(name) || STATISTICS.contains(name));
    }

    private static RowMixing known(boolean isApart) {
        return isApart ? RowMixing.NONE : RowMixing.UNKNOWN;
    }

    /** Whether no axis that is normalised is the first. */
    private static boolean normalisesRows(Block norm) {
        Object axis = field(norm, LayerNorm.class, "axis");
        // The axes are the last ones, as many as are named, or all but the first.
        return axis == null
                || (axis instanceof int[] axes && Arrays.stream(axes).allMatch(a -> a != 0));
    }

    /** The name of a function is the caller's choice; the class that it is defined in is not. */
    private static boolean isOfDjl(Block block) {
        Object function = field(block, LambdaBlock.class, "lambda");
        for (int depth = 0; depth < 2 && function != null; depth++) {
            String host = function.getClass().getName().split("\\$\\$Lambda", 2)[0];
            boolean isKnown =
                    host.startsWith(DJL) && FUNCTIONS.contains(host.substring(DJL.length()));
            if (!isKnown || !host.equals(LambdaBlock.class.getName())) {
                return isKnown;
            }
            function = wrapped(function);
        }
        return false;
    }

    /** Returns the function of one array that a function of lists is made of. */
    private static Object wrapped(Object function) {
        for (Field field : function.getClass().getDeclaredFields()) {
            if (Function.class.isAssignableFrom(field.getType())) {
                return value(field, function);
            }
        }
        return null;
    }

    /** Returns what a field holds, which has no getter in DJL; null where it cannot be read. */
    private static Object field(Block block, Class<?> type, String name) {
        try {
            return value(type.getDeclaredField(name), block);
        } catch (NoSuchFieldException e) {
            return null;
        }
    }

    private static Object value(Field field, Object owner) {
        try {
            field.setAccessible(true);
            return field.get(owner);
        } catch (IllegalAccessException | RuntimeException e) {
            return null;
        }
    }
}
