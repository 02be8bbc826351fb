/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.github.djliit.network.InterventionBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A block that predicts the next token, and how its inputs and outputs are laid out.
 *
 * <p>It takes ids {@code [batch, tokens]} and whatever is added, in the order in which it is added,
 * all of type int64, and gives logits {@code [batch, tokens, vocabulary]}. Works for blocks of
 * DJL's own and for compiled ones alike. What it says does not change, and it is as thread-safe as
 * the block. Keep it: it remembers which batches were found to give rows what they get alone.
 *
 * <pre>{@code
 * LanguageModel gpt2 = LanguageModel.of(block).withMask().withCache(CacheLayout.of(12, 12, 64));
 * }</pre>
 */
public final class LanguageModel {

    private final InterventionBlock block;
    private final List<ModelInput> inputs;
    private final Optional<CacheLayout> cache;
    private final int logits;
    private final BatchProof proof = new BatchProof();

    private LanguageModel(
            InterventionBlock block,
            List<ModelInput> inputs,
            Optional<CacheLayout> cache,
            int logits) {
        this.block = block;
        this.inputs = List.copyOf(inputs);
        this.cache = cache;
        this.logits = logits;
    }

    /**
     * Describes a model that takes ids alone, and gives the logits first.
     *
     * @param block the model, initialised
     * @return the description
     */
    public static LanguageModel of(Block block) {
        InterventionBlock opened =
                block instanceof InterventionBlock already ? already : new InterventionBlock(block);
        return new LanguageModel(opened, List.of(ModelInput.IDS), Optional.empty(), 0);
    }

    /**
     * Adds a mask: 1 for tokens, 0 for padding. With a cache it covers the earlier tokens, too.
     *
     * @return the changed copy
     */
    public LanguageModel withMask() {
        return with(ModelInput.MASK, cache);
    }

    /**
     * Adds the position of each token, from 0 in each row, whatever its padding. Models that have
     * no such input count from the begin of the padded row, so their prompts of different lengths
     * run apart.
     *
     * @return the changed copy
     */
    public LanguageModel withPositions() {
        return with(ModelInput.POSITIONS, cache);
    }

    /**
     * Adds the keys and values of earlier tokens, so that a step runs the new token alone.
     *
     * @param layout how they go in and come out
     * @return the changed copy
     */
    public LanguageModel withCache(CacheLayout layout) {
        return with(ModelInput.PAST, Optional.of(layout));
    }

    /**
     * Says where the logits are.
     *
     * @param output the place among the outputs, from 0
     * @return the changed copy
     */
    public LanguageModel withLogits(int output) {
        if (output < 0) {
            throw new IllegalArgumentException("Outputs count from 0; found " + output);
        }
        return new LanguageModel(block, inputs, cache, output);
    }

    private LanguageModel with(ModelInput input, Optional<CacheLayout> layout) {
        if (takes(input)) {
            throw new IllegalArgumentException(
                    "The model already takes " + input + ": its inputs are " + inputs);
        }
        List<ModelInput> more = new ArrayList<>(inputs);
        more.add(input);
        return new LanguageModel(block, more, layout, logits);
    }

    InterventionBlock block() {
        return block;
    }

    List<ModelInput> inputs() {
        return inputs;
    }

    boolean takes(ModelInput input) {
        return inputs.contains(input);
    }

    Optional<CacheLayout> cache() {
        return cache;
    }

    /** Returns the logits {@code [batch, tokens, vocabulary]}. */
    NDArray logits(NDList outputs, long rows, long tokens) {
        Shape shape = logits < outputs.size() ? outputs.get(logits).getShape() : new Shape();
        boolean fits = shape.dimension() == 3 && shape.get(0) == rows && shape.get(1) == tokens;
        if (!fits) {
            throw new IllegalStateException(
                    "Expected logits of shape ("
                            + rows
                            + ", "
                            + tokens
                            + ", vocabulary) at output "
                            + logits
                            + " of the model; found "
                            + shape
                            + " among "
                            + outputs.size()
                            + " outputs: say where they are by withLogits");
        }
        return outputs.get(logits);
    }

    /**
     * Returns whether padding can leave a row what it gets alone, by what the model takes: if it is
     * told where each token is and what is padding, or if the padding comes after all tokens.
     */
    boolean mayPad(Padding padding) {
        boolean isTold = takes(ModelInput.MASK) && takes(ModelInput.POSITIONS);
        return isTold || (padding == Padding.RIGHT && cache.isEmpty());
    }

    BatchProof proof() {
        return proof;
    }
}
