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
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Plans of several small batches as one plan of the batch that they make up. */
final class PlanStack {

    private final List<Intervention> interventions = new ArrayList<>();
    private final Set<Site> collect = new LinkedHashSet<>();
    private int start;

    /** Adds a plan for the next rows. */
    void add(InterventionPlan plan, int rows) {
        for (int i = 0; i < plan.interventions().size(); i++) {
            Intervention intervention = plan.interventions().get(i);
            intervention.rows().check(rows, "/interventions/" + i + "/rows");
            int[] selected = intervention.rows().indices(rows);
            if (selected.length > 0) {
                interventions.add(shifted(intervention, selected, rows));
            }
        }
        collect.addAll(plan.collect());
        start += rows;
    }

    InterventionPlan plan() {
        return new InterventionPlan(interventions, List.copyOf(collect));
    }

    private Intervention shifted(Intervention intervention, int[] selected, int rows) {
        int[] moved = IntStream.of(selected).map(row -> start + row).toArray();
        return intervention
                .withRows(Rows.at(moved))
                .withPositions(positions(intervention.positions(), selected, rows))
                .withFeatures(features(intervention.features(), selected, rows));
    }

    /** What is given for each row of the small batch is not given for each of the large one. */
    private static Positions positions(Positions positions, int[] selected, int rows) {
        if (positions.isNone()) {
            return positions;
        }
        return Positions.of(
                picked(positions.base(), selected, rows),
                picked(positions.source(), selected, rows));
    }

    private static int[][] picked(int[][] entries, int[] selected, int rows) {
        boolean isForEachRow = entries.length == rows && entries.length != selected.length;
        return isForEachRow
                ? IntStream.of(selected).mapToObj(row -> entries[row]).toArray(int[][]::new)
                : entries;
    }

    private static Features features(Features features, int[] selected, int rows) {
        if (!(features instanceof Features.PerRow perRow)) {
            return features;
        }
        List<Axis> entries = perRow.rows();
        boolean isForEachRow = entries.size() == rows && entries.size() != selected.length;
        return isForEachRow
                ? new Features.PerRow(IntStream.of(selected).mapToObj(entries::get).toList())
                : features;
    }
}
