/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

/** Ends the look at rows of a program: something in it is not known to treat them apart. */
final class RowDoubt extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean isTime;

    RowDoubt(String reason) {
        this(reason, false);
    }

    private RowDoubt(String reason, boolean isTime) {
        super(reason, null, false, false);
        this.isTime = isTime;
    }

    /** Returns the end where the first axis is time. */
    static RowDoubt time(String reason) {
        return new RowDoubt(reason, true);
    }

    /** Whether it is known that the first axis is time. */
    boolean isTime() {
        return isTime;
    }
}
