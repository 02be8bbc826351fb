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
import io.github.djliit.site.Span;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which features of one map are taken so far, row by row, by interventions that share the map.
 *
 * <p>Each intervention is held against what is taken, not against each other one, so that a plan of
 * thousands of them is checked at once.
 */
final class FeatureOverlap {

    /** The bit of all features where their number is not known. */
    private static final int EVERYTHING = 0;

    private final OptionalLong count;

    /** Numbers for axes where, without a length, only what is written alike is known to meet. */
    private final Map<Axis, Integer> numbers = new HashMap<>();

    private final BitSet inAllRows = new BitSet();
    private final BitSet inAnyRow = new BitSet();

    /** The first set of a row is shared with the other rows of its intervention. */
    private final Map<Integer, BitSet> inRow = new HashMap<>();

    /** The rows whose set is their own. */
    private final Set<Integer> ownSets = new HashSet<>();

    FeatureOverlap(OptionalLong count) {
        boolean isKnown = count.isPresent() && count.getAsLong() < Integer.MAX_VALUE;
        this.count = isKnown ? count : OptionalLong.empty();
    }

    /** Takes the features of an intervention; returns false if one of them was taken before. */
    boolean take(Intervention intervention) {
        List<Axis> axes = intervention.features().axes(intervention.featurizer().partition());
        List<BitSet> sets =
                axes.isEmpty() ? List.of(everything()) : axes.stream().map(this::set).toList();
        int[] rows =
                intervention
                        .rows()
                        .written()
                        .orElseGet(() -> IntStream.range(0, sets.size()).toArray());
        if (intervention.rows().written().isEmpty() && sets.size() == 1) {
            return takeInAllRows(sets.get(0));
        }
        for (int i = 0; i < rows.length; i++) {
            if (!takeInRow(rows[i], sets.get(Math.min(i, sets.size() - 1)))) {
                return false;
            }
        }
        sets.forEach(inAnyRow::or);
        return true;
    }

    private boolean takeInAllRows(BitSet set) {
        boolean isFree = !meet(inAnyRow, set);
        inAllRows.or(set);
        inAnyRow.or(set);
        return isFree;
    }

    private boolean takeInRow(int row, BitSet set) {
        BitSet taken = inRow.get(row);
        if (meet(inAllRows, set) || (taken != null && meet(taken, set))) {
            return false;
        }
        if (taken == null) {
            inRow.put(row, set);
        } else if (ownSets.add(row)) {
            BitSet both = (BitSet) taken.clone();
            both.or(set);
            inRow.put(row, both);
        } else {
            taken.or(set);
        }
        return true;
    }

    private boolean meet(BitSet taken, BitSet set) {
        if (count.isEmpty() && (taken.get(EVERYTHING) || set.get(EVERYTHING))) {
            return !taken.isEmpty();
        }
        return taken.intersects(set);
    }

    private BitSet everything() {
        return set(new Axis.All());
    }

    private BitSet set(Axis axis) {
        BitSet set = new BitSet();
        if (count.isPresent()) {
            for (Span span : axis.spans(count.getAsLong())) {
                set.set((int) span.start(), (int) span.end());
            }
        } else {
            boolean isAll = axis instanceof Axis.All;
            set.set(isAll ? EVERYTHING : numbers.computeIfAbsent(axis, a -> numbers.size() + 1));
        }
        return set;
    }
}
