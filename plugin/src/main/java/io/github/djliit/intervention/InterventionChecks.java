/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import io.github.djliit.json.JsonFormatException;
import io.github.djliit.site.Port;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What must hold for interventions by themselves and among each other, whatever the network.
 *
 * <p>A fault between two is told with the place that it has in the JSON form of the plan.
 */
final class InterventionChecks {

    private InterventionChecks() {}

    static void check(Site site, Edit edit, int source, OptionalInt into) {
        checkIndex(site, source);
        into.ifPresent(run -> checkIndex(site, run));
        if (edit.needsSource() && into.isPresent() && into.getAsInt() <= source) {
            throw new IllegalArgumentException(
                    "An intervention at "
                            + site
                            + " goes from source "
                            + source
                            + " into source "
                            + into.getAsInt()
                            + ": a chain goes into a source of a higher index");
        }
        if (edit instanceof Edits.Skip && site.portOrDefault().kind() != Port.Kind.OUTPUT) {
            throw new IllegalArgumentException(
                    "skip puts a block's input in the place of its output; "
                            + site
                            + " is no output");
        }
    }

    private static void checkIndex(Site site, int source) {
        if (source < 0 || source > Intervention.MAX_SOURCE) {
            throw new IllegalArgumentException(
                    "The source of an intervention is an index from 0 to "
                            + Intervention.MAX_SOURCE
                            + ", found "
                            + source
                            + " at "
                            + site);
        }
    }

    /** Checks interventions and collected sites against each other. */
    static void check(List<Intervention> interventions, List<Site> collect) {
        Map<Site, List<Intervention>> before = new HashMap<>();
        for (int i = 0; i < interventions.size(); i++) {
            Intervention intervention = interventions.get(i);
            List<Intervention> there =
                    before.computeIfAbsent(place(intervention.site()), s -> new ArrayList<>());
            for (Intervention earlier : there) {
                checkPair(earlier, intervention, "/interventions/" + i);
            }
            there.add(intervention);
        }
        Set<Site> seen = new HashSet<>();
        for (int i = 0; i < collect.size(); i++) {
            if (!seen.add(place(collect.get(i)))) {
                throw new JsonFormatException(
                        "/collect/" + i, "the site " + collect.get(i) + " is collected already");
            }
        }
    }

    private static void checkPair(Intervention first, Intervention second, String pointer) {
        if (!first.into().equals(second.into()) || !first.rows().overlaps(second.rows())) {
            return;
        }
        if (first.equals(second) && replaces(first.edit())) {
            throw new JsonFormatException(
                    pointer,
                    "this repeats an earlier intervention at "
                            + second.site()
                            + ", and a second "
                            + second.edit().name()
                            + " of the same has no effect");
        }
        Featurizer map = Partitioned.withoutNames(first.featurizer());
        boolean linked =
                map != Featurizer.identity()
                        && map == Partitioned.withoutNames(second.featurizer())
                        && first.positions().equals(second.positions());
        if (linked && FeatureOverlap.between(first, second)) {
            throw new JsonFormatException(
                    pointer + "/features",
                    "these features of the "
                            + map.name()
                            + " overlap those of an earlier intervention at "
                            + second.site()
                            + " that is linked to the same "
                            + map.name()
                            + ": take disjoint features");
        }
    }

    private static boolean replaces(Edit edit) {
        return edit instanceof Edits.Interchange
                || edit instanceof Edits.Zero
                || edit instanceof Edits.SetTo
                || edit instanceof Edits.Mean
                || edit instanceof Edits.Skip;
    }

    /** Two texts may mean one place. */
    private static Site place(Site site) {
        return new Site(
                site.path(), Optional.of(site.portOrDefault()), site.value(), site.region());
    }
}
