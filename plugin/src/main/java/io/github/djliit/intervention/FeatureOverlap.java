/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import io.github.djliit.site.Axis;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Whether two interventions touch a common feature of the map that they share. */
final class FeatureOverlap {

    private FeatureOverlap() {}

    /** Compares row by row; rows that only one of them touches do not matter. */
    static boolean between(Intervention first, Intervention second) {
        List<Axis> one = axes(first);
        List<Axis> two = axes(second);
        OptionalLong count = first.featurizer().count();
        if (one.size() <= 1 && two.size() <= 1) {
            return overlap(entry(one, 0), entry(two, 0), count);
        }
        int last = Math.max(lastRow(first, one), lastRow(second, two));
        return IntStream.rangeClosed(0, last)
                .anyMatch(
                        row -> {
                            int i = place(first.rows(), row, last + 1);
                            int j = place(second.rows(), row, last + 1);
                            return i >= 0 && j >= 0 && overlap(entry(one, i), entry(two, j), count);
                        });
    }

    private static List<Axis> axes(Intervention intervention) {
        return intervention.features().axes(intervention.featurizer().partition());
    }

    private static int lastRow(Intervention intervention, List<Axis> axes) {
        return Math.max(intervention.rows().last(), axes.size() - 1);
    }

    private static int place(Rows rows, int row, int size) {
        return rows.isAll() ? row : Arrays.binarySearch(rows.indices(size), row);
    }

    /** Null for all features; one entry holds for every row, and a row too many has none. */
    private static Axis entry(List<Axis> axes, int row) {
        return axes.isEmpty() ? null : axes.get(Math.min(row, axes.size() - 1));
    }

    private static boolean overlap(Axis one, Axis two, OptionalLong count) {
        if (one == null || two == null) {
            return true;
        }
        if (count.isEmpty()) {
            // Without a length only what is written alike is known to meet.
            return one.equals(two);
        }
        int[] taken = Arrays.stream(one.indices(count.getAsLong())).sorted().toArray();
        return Arrays.stream(two.indices(count.getAsLong()))
                .anyMatch(feature -> Arrays.binarySearch(taken, feature) >= 0);
    }
}
