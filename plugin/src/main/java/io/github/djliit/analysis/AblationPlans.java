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
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Value;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.SiteMean;
import io.github.djliit.site.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the plans of ablations; a mean is computed when it is first needed, and kept. */
final class AblationPlans {

    private final InterventionBlock network;
    private final Ablation ablation;
    private final Map<Site, Value> means = new HashMap<>();

    AblationPlans(InterventionBlock network, Ablation ablation) {
        this.network = network;
        this.ablation = ablation;
    }

    /** Whether the plans take activations from source 0. */
    boolean resample() {
        return ablation == Ablation.RESAMPLE;
    }

    /** Returns a plan for each list of sites that are ablated together. */
    List<InterventionPlan> of(List<List<Site>> ablations, List<NDList> data) {
        if (ablation == Ablation.MEAN) {
            addMeans(ablations, data);
        }
        return ablations.stream().map(this::plan).toList();
    }

    private void addMeans(List<List<Site>> ablations, List<NDList> data) {
        List<String> unknown =
                ablations.stream()
                        .flatMap(List::stream)
                        .distinct()
                        .filter(site -> !means.containsKey(site))
                        .map(Site::toString)
                        .toList();
        if (!unknown.isEmpty()) {
            SiteMean.of(network, unknown, data)
                    .forEach((site, mean) -> means.put(Site.of(site), mean));
        }
    }

    private InterventionPlan plan(List<Site> sites) {
        List<Intervention> interventions =
                sites.stream().map(site -> Intervention.of(site, edit(site))).toList();
        return new InterventionPlan(interventions, List.of());
    }

    private Edit edit(Site site) {
        return switch (ablation) {
            case ZERO -> Edit.zero();
            case MEAN -> Edit.mean(means.get(site));
            case RESAMPLE -> Edit.interchange();
        };
    }
}
