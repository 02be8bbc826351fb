/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import ai.djl.nn.Block;
import io.github.djliit.network.InterventionBlock;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * One wrapper for each block, so that a translator that serves many predictors instruments a
 * network once. Blocks that nobody else holds are forgotten. Thread-safe.
 */
public final class WrappedBlocks {

    /** A wrapper holds its block, so a strong reference would keep the weak key for ever. */
    private final Map<Block, SoftReference<InterventionBlock>> wrappers = new WeakHashMap<>();

    /** Creates an empty set. */
    public WrappedBlocks() {}

    /**
     * Returns the wrapper of a block.
     *
     * @param block the block
     * @return the same wrapper for the same block; the block itself if it is one
     */
    public synchronized InterventionBlock of(Block block) {
        if (block instanceof InterventionBlock wrapper) {
            return wrapper;
        }
        SoftReference<InterventionBlock> known = wrappers.get(block);
        InterventionBlock wrapper = known == null ? null : known.get();
        if (wrapper == null) {
            wrapper = new InterventionBlock(block);
            wrappers.put(block, new SoftReference<>(wrapper));
        }
        return wrapper;
    }
}
