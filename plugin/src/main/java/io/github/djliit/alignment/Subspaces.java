/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.alignment;

import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The subspaces of an alignment's variables. */
final class Subspaces {

    private Subspaces() {}

    /** Checks them against the sites; variables that are all of their sites are left out. */
    static Map<String, List<Subspace>> checked(
            Map<String, List<Site>> sites, Map<String, List<Subspace>> subspaces) {
        Map<String, List<Subspace>> copy = new LinkedHashMap<>();
        List<Intervention> together = new ArrayList<>();
        subspaces.forEach(
                (variable, parts) -> {
                    checkCount(variable, sites.getOrDefault(variable, List.of()), parts);
                    if (!parts.stream().allMatch(Subspace::isWhole)) {
                        copy.put(variable, List.copyOf(parts));
                        for (Intervention part : interchange(sites.get(variable), parts)) {
                            together.add(part.withSource(copy.size() - 1));
                        }
                    }
                });
        // Finds features that are taken twice, as it would wherever the alignment is used.
        new InterventionPlan(together, List.of());
        return Collections.unmodifiableMap(copy);
    }

    private static void checkCount(String variable, List<Site> sites, List<Subspace> parts) {
        if (sites.size() != parts.size()) {
            throw new IllegalArgumentException(
                    "The variable '"
                            + variable
                            + "' has "
                            + sites.size()
                            + " sites and "
                            + parts.size()
                            + " subspaces: give one for each site");
        }
    }

    static List<Intervention> interchange(List<Site> sites, List<Subspace> subspaces) {
        List<Intervention> interventions = new ArrayList<>();
        for (int i = 0; i < sites.size(); i++) {
            Subspace part = subspaces == null ? Subspace.whole() : subspaces.get(i);
            interventions.add(part.interchange(sites.get(i)));
        }
        return interventions;
    }
}
