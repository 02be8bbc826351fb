/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.site;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Tells whether two axes have a position in common, before the length of the array is known. */
final class CommonPositions {

    /** Any length will do that is beyond all numbers in a text. */
    private static final long LENGTH = 1L << 40;

    private CommonPositions() {}

    /** Whether the axes have a position in common at every length that both fit. */
    static boolean areSure(Axis first, Axis second) {
        if (first instanceof Axis.All || second instanceof Axis.All || first.equals(second)) {
            return true;
        }
        if (first instanceof Axis.Heads one && second instanceof Axis.Heads other) {
            return one.count() == other.count()
                    && !Collections.disjoint(one.heads(), other.heads());
        }
        return isFromOneEnd(first, second) && isMet(first.spans(LENGTH), second.spans(LENGTH));
    }

    /** Positions from one end keep their distances at any length. */
    private static boolean isFromOneEnd(Axis first, Axis second) {
        List<Integer> all =
                Stream.of(first, second).flatMapToInt(CommonPositions::written).boxed().toList();
        boolean isCounted = !(first instanceof Axis.Heads) && !(second instanceof Axis.Heads);
        return isCounted
                && (all.stream().allMatch(p -> p >= 0) || all.stream().allMatch(p -> p < 0));
    }

    private static IntStream written(Axis axis) {
        if (axis instanceof Axis.Index index) {
            return IntStream.of(index.position());
        }
        if (axis instanceof Axis.IndexSet set) {
            return set.positions().stream().mapToInt(Integer::intValue);
        }
        if (axis instanceof Axis.Range range) {
            // What is left out at the end is beyond all positions, whichever end they count from.
            return IntStream.concat(IntStream.of(range.start().orElse(0)), range.end().stream());
        }
        return IntStream.empty();
    }

    private static boolean isMet(List<Span> first, List<Span> second) {
        return first.stream()
                .anyMatch(
                        one ->
                                second.stream()
                                        .anyMatch(
                                                other ->
                                                        one.start() < other.end()
                                                                && other.start() < one.end()));
    }
}
