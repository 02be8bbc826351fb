/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Prompts of a batch, of different lengths or not, and the side on which shorter ones are padded
 * where the model allows it.
 *
 * <p>Immutable; copied in.
 */
public final class Prompts {

    private final List<long[]> rows;
    private final Padding padding;

    private Prompts(List<long[]> rows, Padding padding) {
        this.rows = rows.stream().map(long[]::clone).toList();
        this.padding = padding;
        if (this.rows.isEmpty() || this.rows.stream().anyMatch(row -> row.length == 0)) {
            throw new IllegalArgumentException(
                    "Expected one or more prompts of one or more tokens, found lengths "
                            + this.rows.stream().map(row -> row.length).toList());
        }
    }

    /**
     * Creates prompts that are padded on the left.
     *
     * @param rows the tokens of each prompt, without padding
     * @return the prompts
     */
    public static Prompts of(long[]... rows) {
        return of(List.of(rows), Padding.LEFT);
    }

    /**
     * Creates prompts.
     *
     * @param rows the tokens of each prompt, without padding
     * @param padding where shorter ones are padded
     * @return the prompts
     */
    public static Prompts of(List<long[]> rows, Padding padding) {
        return new Prompts(rows, padding);
    }

    /**
     * Takes prompts that are padded already; the side stays as it is.
     *
     * @param ids the tokens, int64 {@code [batch, tokens]}
     * @param mask 1 for tokens, 0 for padding, int64 {@code [batch, tokens]}
     * @return the prompts
     * @throws IllegalArgumentException if the tokens of a row are not together at one end
     */
    public static Prompts ofPadded(NDArray ids, NDArray mask) {
        if (ids.getShape().dimension() != 2 || !ids.getShape().equals(mask.getShape())) {
            throw new IllegalArgumentException(
                    "Expected ids and mask of one shape [batch, tokens], found "
                            + ids.getShape()
                            + " and "
                            + mask.getShape());
        }
        int width = Math.toIntExact(ids.getShape().get(1));
        long[] tokens = ids.toLongArray();
        long[] kept = mask.toLongArray();
        List<long[]> rows = new ArrayList<>();
        boolean isLeft = true;
        boolean isRight = true;
        for (int at = 0; at < tokens.length; at += width) {
            int length = (int) Arrays.stream(kept, at, at + width).filter(k -> k != 0).count();
            isLeft &= isSet(kept, at + width - length, length);
            isRight &= isSet(kept, at, length);
            int from = isSet(kept, at, length) ? at : at + width - length;
            rows.add(Arrays.copyOfRange(tokens, from, from + length));
        }
        if (!isLeft && !isRight) {
            throw new IllegalArgumentException(
                    "Expected the padding of all rows before their tokens, or of all after them;"
                            + " found the mask "
                            + Arrays.toString(kept)
                            + " in rows of "
                            + width);
        }
        return of(rows, isLeft ? Padding.LEFT : Padding.RIGHT);
    }

    private static boolean isSet(long[] mask, int from, int count) {
        return Arrays.stream(mask, from, from + count).allMatch(k -> k != 0);
    }

    int size() {
        return rows.size();
    }

    /** Returns a row; not to be changed. */
    long[] row(int row) {
        return rows.get(row);
    }

    int length(int row) {
        return rows.get(row).length;
    }

    Padding padding() {
        return padding;
    }

    /** Returns the length of the padded batch. */
    int width() {
        return rows.stream().mapToInt(row -> row.length).max().orElseThrow();
    }

    boolean isPadded() {
        return rows.stream().mapToInt(row -> row.length).distinct().count() > 1;
    }

    /** Returns where a row begins in the padded batch. */
    int start(int row) {
        return padding == Padding.LEFT ? width() - length(row) : 0;
    }

    boolean areEqual() {
        return rows.stream().allMatch(row -> Arrays.equals(row, rows.get(0)));
    }

    /** Returns the shortest row and the longest; of one length, the first and the last. */
    int[] ends() {
        int shortest = 0;
        int longest = size() - 1;
        for (int row = 0; row < size(); row++) {
            shortest = length(row) < length(shortest) ? row : shortest;
            longest = length(row) > length(longest) ? row : longest;
        }
        return new int[] {shortest, longest};
    }

    /** Returns some rows. */
    Prompts some(int... chosen) {
        return of(Arrays.stream(chosen).mapToObj(rows::get).toList(), padding);
    }

    /** Returns as many prompts as there are rows: a single one holds for all. */
    Prompts forRows(int count) {
        if (size() == count) {
            return this;
        }
        if (size() != 1) {
            throw new IllegalArgumentException(
                    "A source has a prompt for each of the "
                            + count
                            + " rows, or one for all; found "
                            + size());
        }
        return of(Collections.nCopies(count, rows.get(0)), padding);
    }
}
