/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import ai.djl.ndarray.types.Shape;
import io.github.djliit.site.Axis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The plan of some rows of a batch, the other way round of {@link PlanStack}: it does to these rows
 * what the plan of the batch does to them.
 */
final class PlanPart {

    private final int batch;

    /** The place among the chosen rows of each chosen row. */
    private final Map<Integer, Integer> places = new HashMap<>();

    PlanPart(int batch, int[] rows) {
        this.batch = batch;
        for (int row : rows) {
            places.put(row, places.size());
        }
    }

    InterventionPlan of(InterventionPlan plan) {
        List<Intervention> interventions = new ArrayList<>();
        for (int i = 0; i < plan.interventions().size(); i++) {
            try {
                add(plan.interventions().get(i), interventions);
            } catch (IllegalArgumentException e) {
                throw new InvalidPlanException("/interventions/" + i, e.getMessage());
            }
        }
        return new InterventionPlan(interventions, plan.collect());
    }

    private void add(Intervention intervention, List<Intervention> to) {
        int[] touched = intervention.rows().indices(batch);
        int[] kept =
                IntStream.range(0, touched.length)
                        .filter(i -> places.containsKey(touched[i]))
                        .toArray();
        if (kept.length == 0) {
            return;
        }
        checkValue(intervention, touched.length);
        Edit edit = intervention.edit();
        boolean isAlike = Arrays.stream(kept).allMatch(i -> edit.ofRow(i).equals(edit));
        if (isAlike) {
            to.add(picked(intervention, touched, kept));
            return;
        }
        for (int i : kept) {
            to.add(picked(intervention.withEdit(edit.ofRow(i)), touched, i));
        }
    }

    private Intervention picked(Intervention intervention, int[] touched, int... kept) {
        int[] order = sorted(touched, kept);
        int[] rows = Arrays.stream(order).map(i -> places.get(touched[i])).toArray();
        boolean isAll = rows.length == places.size();
        return intervention
                .withRows(isAll ? Rows.all() : Rows.at(rows))
                .withPositions(positions(intervention.positions(), touched, order))
                .withFeatures(features(intervention.features(), touched, order));
    }

    /** Rows count upwards, and so must what is told of each. */
    private int[] sorted(int[] touched, int[] kept) {
        return Arrays.stream(kept)
                .boxed()
                .sorted((one, two) -> places.get(touched[one]) - places.get(touched[two]))
                .mapToInt(i -> i)
                .toArray();
    }

    private Positions positions(Positions positions, int[] touched, int[] kept) {
        return positions.isNone()
                ? positions
                : Positions.of(
                        picked(List.of(positions.base()), touched, kept).toArray(int[][]::new),
                        picked(List.of(positions.source()), touched, kept).toArray(int[][]::new));
    }

    private Features features(Features features, int[] touched, int[] kept) {
        return features instanceof Features.PerRow perRow
                ? new Features.PerRow(this.<Axis>picked(perRow.rows(), touched, kept))
                : features;
    }

    /** One entry holds for all; others are those of the touched rows, or of the batch. */
    private <T> List<T> picked(List<T> entries, int[] touched, int[] kept) {
        if (entries.size() == 1) {
            return entries;
        }
        boolean isOfTouched = entries.size() == touched.length;
        if (!isOfTouched && entries.size() != batch) {
            throw new IllegalArgumentException(
                    "Expected one entry for each of the %s rows that are touched, found %s"
                            .formatted(touched.length, entries.size()));
        }
        return Arrays.stream(kept)
                .mapToObj(i -> entries.get(isOfTouched ? i : touched[i]))
                .toList();
    }

    /** A value may have an axis of its own for the rows, and does not say whether it has. */
    private static void checkValue(Intervention intervention, int touched) {
        for (Value value : constants(intervention.edit())) {
            Shape shape = value.shape();
            if (touched > 1 && shape.dimension() > 1 && shape.get(0) == touched) {
                throw new IllegalArgumentException(
                        "At site %s: the rows have to run apart, and a value of shape %s may be one"
                                        .formatted(intervention.site(), shape)
                                + " for each of the %s rows: make an intervention for each row"
                                        .formatted(touched));
            }
        }
    }

    private static List<Value> constants(Edit edit) {
        return edit.terms().map(Terms::constants).orElse(List.of());
    }
}
