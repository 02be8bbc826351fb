/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.site;

import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * One of the arrays that go into a block or come out of it.
 *
 * <p>In text {@code input}, {@code output} or either with an index. The two differ as values where
 * the index is zero: {@code output} and {@code output0} print as they were read.
 *
 * @param kind the side of the block
 * @param index the array's position on that side, absent where none is written
 */
public record Port(Kind kind, OptionalInt index) {

    /** The side of a block. */
    public enum Kind {
        /** What goes into the block. */
        INPUT,
        /** What comes out of the block. */
        OUTPUT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks the index. */
    public Port {
        Objects.requireNonNull(kind, "kind");
        if (index.orElse(0) < 0) {
            throw new IllegalArgumentException(
                    "expected a port index from 0 but found " + index.getAsInt());
        }
    }

    /**
     * Makes a port with its index written.
     *
     * @param kind the side of the block
     * @param index the array's position on that side
     */
    public Port(Kind kind, int index) {
        this(kind, OptionalInt.of(index));
    }

    static Port output() {
        return new Port(Kind.OUTPUT, OptionalInt.empty());
    }

    /**
     * Returns the position that is meant.
     *
     * @return the index, 0 where none is written
     */
    public int indexOrZero() {
        return index.orElse(0);
    }

    /** Returns the text form, without the colon. */
    @Override
    public String toString() {
        return kind.word() + (index.isPresent() ? index.getAsInt() : "");
    }
}
