/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import io.github.djliit.site.Axis;
import io.github.djliit.site.Port;
import io.github.djliit.site.Site;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What must hold for interventions by themselves and among each other, whatever the network.
 *
 * <p>A fault between two is told with the place that it has in the JSON form of the plan.
 */
final class InterventionChecks {

    /** How many interventions, and how many collected sites, one plan may have. */
    static final int MAX_COUNT = 4096;

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
        if (edit.skips() && site.portOrDefault().kind() != Port.Kind.OUTPUT) {
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
        checkCount("/interventions", interventions.size());
        checkCount("/collect", collect.size());
        Set<Intervention> before = new HashSet<>();
        LinkedFeatures linked = new LinkedFeatures();
        for (int i = 0; i < interventions.size(); i++) {
            Intervention intervention = interventions.get(i);
            String pointer = "/interventions/" + i;
            checkSelection(intervention, pointer);
            checkRepeat(before, intervention, pointer);
            linked.check(intervention, pointer);
        }
        checkCollected(collect);
    }

    /** Checks that there are all sources that interventions read or change. */
    static void checkSources(List<Intervention> interventions, int count) {
        for (int i = 0; i < interventions.size(); i++) {
            Intervention intervention = interventions.get(i);
            int read = intervention.edit().needsSource() ? intervention.source() : -1;
            int into = intervention.into().orElse(-1);
            if (Math.max(read, into) >= count) {
                throw new InvalidPlanException(
                        "/interventions/" + i + (read >= count ? "/source" : "/into"),
                        "The plan %s source %s, but %s given (they count from 0)"
                                .formatted(
                                        read >= count ? "takes values from" : "edits the run of",
                                        Math.max(read, into),
                                        count == 1 ? "1 source is" : count + " sources are"));
            }
        }
    }

    static void checkCount(String pointer, int count) {
        if (count > MAX_COUNT) {
            throw new InvalidPlanException(
                    pointer,
                    "at most "
                            + MAX_COUNT
                            + " are allowed in one plan, found "
                            + count
                            + ": make several plans of them");
        }
    }

    private static void checkCollected(List<Site> collect) {
        Set<Site> seen = new HashSet<>();
        for (int i = 0; i < collect.size(); i++) {
            if (!seen.add(place(collect.get(i)))) {
                throw new InvalidPlanException(
                        "/collect/" + i, "the site " + collect.get(i) + " is collected already");
            }
        }
    }

    /** Checks that features exist, and that what is given for each row is given as often. */
    private static void checkSelection(Intervention intervention, String pointer) {
        Featurizer map = intervention.featurizer();
        int features;
        try {
            List<Axis> axes = intervention.features().axes(map.partition());
            map.count().ifPresent(count -> axes.forEach(axis -> axis.spans(count)));
            features = axes.size();
        } catch (IllegalArgumentException e) {
            throw new InvalidPlanException(pointer + "/features", e.getMessage());
        }
        int positions = intervention.positions().rows();
        int rows = intervention.rows().written().map(numbers -> numbers.length).orElse(0);
        checkRows(pointer + "/positions", positions, rows);
        // Where no rows are written, it is the positions that tell how many there are.
        checkRows(pointer + "/features", features, rows > 0 || positions < 2 ? rows : positions);
    }

    /** Checks that a batch has the rows that are named, and that all of its rows are told of. */
    static void checkBatch(Intervention intervention, String pointer, int rows) {
        int selected;
        try {
            selected = intervention.rows().indices(rows).length;
        } catch (IllegalArgumentException e) {
            throw new InvalidPlanException(pointer + "/rows", e.getMessage());
        }
        checkRows(pointer + "/positions", intervention.positions().rows(), selected);
        if (intervention.features() instanceof Features.PerRow perRow) {
            checkRows(pointer + "/features", perRow.rows().size(), selected);
        }
    }

    private static void checkRows(String pointer, int given, int rows) {
        if (given > 1 && rows > 0 && given != rows) {
            throw new InvalidPlanException(
                    pointer,
                    "expected one entry for each of the "
                            + rows
                            + " rows, or one for all, found "
                            + given);
        }
    }

    private static void checkRepeat(
            Set<Intervention> before, Intervention intervention, String pointer) {
        boolean matters = intervention.edit().replaces() && !intervention.rows().isNone();
        if (matters && !before.add(intervention.withSite(place(intervention.site())))) {
            throw new InvalidPlanException(
                    pointer,
                    "this repeats an earlier intervention at "
                            + intervention.site()
                            + ", and a second "
                            + intervention.edit().name()
                            + " of the same has no effect");
        }
    }

    /** Two texts may mean one place. */
    static Site place(Site site) {
        return new Site(
                site.path(), Optional.of(site.portOrDefault()), site.value(), site.region());
    }
}
