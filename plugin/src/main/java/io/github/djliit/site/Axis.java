/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.site;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a region takes of one axis of an activation.
 *
 * <p>Sealed, because these are the forms that the text of a site can write: {@code :}, {@code -1},
 * {@code 5:7}, <code>{1,4}</code> and <code>h{3,7}/12</code>. An axis knows no length: it is
 * resolved against one, and what lies outside is refused, never cut off in silence.
 */
public sealed interface Axis {

    /**
     * Reads an axis.
     *
     * @param text the text form
     * @return the axis
     * @throws SiteSyntaxException if the text is not an axis
     */
    static Axis of(String text) {
        return new SiteReader(text).onlyAxis();
    }

    /**
     * Returns the runs of positions that are taken, in the order as written.
     *
     * @param length the length of the array's axis
     * @return one or more spans that do not overlap
     * @throws IllegalArgumentException if this axis does not fit the length
     */
    List<Span> spans(long length);

    /**
     * Returns the positions that are taken, in the order as written.
     *
     * @param length the length of the array's axis
     * @return positions from 0 to {@code length - 1}, all different
     * @throws IllegalArgumentException if this axis does not fit the length
     */
    default int[] indices(long length) {
        if (length > Integer.MAX_VALUE) {
            throw misfit(this, length, "a length that fits an int");
        }
        return spans(length).stream().flatMapToInt(Span::positions).toArray();
    }

    /**
     * Returns the positions as one run, so that a caller can slice instead of gather.
     *
     * @param length the length of the array's axis
     * @return the run, empty where the positions are not consecutive and ascending
     * @throws IllegalArgumentException if this axis does not fit the length
     */
    default Optional<Span> contiguous(long length) {
        List<Span> spans = spans(length);
        int last = spans.size() - 1;
        boolean joined =
                IntStream.range(0, last)
                        .allMatch(i -> spans.get(i).end() == spans.get(i + 1).start());
        return joined
                ? Optional.of(new Span(spans.get(0).start(), spans.get(last).end()))
                : Optional.empty();
    }

    /** Every position. */
    record All() implements Axis {

        @Override
        public List<Span> spans(long length) {
            if (length < 0) {
                throw misfit(this, length, "a length from 0");
            }
            return List.of(new Span(0, length));
        }

        @Override
        public String toString() {
            return ":";
        }
    }

    /**
     * One position.
     *
     * @param position the position; a negative one counts from the end
     */
    record Index(int position) implements Axis {

        @Override
        public List<Span> spans(long length) {
            return List.of(single(this, position, length));
        }

        @Override
        public String toString() {
            return Integer.toString(position);
        }
    }

    /**
     * The positions from a start up to, but not including, an end.
     *
     * @param start the first position, absent for 0; a negative one counts from the end
     * @param end the position after the last, absent for the length; a negative one counts from the
     *     end
     */
    record Range(OptionalInt start, OptionalInt end) implements Axis {

        /** Refuses a range without bounds, and one that is empty whatever the length. */
        public Range {
            boolean unbounded = start.isEmpty() && end.isEmpty();
            if (unbounded || (end.isPresent() && isEmpty(start.orElse(0), end.getAsInt()))) {
                throw new IllegalArgumentException(
                        "expected a range that holds a position but found '%s'"
                                .formatted(print(start, end)));
            }
        }

        // Bounds of one sign compare without the length, and no position comes before 0.
        private static boolean isEmpty(int from, int to) {
            boolean sameSign = from < 0 == to < 0;
            return to == 0 || (sameSign && from >= to);
        }

        @Override
        public List<Span> spans(long length) {
            long from = start.isPresent() ? fromStart(start.getAsInt(), length) : 0;
            long to = end.isPresent() ? fromStart(end.getAsInt(), length) : length;
            if (from < 0 || from >= to || to > length) {
                throw misfit(this, length, "a range that is not empty and lies inside");
            }
            return List.of(new Span(from, to));
        }

        @Override
        public String toString() {
            return print(start, end);
        }

        private static String print(OptionalInt start, OptionalInt end) {
            return (start.isPresent() ? start.getAsInt() : "")
                    + ":"
                    + (end.isPresent() ? end.getAsInt() : "");
        }
    }

    /**
     * Several positions, in an order of their own.
     *
     * @param positions one or more different positions; a negative one counts from the end
     */
    record IndexSet(List<Integer> positions) implements Axis {

        /** Copies the positions and refuses none and duplicates. */
        public IndexSet {
            positions = distinct("positions", positions);
        }

        @Override
        public List<Span> spans(long length) {
            List<Span> spans = positions.stream().map(p -> single(this, p, length)).toList();
            // 3 and -1 are different as written, and the same position of four.
            if (new HashSet<>(spans).size() < spans.size()) {
                throw misfit(this, length, "each position once");
            }
            return spans;
        }

        @Override
        public String toString() {
            return print(positions);
        }
    }

    /**
     * Several heads of an axis that is a number of heads wide.
     *
     * <p>Of an axis of length {@code count * width}, head k is the positions from {@code k * width}
     * up to {@code (k + 1) * width}.
     *
     * @param heads one or more different head numbers, from 0 to {@code count - 1}
     * @param count how many heads the axis is wide
     */
    record Heads(List<Integer> heads, int count) implements Axis {

        /** Copies the heads and refuses none, duplicates and those that do not exist. */
        public Heads {
            heads = distinct("heads", heads);
            if (heads.stream().anyMatch(head -> head < 0 || head >= count)) {
                throw new IllegalArgumentException(
                        "expected heads from 0 up to, but not including, %s but found '%s'"
                                .formatted(count, print(heads)));
            }
        }

        @Override
        public List<Span> spans(long length) {
            long width = length / count;
            if (width < 1 || length % count != 0) {
                throw misfit(this, length, "a length that is a multiple of " + count);
            }
            return heads.stream().map(h -> new Span(h * width, (h + 1) * width)).toList();
        }

        @Override
        public String toString() {
            return "h" + print(heads) + "/" + count;
        }
    }

    private static Span single(Axis axis, int position, long length) {
        long start = fromStart(position, length);
        if (start < 0 || start >= length) {
            throw misfit(axis, length, "positions from -length up to length - 1");
        }
        return new Span(start, start + 1);
    }

    private static long fromStart(int position, long length) {
        return position < 0 ? position + length : position;
    }

    private static List<Integer> distinct(String what, List<Integer> numbers) {
        if (numbers.isEmpty() || new HashSet<>(numbers).size() < numbers.size()) {
            throw new IllegalArgumentException(
                    "expected one or more different %s but found '%s'"
                            .formatted(what, print(numbers)));
        }
        return List.copyOf(numbers);
    }

    private static String print(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    private static IllegalArgumentException misfit(Axis axis, long length, String expected) {
        return new IllegalArgumentException(
                "Axis '%s' does not fit an axis of length %s: expected %s"
                        .formatted(axis, length, expected));
    }
}
