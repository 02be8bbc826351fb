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
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import io.github.djliit.network.RowByRow;
import java.util.function.Function;

/** Counts what goes through a place of a network. */
public final class PassCounter {

    private int passes;
    private long rows;

    /** Returns a block for that place, which changes nothing. */
    public Block block() {
        return new Counted(list -> new NDList(pass(list.singletonOrThrow())));
    }

    private static final class Counted extends LambdaBlock implements RowByRow {

        private Counted(Function<NDList, NDList> function) {
            super(function);
        }
    }

    private NDArray pass(NDArray batch) {
        passes++;
        rows += batch.getShape().get(0);
        return batch;
    }

    /** Forgets what came before, as when the network was made. */
    public void reset() {
        passes = 0;
        rows = 0;
    }

    /** Returns how many batches came. */
    public int passes() {
        return passes;
    }

    /** Returns how many rows they had together. */
    public long rows() {
        return rows;
    }
}
