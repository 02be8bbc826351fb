/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.site.Axis;
import io.github.djliit.site.Region;
import io.github.djliit.site.Site;
import io.github.djliit.site.Span;
import java.util.List;

/** What is kept of a batch, and what a row takes of it. */
final class BatchPlan {

    private BatchPlan() {}

    /** Returns a plan that collects what is to be kept. */
    static InterventionPlan kept(InterventionPlan plan, boolean isPadded) {
        List<Site> collect =
                plan.collect().stream().map(site -> kept(site, isPadded)).distinct().toList();
        return collect.equals(plan.collect())
                ? plan
                : new InterventionPlan(plan.interventions(), collect);
    }

    /**
     * Returns the site whose activation is kept for one that a plan names: all of it where
     * positions are to be told in each row's own sequence.
     */
    static Site kept(Site site, boolean isPadded) {
        List<Axis> axes = site.region().axes();
        boolean namesPositions = !axes.isEmpty() && !(axes.get(0) instanceof Axis.All);
        return isPadded && namesPositions ? site.whole() : site;
    }

    /** Cuts a region out of the activation of one row, which has no batch axis. */
    static NDArray cut(NDArray activation, Region region) {
        region.check(activation.getShape().getShape());
        NDArray cut = activation;
        for (int i = 0; i < region.axes().size(); i++) {
            NDList parts = new NDList();
            for (Span span : region.axes().get(i).spans(cut.size(i))) {
                parts.add(cut.get(NDIndex.sliceAxis(i, span.start(), span.end())));
            }
            cut = parts.size() == 1 ? parts.head() : NDArrays.concat(parts, i);
        }
        return cut;
    }
}
