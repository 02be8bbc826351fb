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

/**
 * The rows that an intervention touches, and what is given for each of them.
 *
 * <p>Entries are for the touched rows, for every row of the batch, or one for all. Immutable.
 */
public final class RowPositions {

    private final int[] rows;
    private final long batch;

    /**
     * Selects rows.
     *
     * @param rows the rows that are touched, by their numbers in the batch
     * @param batch the number of all rows
     */
    public RowPositions(int[] rows, long batch) {
        this.rows = rows.clone();
        this.batch = batch;
    }

    /**
     * Returns the entry that holds for a row.
     *
     * @param <T> the type of an entry
     * @param name what messages call the entries
     * @param entries the entries
     * @param index the row's number among those that are touched
     * @return the entry
     * @throws IllegalArgumentException if there are entries for another number of rows
     */
    public <T> T entry(String name, List<T> entries, int index) {
        if (entries.size() == 1) {
            return entries.get(0);
        } else if (entries.size() == rows.length) {
            return entries.get(index);
        } else if (entries.size() == batch) {
            return entries.get(rows[index]);
        }
        throw new IllegalArgumentException(
                "%s are given for %s rows, but the intervention touches %s of a batch of %s"
                        .formatted(name, entries.size(), rows.length, batch));
    }

    /**
     * Returns the positions of a row, from 0.
     *
     * @param given the positions, of which a negative one counts from the end
     * @param index the row's number among those that are touched
     * @param length the length of the row
     * @return the positions from the start
     * @throws IllegalArgumentException if one lies outside the row
     */
    public int[] resolved(List<int[]> given, int index, int length) {
        int[] positions = entry("positions", given, index);
        for (int position : positions) {
            if (position < -length || position >= length) {
                throw new IllegalArgumentException(
                        "position %s of row %s lies outside its sequence of %s"
                                .formatted(position, rows[index], length));
            }
        }
        return Arrays.stream(positions).map(p -> p < 0 ? p + length : p).toArray();
    }
}
