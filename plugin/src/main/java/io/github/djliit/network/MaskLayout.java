/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.Partitioned;
import io.github.djliit.intervention.RowPositions;
import io.github.djliit.intervention.Terms;
import io.github.djliit.intervention.Value;
import io.github.djliit.site.Axis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Which numbers of a whole activation several interventions touch, and with which values.
 *
 * <p>Worked out in Java from shapes alone. Positions of an activation {@code [batch, length, ...]}
 * may be read elsewhere than they are written, on the axis after the batch only.
 */
final class MaskLayout {

    private final Shape features;
    private final Shape places;
    private final boolean[] untouched;
    private final boolean[] outside;
    private final boolean isMapped;
    private final Terms terms;
    private final Map<Role, float[]> numbers = new EnumMap<>(Role.class);

    /** For each row and position where it is read; null where that is where it is written. */
    private long[] index;

    /** Null where a region does not allow it; the interventions are then done one by one. */
    static MaskLayout of(List<Write> writes, Write.Setting setting, Shape shape, Shape other) {
        Featurizer map = Partitioned.withoutNames(writes.get(0).intervention().featurizer());
        boolean isMapped = map != Featurizer.identity();
        int last = shape.dimension() - 1;
        if (last < 1 || shape.get(0) != setting.batch()) {
            return null;
        }
        OptionalLong count = isMapped ? map.count() : OptionalLong.of(shape.get(last));
        boolean fits =
                count.isPresent()
                        && (other == null || isAlike(shape, other))
                        && writes.stream().allMatch(w -> allows(w, last, isMapped));
        if (!fits) {
            return null;
        }
        MaskLayout layout =
                new MaskLayout(
                        shape, count.getAsLong(), isMapped, terms(writes, setting.part()), other);
        for (Write write : writes) {
            if (!Keep.atSite(write.place(), () -> layout.add(write, setting, shape, other))) {
                return null;
            }
        }
        layout.dropIdentity(shape, other);
        return layout;
    }

    private static List<Terms> terms(List<Write> writes, EditPart part) {
        return writes.stream().map(write -> write.terms(part)).toList();
    }

    private MaskLayout(Shape shape, long count, boolean isMapped, List<Terms> terms, Shape other) {
        long[] sizes = shape.getShape().clone();
        sizes[sizes.length - 1] = count;
        features = new Shape(sizes);
        long[] single = sizes.clone();
        single[single.length - 1] = 1;
        places = new Shape(single);
        untouched = new boolean[Math.toIntExact(features.size())];
        Arrays.fill(untouched, true);
        outside = new boolean[Math.toIntExact(places.size())];
        Arrays.fill(outside, true);
        this.isMapped = isMapped;
        this.terms = terms.get(0);
        for (Role role : Role.values()) {
            if (terms.stream().anyMatch(role::hasNumbers)) {
                numbers.put(role, new float[untouched.length]);
            }
        }
        index = other == null ? null : identity(shape, other);
    }

    private void dropIdentity(Shape shape, Shape other) {
        if (shape.equals(other) && Arrays.equals(index, identity(shape, other))) {
            index = null;
        }
    }

    /** Sizes may differ on the axis after the batch alone. */
    private static boolean isAlike(Shape shape, Shape other) {
        return shape.dimension() == other.dimension()
                && shape.get(0) == other.get(0)
                && shape.slice(2).equals(other.slice(2));
    }

    /** A map needs the whole last axis, and only the axis after the batch may be read elsewhere. */
    private static boolean allows(Write write, int last, boolean isMapped) {
        List<Axis> axes = write.base().region().axes();
        boolean wholeLast = axes.size() < last || axes.get(last - 1) instanceof Axis.All;
        if (isMapped && (!wholeLast || (last == 1 && !write.base().positions().isEmpty()))) {
            return false;
        }
        return write.read() == null || rest(axes).equals(rest(write.source().region().axes()));
    }

    private static List<Axis> rest(List<Axis> axes) {
        int end = axes.size();
        while (end > 1 && axes.get(end - 1) instanceof Axis.All) {
            end--;
        }
        return axes.subList(Math.min(1, end), end);
    }

    private static long[] identity(Shape shape, Shape other) {
        long[] index = new long[Math.toIntExact(shape.get(0) * shape.get(1))];
        for (int i = 0; i < index.length; i++) {
            index[i] = Math.min(i % shape.get(1), other.get(1) - 1);
        }
        return index;
    }

