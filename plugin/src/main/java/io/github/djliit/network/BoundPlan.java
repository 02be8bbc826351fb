/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.nn.Block;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.site.BlockTree;
import io.github.djliit.site.Path;
import io.github.djliit.site.Port;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A plan whose sites are found in a network: which place does what.
 *
 * <p>Made once for a plan and a network; thread-safe. All it learns later is whether base and
 * sources can run as one batch.
 */
final class BoundPlan {

    private final InterventionPlan plan;
    private final Block network;
    private final int root;
    private final List<Place> writes = new ArrayList<>();
    private final List<Place> collects = new ArrayList<>();

    /** The distinct places that interventions read in their sources. */
    private final List<Place> reads = new ArrayList<>();

    private final Map<Place, Integer> readNumbers = new LinkedHashMap<>();
    private final Map<Port.Kind, Map<Integer, Actions>> actions = new HashMap<>();
    private volatile boolean fusable = true;

    /**
     * A place in the network.
     *
     * @param site the site as the user wrote it, for messages and results
     * @param node the number of its block
     * @param port the port
     * @param cut its region
     */
    record Place(Site site, int node, Port port, RegionCut cut) {}

    /** What is done at one port of one block, as indices into the lists of the plan. */
    record Actions(List<Integer> reads, List<Integer> writes, List<Integer> collects) {

        private Actions() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    /**
     * Binds a plan.
     *
     * @param plan the plan
     * @param tree the network's tree, to resolve short names
     * @param nodes the numbers of the hooked blocks
     * @param network the instrumented network
     */
    BoundPlan(InterventionPlan plan, BlockTree tree, Map<Path, Integer> nodes, Block network) {
        this.plan = plan;
        this.network = network;
        this.root = nodes.getOrDefault(Path.root(), -1);
        for (Intervention intervention : plan.interventions()) {
            Place place = place(intervention.site(), tree, nodes);
            at(place).writes().add(writes.size());
            writes.add(place);
            if (intervention.edit().needsSource()) {
                addRead(place);
            }
        }
        for (Site site : plan.collect()) {
            Place place = place(site, tree, nodes);
            at(place).collects().add(collects.size());
            collects.add(place);
        }
    }

    private static Place place(Site site, BlockTree tree, Map<Path, Integer> nodes) {
        Site full = tree.resolve(site);
        RegionCut cut = new RegionCut(full.region());
        return new Place(site, nodes.get(full.path()), full.portOrDefault(), cut);
    }

    private void addRead(Place place) {
        readNumbers.computeIfAbsent(
                place,
                p -> {
                    at(p).reads().add(reads.size());
                    reads.add(p);
                    return reads.size() - 1;
                });
    }

    private Actions at(Place place) {
        return actions.computeIfAbsent(place.port().kind(), kind -> new HashMap<>())
                .computeIfAbsent(place.node(), node -> new Actions());
    }

    /** Returns what is done at a port of a block, or null for nothing. */
    Actions actions(int node, Port.Kind kind) {
        Map<Integer, Actions> nodes = actions.get(kind);
        return nodes == null ? null : nodes.get(node);
    }

    boolean isFusable() {
        return fusable;
    }

    void setNotFusable() {
        fusable = false;
    }

    Block network() {
        return network;
    }

    /** Returns the number of the root, or -1 if nothing is done there. */
    int root() {
        return root;
    }

    Intervention intervention(int write) {
        return plan.interventions().get(write);
    }

    List<Place> reads() {
        return reads;
    }

    List<Place> writes() {
        return writes;
    }

    List<Place> collects() {
        return collects;
    }

    /** Returns the number of the read that gives an intervention its source value. */
    int readOf(int write) {
        return readNumbers.get(writes.get(write));
    }
}
