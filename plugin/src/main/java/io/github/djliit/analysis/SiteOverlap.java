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
import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.site.Axis;
import io.github.djliit.site.Site;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether two sites share numbers of one array; its shape is asked of the network, once. */
final class SiteOverlap {

    private final InterventionBlock network;
    private final NDList example;
    private final Map<Site, Shape> shapes = new HashMap<>();

    SiteOverlap(InterventionBlock network, NDList example) {
        this.network = network;
        this.example = example;
    }

    /**
     * Returns the sites that are none of the others.
     *
     * @param candidates resolved sites
     * @param inside resolved sites
     * @return the candidates outside, in order
     * @throws IllegalArgumentException if a candidate is neither one of the others nor apart from
     *     them all
     */
    List<Site> outside(List<Site> candidates, List<Site> inside) {
        List<Site> outside = candidates.stream().filter(site -> !inside.contains(site)).toList();
        for (Site site : outside) {
            for (Site other : inside) {
                if (isShared(site, other)) {
                    throw new IllegalArgumentException(
                            "The candidate "
                                    + site
                                    + " shares units with "
                                    + other
                                    + ", which stays: name the rest of it as a region of its own");
                }
            }
        }
        return outside;
    }

    private boolean isShared(Site site, Site other) {
        boolean isOnePlace =
                site.path().equals(other.path())
                        && site.portOrDefault().equals(other.portOrDefault())
                        && site.value().equals(other.value());
        if (!isOnePlace) {
            return false;
        }
        Shape shape = shapes.computeIfAbsent(site.whole(), this::shape);
        for (int axis = 0; axis < shape.dimension() - 1; axis++) {
            Set<Integer> shared = indices(site, axis, shape.get(axis + 1));
            shared.retainAll(indices(other, axis, shape.get(axis + 1)));
            if (shared.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static Set<Integer> indices(Site site, int axis, long length) {
        List<Axis> axes = site.region().axes();
        Axis taken = axis < axes.size() ? axes.get(axis) : new Axis.All();
        return Arrays.stream(taken.indices(length))
                .boxed()
                .collect(Collectors.toCollection(HashSet::new));
    }

    private Shape shape(Site whole) {
        InterventionPlan plan = new InterventionPlan(List.of(), List.of(whole));
        try (InterventionResult result = network.intervene(plan, example)) {
            return result.collected(whole.toString()).single().getShape();
        }
    }
}
