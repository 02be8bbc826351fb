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
import io.github.djliit.network.BoundPlan.Actions;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What one run keeps: what others read, and what is collected, an activation for each run of a
 * block in one forward.
 */
final class KeptValues {

    private final Run.Call frame;
    private final BoundPlan plan;
    private final BitSet wanted;
    private final List<List<NDArray>> reads;
    private final List<List<NDArray>> collected;

    /**
     * Creates an empty collection.
     *
     * @param frame the call
     * @param wanted the numbers of the reads that are kept
     */
    KeptValues(Run.Call frame, BitSet wanted) {
        this.frame = frame;
        plan = frame.plan();
        this.wanted = wanted;
        reads = lists(plan.reads().size());
        collected = lists(plan.collects().size());
    }

    private static List<List<NDArray>> lists(int size) {
        return Stream.generate(() -> (List<NDArray>) new ArrayList<NDArray>(1))
                .limit(size)
                .toList();
    }

    /** Returns the hooks of the sites that are kept. */
    Set<Site> hooks() {
        Set<Site> hooks = new LinkedHashSet<>();
        wanted.stream().forEach(read -> hooks.add(plan.reads().get(read).place().hook()));
        plan.collects().forEach(place -> hooks.add(place.hook()));
        return hooks;
    }

    /** Keeps what code with hooks gave at a site. */
    void add(Site hook, NDArray array) {
        wanted.stream()
                .filter(read -> plan.reads().get(read).place().hook().equals(hook))
                .forEach(read -> addRead(read, plan.reads().get(read).place().only(array)));
        for (int collect = 0; collect < collected.size(); collect++) {
            Place place = plan.collects().get(collect);
            if (place.hook().equals(hook)) {
                addCollected(collect, place.only(array));
            }
        }
    }

    /** Keeps what is at a port of a block. */
    void add(Actions actions, NDList arrays) {
        for (int read : actions.reads()) {
            if (wanted.get(read)) {
                addRead(read, arrays);
            }
        }
        for (int collect : actions.collects()) {
            addCollected(collect, arrays);
        }
    }

    private void addRead(int read, NDList arrays) {
        BoundPlan.Read kept = plan.reads().get(read);
        reads.get(read).add(cut(kept.place(), kept.cut(frame.call().hasLengths()), arrays));
    }

    private void addCollected(int collect, NDList arrays) {
        collected.get(collect).add(cut(plan.collects().get(collect), null, arrays));
    }

    private NDArray cut(Place place, Cut cut, NDList arrays) {
        NDArray kept =
                Keep.atSite(
                        place,
                        () -> {
                            NDArray array = Keep.arrayAt(place, arrays, frame.scope());
                            return Keep.named(cut == null ? place.cut(array) : cut.cut(array));
                        });
        return Keep.copy(kept, frame.scope());
    }

    /** Returns what the n-th run of a block gave for an intervention. */
    NDArray read(int read, int number) {
        List<NDArray> runs = reads.get(read);
        if (number >= runs.size()) {
            Site site = plan.reads().get(read).place().site();
            throw new SiteNotReachedException(
                    site,
                    "The block of "
                            + site
                            + " ran "
                            + runs.size()
                            + " times for the source, and more often for the base: there is no"
                            + " source value for its run number "
                            + number);
        }
        return runs.get(number);
    }

    /** Returns what all runs of a block gave for an intervention. */
    List<NDArray> allRead(int read) {
        return reads.get(read);
    }

    List<NDArray> collected(int collect) {
        return collected.get(collect);
    }

    List<NDArray> allCollected() {
        return collected.stream()
                .flatMap(List::stream)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Whether each kept activation has so many rows, so that rows can be told apart. */
    boolean hasRows(long rows) {
        return Stream.concat(reads.stream(), collected.stream())
                .flatMap(List::stream)
                .map(NDArray::getShape)
                .allMatch(shape -> shape.dimension() > 0 && shape.get(0) == rows);
    }

    /** Returns the places where nothing came by. */
    Stream<Place> missing() {
        Stream<Place> unread =
                wanted.stream()
                        .filter(read -> reads.get(read).isEmpty())
                        .mapToObj(read -> plan.reads().get(read).place());
        Stream<Place> uncollected =
                IntStream.range(0, collected.size())
                        .filter(collect -> collected.get(collect).isEmpty())
                        .mapToObj(plan.collects()::get);
        return Stream.concat(unread, uncollected);
    }
}
