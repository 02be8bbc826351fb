/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.Positions;
import io.github.djliit.intervention.RowPositions;
import io.github.djliit.network.SiteException;
import io.github.djliit.site.Axis;
import io.github.djliit.site.Site;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Which tokens an intervention writes and reads, row by row. */
final class TokenPositions {

    private final Intervention intervention;
    private final int[] rows;
    private final int batch;

    /**
     * Looks at an intervention.
     *
     * @param intervention the intervention
     * @param batch the number of all rows
     */
    TokenPositions(Intervention intervention, int batch) {
        this.intervention = intervention;
        this.rows = intervention.rows().indices(batch);
        this.batch = batch;
    }

    Intervention intervention() {
        return intervention;
    }

    boolean isEmpty() {
        return rows.length == 0;
    }

    /** Returns the number in the batch of a row, by its number among those that are touched. */
    int row(int index) {
        return rows[index];
    }

    /** Returns the same intervention at other places, one array for each row that it touches. */
    Intervention at(IntFunction<int[]> written, IntFunction<int[]> read) {
        return intervention.withPositions(Positions.of(each(written), each(read)));
    }

    private int[][] each(IntFunction<int[]> places) {
        return IntStream.range(0, rows.length).mapToObj(places).toArray(int[][]::new);
    }

    /**
     * Returns what is written of a row.
     *
     * @param index the row's number among those that are touched
     * @param length how many tokens it has
     */
    int[] written(int index, int length) {
        int[][] given = intervention.positions().base();
        return given.length == 0
                ? axis(intervention.site()).indices(length)
                : resolved(given, index, length);
    }

    /** Returns what is read of a row, likewise. */
    int[] read(int index, int length) {
        int[][] given = intervention.positions().source();
        return given.length == 0
                ? axis(intervention.readSite()).indices(length)
                : resolved(given, index, length);
    }

    /** Checks that a new token is what is written of a pass that has it alone. */
    void checkNewToken() {
        for (int i = 0; i < rows.length; i++) {
            written(i, 1);
        }
    }

    /** Returns the one token of the source that a new token reads. */
    int[] readOne(int index, int length) {
        int[] read = read(index, length);
        if (read.length != 1) {
            throw SiteException.at(
                    intervention.site(),
                    "a new token is one position, and "
                            + read.length
                            + " positions of the source are read for row "
                            + rows[index]
                            + ": name one, as in [-1], or give Positions with one for each row");
        }
        return read;
    }

    private static Axis axis(Site site) {
        List<Axis> axes = site.region().axes();
        return axes.isEmpty() ? new Axis.All() : axes.get(0);
    }

    private int[] resolved(int[][] given, int index, int length) {
        try {
            return new RowPositions(rows, batch).resolved(List.of(given), index, length);
        } catch (IllegalArgumentException e) {
            throw SiteException.at(intervention.site(), e.getMessage());
        }
    }
}
