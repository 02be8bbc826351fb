/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import io.github.djliit.site.Site;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Checks that interventions linked to one map, at one place, take features of their own. */
final class LinkedFeatures {

    private final IdentityHashMap<Featurizer, Map<Place, FeatureOverlap>> taken =
            new IdentityHashMap<>();

    void check(Intervention intervention, String pointer) {
        Featurizer map = Partitioned.withoutNames(intervention.featurizer());
        if (map == Featurizer.identity() || intervention.rows().isNone()) {
            return;
        }
        Place place =
                new Place(
                        InterventionChecks.place(intervention.site()),
                        intervention.into(),
                        intervention.positions());
        boolean isFree =
                taken.computeIfAbsent(map, m -> new HashMap<>())
                        .computeIfAbsent(place, p -> new FeatureOverlap(map.count()))
                        .take(intervention);
        if (!isFree) {
            throw new InvalidPlanException(
                    pointer + "/features",
                    "these features of the "
                            + map.name()
                            + " overlap those of an earlier intervention at "
                            + intervention.site()
                            + " that is linked to the same "
                            + map.name()
                            + ": take disjoint features");
        }
    }

    /** Where two interventions meet, if their rows do. */
    private record Place(Site site, OptionalInt into, Positions positions) {}
}
