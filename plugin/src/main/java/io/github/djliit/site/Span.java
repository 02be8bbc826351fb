/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.site;

import java.util.stream.IntStream;

/**
 * One run of positions along an axis.
 *
 * @param start the first position
 * @param end the position after the last
 */
public record Span(long start, long end) {

    /** Checks the order of the bounds. */
    public Span {
        if (start < 0 || start > end) {
            throw new IllegalArgumentException(
                    "expected 0 <= start <= end but found %s and %s".formatted(start, end));
        }
    }

    /**
     * Returns how many positions there are.
     *
     * @return the length
     */
    public long length() {
        return end - start;
    }

    IntStream positions() {
        return IntStream.range(Math.toIntExact(start), Math.toIntExact(end));
    }
}
