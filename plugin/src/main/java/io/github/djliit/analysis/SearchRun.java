/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.alignment.Subspace;
import io.github.djliit.intervention.Value;
import io.github.djliit.site.Site;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of a search: pairs, starts, the loop, and what is measured at the end. */
final class SearchRun {

    private final SubspaceSearch search;
    private final SubspaceSearch.Builder settings;
    private final List<Site> sites;

    SearchRun(SubspaceSearch search) {
        this.search = search;
        settings = search.settings();
        sites = search.sites();
    }

    SearchResult run(NDManager manager) {
        check();
        List<NDArray> trained = withGradient();
        trained.forEach(array -> array.setRequiresGradient(false));
        try (NDManager owner = manager.newSubManager()) {
            PairSet learning = PairSet.of(search, settings.learning, owner);
            PairSet validation = PairSet.of(search, settings.validation, owner);
            int[] numbers =
                    settings.dimensions.keySet().stream().mapToInt(learning::number).toArray();
            TrainingPairs pairs = new TrainingPairs(learning, numbers, owner);
            checkSites(pairs.all());
            try (SearchLoop loop = started(pairs, validation, owner)) {
                loop.run(settings.epochs, settings.state, SearchFingerprint.of(search, pairs));
                loop.takeBest();
                return result(loop, validation, pairs, owner);
            }
        } finally {
            trained.forEach(array -> array.setRequiresGradient(true));
        }
    }

    /** Looks now at what only the figures at the end are made of. */
    private void check() {
        PairSet.check(search, settings.learning);
        PairSet.check(search, settings.validation);
        PairSet.check(search, settings.heldOut);
        settings.probe.ifPresent(probe -> settings.dimensions.keySet().forEach(probe::check));
        SearchState.check(settings.state);
    }

    /** Refuses before the search what has no subspaces, or too few rows for the baselines. */
    private void checkSites(PairBatch pairs) {
        int most = settings.dimensions.values().stream().max(Integer::compare).orElseThrow();
        List<Integer> widths = widths(pairs);
        for (int i = 0; i < sites.size(); i++) {
            NDArray kept = pairs.sources().activations().get(sites.get(i)).get(0);
            if (!kept.getDataType().isFloating()) {
                throw new IllegalArgumentException(
                        ("%s has whole numbers (%s), as of classes or tokens, which have no"
                                        + " subspaces: search behind the block that reads them")
                                .formatted(sites.get(i), kept.getDataType()));
            }
            long rows = kept.size() / widths.get(i);
            if (rows < Math.max(2, most)) {
                throw new IllegalArgumentException(
                        ("The pairs to learn from give %d of the %d rows of %s that its"
                                        + " principal components need: give more pairs")
                                .formatted(rows, Math.max(2, most), sites.get(i)));
            }
        }
    }

    /** Goes on from the state, or tries several starts and takes the one that comes furthest. */
    private SearchLoop started(TrainingPairs pairs, PairSet validation, NDManager owner) {
        SearchState state = SearchState.read(settings.state, SearchFingerprint.of(search, pairs));
        if (state != null) {
            SearchLoop loop =
                    new SearchLoop(
                            search, widths(pairs.all()), state.start(), pairs, validation, owner);
            loop.restore(state);
            return loop;
        }
        SearchLoop best = null;
        for (int start = 0; start < settings.starts; start++) {
            SearchLoop loop =
                    new SearchLoop(search, widths(pairs.all()), start, pairs, validation, owner);
            if (settings.starts > 1) {
                loop.run(Math.min(settings.epochs, settings.trialEpochs), null, "");
            }
            boolean isBetter = best == null || best.isWorseThan(loop);
            SearchLoop other = isBetter ? best : loop;
            best = isBetter ? loop : best;
            if (other != null) {
                other.close();
            }
        }
        return best;
    }

    /** Lists the arrays of the network whose gradient nobody wants meanwhile. */
    private List<NDArray> withGradient() {
        return settings.network.getParameters().values().stream()
                .filter(Parameter::isInitialized)
                .map(Parameter::getArray)
                .filter(NDArray::hasGradient)
                .toList();
    }

    /** Returns how many units each site has, and checks that all dimensions have room. */
    List<Integer> widths(PairBatch pairs) {
        int total = settings.dimensions.values().stream().mapToInt(Integer::intValue).sum();
        List<Integer> widths = new ArrayList<>();
        for (Site site : sites) {
            Shape shape = pairs.sources().activations().get(site).get(0).getShape();
            int width = Math.toIntExact(shape.get(shape.dimension() - 1));
            if (shape.dimension() < 2) {
                throw new IllegalArgumentException(
                        site + " has no units: its shape is " + shape + ", batch first");
            }
            if (total > width) {
                throw new IllegalArgumentException(
                        settings.dimensions.size() == 1
                                ? "%s has %s units, fewer than the %s dimensions of %s"
                                        .formatted(
                                                site,
                                                width,
                                                total,
                                                settings.dimensions.keySet().iterator().next())
                                : ("%s has %s units, too few for disjoint subspaces of %s, which"
                                                + " take %s dimensions together")
                                        .formatted(site, width, settings.dimensions, total));
            }
            widths.add(width);
        }
        return widths;
    }

    private SearchResult result(
            SearchLoop loop, PairSet validation, TrainingPairs pairs, NDManager owner) {
        PairSet heldOut = PairSet.of(search, settings.heldOut, owner);
        Baselines baselines =
                new Baselines(sites, widths(pairs.all()), validation, heldOut, settings.seed);
        SearchSpace space = loop.space();
        Map<String, Map<Site, Subspace>> found = space.found();
        Alignment.Builder alignment = Alignment.builder();
        Map<String, List<Integer>> dimensions = new LinkedHashMap<>();
        Map<String, Map<String, Figures>> beside = new LinkedHashMap<>();
        found.forEach(
                (variable, places) -> {
                    alignment.align(variable, places);
                    List<Integer> counts = new ArrayList<>();
                    for (int i = 0; i < sites.size(); i++) {
                        counts.add(space.dimensions(variable, i));
                    }
                    dimensions.put(variable, counts);
                    Optional<List<Value>> probe =
                            settings.probe.map(p -> p.directions(search, owner, variable, counts));
                    beside.put(variable, baselines.measure(variable, counts, pairs.all(), probe));
                });
        return new SearchResult(
                alignment.build(),
                dimensions,
                heldOut.measure(found),
                beside,
                loop.epochs(),
                loop.bestEpoch());
    }
}