    /** Marks what one intervention touches; false where its value does not fit rows one by one. */
    private boolean add(Write write, Write.Setting setting, Shape shape, Shape other) {
        Terms own = write.terms(setting.part());
        write.base().checkRows(shape, setting.batch());
        Intervention intervention = write.intervention();
        int[] rows = intervention.rows().indices(setting.batch());
        boolean apart = setting.isPaddedApart();
        SequenceLengths lengths = setting.base();
        List<int[]> written = write.base().onSecondAxis(shape, setting.batch(), lengths, apart);
        List<int[]> read = written;
        if (other != null) {
            lengths = write.lengths(setting);
            read = write.source().onSecondAxis(other, setting.batch(), lengths, apart);
            write.checkCounts(setting, shape, other, lengths);
        }
        List<int[]> units = new ArrayList<>(rows.length);
        for (int i = 0; i < rows.length; i++) {
            units.add(features(write, shape, rows, i, written.get(i)));
        }
        boolean isAlike = numbers.isEmpty() || (haveOneLength(written) && haveOneLength(units));
        if (!isAlike || !haveSameLengths(written, read)) {
            return false;
        }
        Map<Role, float[][]> given = new EnumMap<>(Role.class);
        for (int i = 0; i < rows.length; i++) {
            RowRegion region = new RowRegion(features, write.base().region(), rows[i]);
            if (i == 0) {
                Shape one = region.shape(written.get(i), units.get(i));
                for (Role role : numbers.keySet()) {
                    given.put(role, numbers(role.value(own).orElseThrow(), rows.length, one));
                }
            }
            int[] flat = region.offsets(written.get(i), units.get(i));
            mark(flat);
            for (Role role : numbers.keySet()) {
                set(numbers.get(role), flat, given.get(role)[i]);
            }
            link(rows[i] * Math.toIntExact(shape.get(1)), written.get(i), read.get(i));
        }
        return true;
    }

    private static boolean haveOneLength(List<int[]> rows) {
        return rows.stream().mapToInt(row -> row.length).distinct().count() <= 1;
    }

    private static boolean haveSameLengths(List<int[]> written, List<int[]> read) {
        return IntStream.range(0, written.size())
                .allMatch(i -> written.get(i).length == read.get(i).length);
    }

    private void link(int start, int[] written, int[] read) {
        for (int k = 0; index != null && k < read.length; k++) {
            index[start + written[k]] = read[k];
        }
    }

    private void mark(int[] flat) {
        int count = Math.toIntExact(features.get(features.dimension() - 1));
        for (int at : flat) {
            untouched[at] = false;
            outside[at / count] = false;
        }
    }

    private static void set(float[] all, int[] flat, float[] given) {
        for (int k = 0; k < flat.length; k++) {
            all[flat[k]] = given[k];
        }
    }

    /** Returns the features of a row that are touched, by their numbers among all. */
    private int[] features(Write write, Shape shape, int[] rows, int i, int[] written) {
        Intervention intervention = write.intervention();
        int[] all = candidates(write, shape, written);
        List<Axis> axes = intervention.features().axes(intervention.featurizer().partition());
        if (axes.isEmpty()) {
            return all;
        }
        Axis axis = new RowPositions(rows, rows.length).entry("features", axes, i);
        return IntStream.of(FeatureCut.indices(axis, all.length)).map(f -> all[f]).toArray();
    }

    /** Returns what features are selected from: those of the region, or all that a map gives. */
    private int[] candidates(Write write, Shape shape, int[] written) {
        int last = shape.dimension() - 1;
        int count = Math.toIntExact(features.get(last));
        if (Partitioned.withoutNames(write.intervention().featurizer()) != Featurizer.identity()) {
            return IntStream.range(0, count).toArray();
        }
        List<Axis> axes = write.base().region().axes();
        if (last == 1) {
            return written;
        }
        return axes.size() < last
                ? IntStream.range(0, count).toArray()
                : axes.get(last - 1).indices(count);
    }

    /** Returns the numbers of each row. */
    private static float[][] numbers(Value value, int rows, Shape region) {
        Shape all = new Shape(rows).addAll(region);
        float[] flat = value.broadcast(all);
        int width = flat.length / rows;
        return IntStream.range(0, rows)
                .mapToObj(i -> Arrays.copyOfRange(flat, i * width, (i + 1) * width))
                .toArray(float[][]::new);
    }

    Shape features() {
        return features;
    }

    /** Whether a map is in between, which may change numbers that no edit touches. */
    boolean isMapped() {
        return isMapped;
    }

    boolean[] untouched() {
        return untouched;
    }

    boolean[] outside() {
        return outside;
    }

    Shape placesShape() {
        return places;
    }

    /** Returns the numbers of coefficients that each place has of its own. */
    Map<Role, float[]> numbers() {
        return numbers;
    }

    /** Returns what all the edits do, but for numbers of their own. */
    Terms terms() {
        return terms;
    }

    /** Returns where each position is read, or null where nothing is. */
    long[] index() {
        return index;
    }

    Shape indexShape() {
        long[] sizes = new long[features.dimension()];
        Arrays.fill(sizes, 1);
        sizes[0] = features.get(0);
        sizes[1] = index.length / features.get(0);
        return new Shape(sizes);
    }
}
