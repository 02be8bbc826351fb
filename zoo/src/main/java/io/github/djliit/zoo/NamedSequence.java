/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import io.github.djliit.network.RowByRow;

/** A sequence whose blocks have names of their own, by which sites are easier to read. */
public final class NamedSequence extends SequentialBlock implements RowByRow {

    private boolean isRowByRow;

    /**
     * Adds a block.
     *
     * @param name its name; the path of a site has its number before it
     * @param block the block
     * @return this sequence
     */
    public NamedSequence add(String name, Block block) {
        addChildBlock(name, block);
        return this;
    }

    /**
     * Says that all that is in this sequence treats the rows of a batch apart.
     *
     * @return this sequence
     */
    public NamedSequence keepingRowsApart() {
        isRowByRow = true;
        return this;
    }

    @Override
    public boolean isRowByRow() {
        return isRowByRow;
    }
}
