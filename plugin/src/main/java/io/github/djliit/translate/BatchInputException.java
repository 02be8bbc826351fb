/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import ai.djl.translate.TranslateException;

/** One input of a batch that cannot be predicted; the others of the batch are not to blame. */
public class BatchInputException extends TranslateException {

    private static final long serialVersionUID = 1L;

    private final int index;

    BatchInputException(int index, int size, Throwable cause) {
        super(
                (size == 1 ? "" : "Input " + index + " of the batch of " + size + ": ")
                        + (cause.getMessage() == null ? cause.toString() : cause.getMessage()),
                cause);
        this.index = index;
    }

    /**
     * Returns which input it is.
     *
     * @return its place in the batch, from 0
     */
    public final int index() {
        return index;
    }
}
