/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

/**
 * A block whose author says that it treats the rows of a batch apart, in training too: each row
 * gives what it gives alone, the batch is the first axis of inputs and outputs, and the same holds
 * of the functions and blocks inside, save those of DJL that are known to do otherwise (a batch
 * norm in training).
 *
 * <p>Without it {@link Fusing#AUTO} knows that only of blocks of DJL's own: rows of other networks
 * are measured before they run as one batch for prediction, and run apart in training.
 */
public interface RowByRow {

    /**
     * Tells whether it does.
     *
     * @return whether rows are treated apart
     */
    default boolean isRowByRow() {
        return true;
    }
}
