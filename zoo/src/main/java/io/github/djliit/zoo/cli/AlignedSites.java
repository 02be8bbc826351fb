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
import io.github.djliit.statistics.Estimate;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import io.github.djliit.zoo.FreshPairs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Each variable at each aligned site, those of all others among them.
 *
 * @param alignment the alignment
 * @param found the figures of each variable, by its name
 */
record AlignedSites(Alignment alignment, Map<String, SweepTable> found) {

    /** Enough to tell a site from another. */
    private static final int PAIRS = 200;

    /**
     * Measures them.
     *
     * @return nothing if there are fewer than two sites, or a variable lives in a subspace
     */
    static Optional<AlignedSites> of(FreshPairs fresh, Alignment alignment, Model model) {
        List<Site> sites = sites(alignment);
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
        return Optional.of(new AlignedSites(alignment, found));
    }

    private static List<Site> sites(Alignment alignment) {
        return alignment.sites().values().stream().flatMap(List::stream).distinct().toList();
    }

    /** Draws them. */
    HeatMap map() {
        double[][] values =
                alignment.variables().stream()
                        .map(variable -> found.get(variable).grid(Figures::iiaImpactful)[0])
                        .toArray(double[][]::new);
        return HeatMap.builder()
                .setTitle("IIA on impactful pairs of each variable at each aligned site")
                .setRows(alignment.variables())
                .setColumns(sites(alignment).stream().map(Site::toString).toList())
                .optAxes("variable", "site")
                .setValues(values)
                .optMeaning("IIA on impactful pairs")
                .build();
    }

    /** Says what they show. */
    String text() {
        Map<String, Estimate> elsewhere = new LinkedHashMap<>();
        for (String variable : alignment.variables()) {
            List<Site> own = alignment.sites().get(variable);
            for (SweepTable.Cell cell : found.get(variable).cells()) {
                Site site = cell.candidate().site();
                if (!own.contains(site)) {
                    String what = variable + " at " + site;
                    elsewhere.put(what, cell.figures().agreementImpactful());
                }
            }
        }
        return "Each variable at each site by itself, measured on fewer pairs than the figures. "
                + Findings.elsewhere(elsewhere);
    }
}
