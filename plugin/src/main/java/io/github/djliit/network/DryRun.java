/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataDesc;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a plan meets in a network, by shapes: found by a run on zeros, which applies everything that
 * the plan says and so tells every fault that a run on data would.
 *
 * @param interventions the shapes at each intervention, in the order of the plan
 * @param collected the shape of what is collected at each site
 * @param outputs the shapes of the network's outputs
 */
public record DryRun(List<Shapes> interventions, Map<Site, Shape> collected, List<Shape> outputs) {

    /** Copies the lists. */
    public DryRun {
        interventions = List.copyOf(interventions);
        collected = Collections.unmodifiableMap(new LinkedHashMap<>(collected));
        outputs = List.copyOf(outputs);
    }

    /**
     * The shapes at one intervention, rows first.
     *
     * @param site the site as the plan writes it
     * @param activation the whole activation of its block
     * @param region the part that the intervention writes
     * @param features what the featurizer makes of that part
     * @param edited the features that the edit touches
     */
    public record Shapes(Site site, Shape activation, Shape region, Shape features, Shape edited) {}

    static DryRun of(
            InterventionBlock block, InterventionPlan plan, NDManager manager, DataDesc... inputs) {
        Shapes[] found = new Shapes[plan.interventions().size()];
        try (NDManager scope = manager.newSubManager()) {
            InterventionCall.Builder call = InterventionCall.builder(plan, zeros(scope, inputs));
            for (int source = 0; source < plan.sources(); source++) {
                call.addSource(zeros(scope, inputs));
            }
            ParameterStore store = new ParameterStore(scope, false);
            InterventionResult result =
                    block.intervene(store, call.build(), (index, shapes) -> found[index] = shapes);
            Map<Site, Shape> collected = new LinkedHashMap<>();
            result.collected()
                    .forEach((site, kept) -> collected.put(site, kept.base().head().getShape()));
            List<Shape> outputs = result.base().stream().map(NDArray::getShape).toList();
            return new DryRun(List.of(found), collected, outputs);
        }
    }

    private static NDList zeros(NDManager manager, DataDesc... inputs) {
        List<NDArray> arrays = new ArrayList<>();
        for (DataDesc input : inputs) {
            arrays.add(manager.zeros(input.getShape(), input.getDataType()));
        }
        return new NDList(arrays);
    }
}
