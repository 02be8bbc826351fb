/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.readme;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.analysis.Candidates;
import io.github.djliit.analysis.SearchResult;
import io.github.djliit.analysis.SubspaceSearch;
import io.github.djliit.analysis.Sweep;
import io.github.djliit.analysis.SweepTable;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Site;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.util.List;
import java.util.Map;

/** The examples of sweeps and searches in the README. */
final class SearchExamples {

    private SearchExamples() {}

    static Site sweep(
            InterventionBlock network,
            NDManager manager,
            NDList example,
            CounterfactualDataset pairs) {
        ParameterStore parameterStore = new ParameterStore(manager, false);
        List<SiteInfo> layers = Candidates.layers(network.sites(parameterStore, example));
        Sweep sweep =
                Sweep.builder()
                        .setNetwork(network.getBlock())
                        .setCandidates(Candidates.byUnits(layers, 4))
                        .build();
        SweepTable left = sweep.run(manager, pairs).get("left");
        Site best = left.best().candidate().site();
        double[][] grid = left.grid(Figures::iia); // rows are layers, columns blocks
        return grid.length == layers.size() ? best : null;
    }

    static Alignment search(
            InterventionBlock network,
            NDManager manager,
            CounterfactualDataset toLearn,
            CounterfactualDataset toValidate,
            CounterfactualDataset toJudge) {
        SearchResult result =
                SubspaceSearch.builder()
                        .setNetwork(network.getBlock())
                        .setSites("01Linear")
                        .setDimensions(Map.of("left", 8))
                        .setPairs(toLearn, toValidate, toJudge)
                        .build()
                        .run(manager);
        Alignment alignment = result.alignment(); // for training, evaluation and model directories
        return alignment;
    }
}
