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
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The rows of a batch that an intervention applies to.
 *
 * <p>Rows are told apart on the first axis of an activation, so the site must be a place where that
 * is the batch. Immutable. It is kept outside any engine, so that a call can be checked, and rows
 * that nothing touches be left out, without a look at the device.
 */
public final class Rows {

    private static final int ANY = -1;
    private static final Rows ALL = new Rows(null, ANY);

    /** Ascending; null for all rows, whatever the batch. */
    private final int[] indices;

    /** The only batch size that this fits, or {@link #ANY}. */
    private final int batch;

    private Rows(int[] indices, int batch) {
        this.indices = indices;
        this.batch = batch;
    }

    /**
     * Selects every row.
     *
     * @return all rows of any batch
     */
    public static Rows all() {
        return ALL;
    }

    /**
     * Selects rows one by one.
     *
     * @param selected for each row of the batch whether it is selected; copied
     * @return the rows, of a batch of just that size
     */
    public static Rows of(boolean... selected) {
        int[] indices = IntStream.range(0, selected.length).filter(i -> selected[i]).toArray();
        return new Rows(indices, selected.length);
    }

    /**
     * Selects rows by their numbers.
     *
     * @param indices different numbers from 0, at least one; their order does not matter
     * @return the rows, of any batch that has them
     * @throws IllegalArgumentException if there is none, one is negative, or one is there twice
     */
    public static Rows at(int... indices) {
        int[] sorted = IntStream.of(indices).sorted().distinct().toArray();
        if (sorted.length == 0 || sorted.length < indices.length || sorted[0] < 0) {
            throw new IllegalArgumentException(
                    "Expected one or more different rows from 0, found "
                            + Arrays.toString(indices));
        }
        return new Rows(sorted, ANY);
    }

    /**
     * Returns whether every row is selected.
     *
     * @return whether this selects all rows of the batches that it fits
     */
    public boolean isAll() {
        return indices == null || indices.length == batch;
    }

    /**
     * Returns whether no row is selected.
     *
     * @return whether nothing is touched
     */
    public boolean isNone() {
        return indices != null && indices.length == 0;
    }

    /** Returns the numbers that are written, ascending; empty for all rows, whatever the batch. */
    Optional<int[]> written() {
        return Optional.ofNullable(indices).map(int[]::clone);
    }

    /**
     * Returns the numbers of the selected rows.
     *
     * @param size the number of rows of the batch
     * @return the numbers, ascending
     * @throws IllegalArgumentException if the batch does not have these rows
     */
    public int[] indices(long size) {
        check(size);
        return indices == null
                ? IntStream.range(0, Math.toIntExact(size)).toArray()
                : indices.clone();
    }

    /**
     * Checks that a batch has these rows.
     *
     * @param size the number of rows of the batch
     * @throws IllegalArgumentException if it does not
     */
    public void check(long size) {
        if (batch != ANY && batch != size) {
            throw new IllegalArgumentException(
                    "Rows are selected out of " + batch + ", but the batch has " + size);
        }
        if (indices != null && indices.length > 0 && indices[indices.length - 1] >= size) {
            throw new IllegalArgumentException(
                    "Row "
                            + indices[indices.length - 1]
                            + " is selected, but the batch has "
                            + size
                            + " (they count from 0)");
        }
    }

    /**
     * Checks that a batch has these rows of a plan.
     *
     * @param size the number of rows of the batch
     * @param pointer where they stand in the plan, as a JSON pointer
     * @throws InvalidPlanException if it does not; its message starts with the pointer
     */
    public void check(long size, String pointer) {
        try {
            check(size);
        } catch (IllegalArgumentException e) {
            throw new InvalidPlanException(pointer, e.getMessage());
        }
    }

    /**
     * Returns whether a row is selected by both.
     *
     * @param other other rows
     * @return whether they have a row in common
     */
    public boolean overlaps(Rows other) {
        if (isNone() || other.isNone()) {
            return false;
        }
        return indices == null
                || other.indices == null
                || IntStream.of(indices)
                        .anyMatch(row -> Arrays.binarySearch(other.indices, row) >= 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rows that
                && batch == that.batch
                && Arrays.equals(indices, that.indices);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(indices) * 31 + batch;
    }

    @Override
    public String toString() {
        return indices == null ? "all rows" : "rows " + Arrays.toString(indices);
    }
}
