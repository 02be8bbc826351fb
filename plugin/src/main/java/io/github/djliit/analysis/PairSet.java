/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.alignment.Subspace;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.site.Site;
import io.github.djliit.training.AnswerCriterion;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pairs whose sources ran once, on which many alignments are measured. */
final class PairSet {

    private final InterventionBlock network;
    private final List<PairBatch> batches;
    private final List<String> variables;
    private final AnswerCriterion criterion;

    private PairSet(SubspaceSearch search, List<String> variables, List<PairBatch> batches) {
        network = search.network();
        criterion = search.settings().criterion;
        this.variables = variables;
        this.batches = batches;
    }

    /**
     * Runs the sources of a dataset.
     *
     * @param search the search
     * @param dataset the pairs
     * @param owner the owner of what is kept
     * @throws IllegalArgumentException if no pair swaps a variable of the search, or none that does
     *     is impactful
     */
    static PairSet of(SubspaceSearch search, CounterfactualDataset dataset, NDManager owner) {
        List<PairBatch> batches = new ArrayList<>();
        for (Batch batch : dataset.getData(owner)) {
            // The batch lives as long as its pairs are needed, and closes with the owner.
            batches.add(
                    PairBatch.of(
                            search.network(),
                            search.sites(),
                            batch.getData(),
                            batch.getLabels(),
                            search.settings().criterion));
        }
        PairSet set = new PairSet(search, dataset.variables(), batches);
        search.settings().dimensions.keySet().forEach(set::check);
        return set;
    }

    /**
     * Checks, before anything runs, that pairs swap the variables of a search.
     *
     * @throws IllegalArgumentException if they do not swap one, or have labels of no output
     */
    static void check(SubspaceSearch search, CounterfactualDataset dataset) {
        search.settings().criterion.check(dataset);
        for (String variable : search.settings().dimensions.keySet()) {
            if (!dataset.swapped().contains(variable)) {
                throw notSwapped(variable, dataset.swapped());
            }
        }
    }

    private static IllegalArgumentException notSwapped(String variable, List<String> swapped) {
        return new IllegalArgumentException(
                "No pair interchanges '"
                        + variable
                        + "'; the pairs are of "
                        + swapped
                        + ": make a dataset that swaps it");
    }

    private void check(String variable) {
        int number = variables.indexOf(variable);
        long pairs = 0;
        long impactful = 0;
        for (PairBatch batch : batches) {
            for (int row = 0; row < batch.rows(); row++) {
                boolean isSwapped = number >= 0 && batch.variable(row) == number;
                pairs += isSwapped ? 1 : 0;
                impactful += isSwapped && batch.isImpactful(row) ? 1 : 0;
            }
        }
        if (pairs == 0) {
            throw notSwapped(variable, variables);
        }
        Impact.check(variable, pairs, impactful);
    }

    /** Returns the batches. */
    List<PairBatch> batches() {
        return batches;
    }

    /** Returns the number of a variable in the pairs. */
    int number(String variable) {
        return variables.indexOf(variable);
    }

    /** Measures variables, each at places of its own. */
    Map<String, Figures> measure(Map<String, Map<Site, Subspace>> places) {
        Map<String, Figures> figures = new LinkedHashMap<>();
        places.forEach((variable, of) -> figures.put(variable, measure(variable, of)));
        return figures;
    }

    /** Measures a variable on the pairs that swap it. */
    Figures measure(String variable, Map<Site, Subspace> places) {
        Alignment alignment = Alignment.builder().align(variable, places).build();
        InterventionPlan plan = new InterventionPlan(alignment.interchange(variable), List.of());
        AgreementCounts tally = new AgreementCounts(variables.size());
        for (PairBatch batch : batches) {
            try (NDManager scope = batch.base().head().getManager().newSubManager()) {
                NDList outputs = batch.run(network, plan, 1, scope);
                tally.add(batch, outputs, criterion);
            }
        }
        return tally.figures(number(variable));
    }
}
