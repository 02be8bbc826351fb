/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where on the axis after the batch an intervention reads and writes, row by row.
 *
 * <p>Token positions, or time steps. Each list has one entry for each row that the intervention
 * applies to, or one that holds for all of them. A row has as many positions in the source as in
 * the base: the k-th of the source goes to the k-th of the base. Two rows may have different
 * counts. A negative position counts from the end of the row. Immutable; copied in and out.
 */
public final class Positions {

    private static final Positions NONE = new Positions(List.of(), List.of());

    private final List<int[]> base;
    private final List<int[]> source;

    private Positions(List<int[]> base, List<int[]> source) {
        this.base = base;
        this.source = source;
    }

    /**
     * Returns no positions: the region of the site holds for every row.
     *
     * @return none
     */
    public static Positions none() {
        return NONE;
    }

    /**
     * Creates positions that differ in base and source.
     *
     * @param base the positions that are written, one array for each row, or one for all
     * @param source the positions that are read, likewise
     * @return the positions
     * @throws IllegalArgumentException if a row is without positions, has one twice, or has other
     *     counts in base and source
     */
    public static Positions of(int[][] base, int[][] source) {
        Positions positions = new Positions(copy("base", base), copy("source", source));
        positions.checkCounts();
        return positions;
    }

    /**
     * Creates positions that are the same in base and source.
     *
     * @param rows the positions, one array for each row, or one for all
     * @return the positions
     * @throws IllegalArgumentException if a row is without positions, or has one twice
     */
    public static Positions of(int[]... rows) {
        return of(rows, rows);
    }

    /**
     * Returns whether no positions are given.
     *
     * @return whether the region of the site holds for every row
     */
    public boolean isNone() {
        return base.isEmpty();
    }

    /** Returns for how many rows there are positions, 1 if they hold for all, 0 for none. */
    int rows() {
        return Math.max(base.size(), source.size());
    }

    /** Returns whether what is read is what is written. */
    boolean areSame() {
        return equal(base, source);
    }

    /**
     * Returns the positions that are written.
     *
     * @return a copy: one array for each row, or one for all
     */
    public int[][] base() {
        return copyOf(base);
    }

    /**
     * Returns the positions that are read.
     *
     * @return a copy: one array for each row, or one for all
     */
    public int[][] source() {
        return copyOf(source);
    }

    private static int[][] copyOf(List<int[]> rows) {
        return rows.stream().map(int[]::clone).toArray(int[][]::new);
    }

    private static List<int[]> copy(String side, int[][] rows) {
        if (rows.length == 0) {
            throw new IllegalArgumentException(
                    "Positions in the " + side + ": expected an array for each row, found none");
        }
        for (int[] row : rows) {
            if (row.length == 0 || IntStream.of(row).distinct().count() < row.length) {
                throw new IllegalArgumentException(
                        "Positions in the "
                                + side
                                + ": expected one or more different positions for each row, found "
                                + Arrays.toString(row));
            }
        }
        return Arrays.stream(rows).map(int[]::clone).toList();
    }

    private void checkCounts() {
        if (base.size() != source.size() && base.size() != 1 && source.size() != 1) {
            throw new IllegalArgumentException(
                    "Positions are given for "
                            + base.size()
                            + " rows of the base and "
                            + source.size()
                            + " of the source: give one array for each row, or one for all");
        }
        for (int row = 0; row < Math.max(base.size(), source.size()); row++) {
            int[] of = base.get(Math.min(row, base.size() - 1));
            int[] from = source.get(Math.min(row, source.size() - 1));
            if (of.length != from.length) {
                throw new IllegalArgumentException(
                        "Row "
                                + row
                                + " has "
                                + of.length
                                + " positions in the base, "
                                + Arrays.toString(of)
                                + ", and "
                                + from.length
                                + " in the source, "
                                + Arrays.toString(from)
                                + ": the k-th goes to the k-th, so give as many in both");
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Positions that
                && equal(base, that.base)
                && equal(source, that.source);
    }

    private static boolean equal(List<int[]> one, List<int[]> two) {
        return one.size() == two.size()
                && IntStream.range(0, one.size())
                        .allMatch(row -> Arrays.equals(one.get(row), two.get(row)));
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(base()) * 31 + Arrays.deepHashCode(source());
    }

    @Override
    public String toString() {
        return isNone()
                ? "none"
                : "base "
                        + Arrays.deepToString(base())
                        + ", source "
                        + Arrays.deepToString(source());
    }
}
