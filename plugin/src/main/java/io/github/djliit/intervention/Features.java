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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Which features of a featurizer an edit touches; the others keep their base values.
 *
 * <p>Features lie on the last axis of what {@link Featurizer#featurize} returns. Sealed, because
 * these are the forms that a plan can write: all, a range or set, one for each row, or a part by
 * its name in the featurizer's {@link Partition}.
 */
public sealed interface Features {

    /**
     * Returns every feature.
     *
     * @return all features
     */
    static Features all() {
        return All.INSTANCE;
    }

    /**
     * Reads a range or set.
     *
     * @param axis the text of an axis, for example {@code 0:4} or <code>{1,4}</code>
     * @return the features, the same for every row
     */
    static Features of(String axis) {
        return new Of(Axis.of(axis));
    }

    /**
     * Selects features by their numbers.
     *
     * @param indices the numbers
     * @return the features, the same for every row
     */
    static Features of(int... indices) {
        return new Of(set(indices));
    }

    /**
     * Selects features row by row.
     *
     * @param rows for each row that the intervention applies to the text of an axis
     * @return the features
     */
    static Features rows(String... rows) {
        return new PerRow(Arrays.stream(rows).map(Axis::of).toList());
    }

    /**
     * Selects features row by row.
     *
     * @param rows for each row that the intervention applies to the numbers of the features
     * @return the features
     */
    static Features rows(int[]... rows) {
        return new PerRow(Arrays.stream(rows).map(Features::set).toList());
    }

    /**
     * Selects a part of the featurizer's partition.
     *
     * @param part the name of the part
     * @return the features
     */
    static Features named(String part) {
        return new Named(part);
    }

    /**
     * Returns what is taken of the axis of features.
     *
     * @param partition the featurizer's partition, for names
     * @return nothing for all features, one axis for all rows, or one for each row
     * @throws IllegalArgumentException if the partition has no part of that name
     */
    List<Axis> axes(Partition partition);

    private static Axis set(int[] indices) {
        List<Integer> list = new ArrayList<>();
        for (int index : indices) {
            list.add(index);
        }
        return new Axis.IndexSet(list);
    }

    /** Every feature. */
    enum All implements Features {
        /** The only one. */
        INSTANCE;

        @Override
        public List<Axis> axes(Partition partition) {
            return List.of();
        }

        @Override
        public String toString() {
            return "all";
        }
    }

    /**
     * The same features for every row.
     *
     * @param axis what is taken of the axis of features
     */
    record Of(Axis axis) implements Features {

        /** Checks that it is there. */
        public Of {
            Objects.requireNonNull(axis, "axis");
        }

        @Override
        public List<Axis> axes(Partition partition) {
            return List.of(axis);
        }

        @Override
        public String toString() {
            return axis.toString();
        }
    }

    /**
     * Features of their own for each row.
     *
     * @param rows what is taken for each row that the intervention applies to
     */
    record PerRow(List<Axis> rows) implements Features {

        /** Copies the list. */
        public PerRow {
            rows = List.copyOf(rows);
            if (rows.isEmpty()) {
                throw new IllegalArgumentException("Expected features for each row, found none");
            }
        }

        @Override
        public List<Axis> axes(Partition partition) {
            return rows;
        }

        @Override
        public String toString() {
            return rows.toString();
        }
    }

    /**
     * A part of the featurizer's partition.
     *
     * @param part the name of the part
     */
    record Named(String part) implements Features {

        /** Checks that it is there. */
        public Named {
            Objects.requireNonNull(part, "part");
        }

        @Override
        public List<Axis> axes(Partition partition) {
            return List.of(partition.get(part));
        }

        @Override
        public String toString() {
            return part;
        }
    }
}
