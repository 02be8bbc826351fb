/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.Model;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.analysis.Candidate;
import io.github.djliit.analysis.SweepTable;
import io.github.djliit.report.HeatMap;
import io.github.djliit.site.Site;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import io.github.djliit.zoo.FreshPairs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sweeps as heat maps. */
final class SweepPicture {

    /** Enough to tell a site from another. */
    private static final int PAIRS = 200;

    private SweepPicture() {}

    /** Draws sweeps over the same candidates, one below the other. */
    static HeatMap of(List<SweepTable> tables) {
        List<String> rows = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        for (SweepTable table : tables) {
            String prefix = tables.size() == 1 ? "" : table.variable() + ", ";
            table.rows().forEach(row -> rows.add(prefix + row));
            values.addAll(List.of(table.grid(Figures::iia)));
        }
        String title =
                tables.size() == 1
                        ? "IIA of " + tables.get(0).variable() + " by site"
                        : "IIA of each variable by site";
        return HeatMap.builder()
                .setTitle(title)
                .setRows(rows)
                .setColumns(tables.get(0).columns())
                .setValues(values.toArray(double[][]::new))
                .build();
    }

    /**
     * Measures each variable at the sites of all others, too: a variable should be found at its own
     * and nowhere else, save where one decides on the other.
     *
     * @return nothing if there are fewer than two sites, or a variable lives in a subspace
     */
    static Optional<HeatMap> ofAligned(FreshPairs fresh, Alignment alignment, Model model) {
        List<Site> sites =
                alignment.sites().values().stream().flatMap(List::stream).distinct().toList();
        if (sites.size() < 2 || !alignment.subspaces().isEmpty()) {
            return Optional.empty();
        }
        List<Candidate> candidates =
                sites.stream().map(site -> new Candidate(site, "", site.toString())).toList();
        Map<String, SweepTable> found =
                new Sweeps(fresh, model, alignment, candidates)
                        .run(
                                alignment.variables(),
                                PAIRS * alignment.variables().size(),
                                interchanges -> {});
        double[][] values =
                alignment.variables().stream()
                        .map(variable -> found.get(variable).grid(Figures::iia)[0])
                        .toArray(double[][]::new);
        return Optional.of(
                HeatMap.builder()
                        .setTitle("IIA of each variable at each aligned site")
                        .setRows(alignment.variables())
                        .setColumns(sites.stream().map(Site::toString).toList())
                        .setValues(values)
                        .build());
    }
}
