/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.site.Path;
import io.github.djliit.site.Site;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A network that is opened up, with what it gives untouched, and its sites. */
final class Walk implements AutoCloseable {

    private static final int SEED = 7;

    private final NDManager manager = NDManager.newBaseManager();
    private final WalkedNetwork network;
    private final NDList inputs;
    private final NDList plain;
    private final Block block;
    private final InterventionBlock opened;
    private final List<SiteInfo> sites;

    Walk(WalkedNetwork network) {
        this.network = network;
        manager.getEngine().setRandomSeed(SEED);
        inputs = network.inputs(manager);
        block = network.initialized(manager, inputs);
        plain = forward();
        opened = new InterventionBlock(block);
        sites = opened.sites(new ParameterStore(manager, false), inputs);
    }

    Block block() {
        return block;
    }

    /** What the block gave before anything was hooked. */
    NDList plain() {
        return plain;
    }

    NDList forward() {
        return block.forward(new ParameterStore(manager, false), new NDList(inputs), false);
    }

    InterventionResult intervene(InterventionPlan plan, boolean source) {
        return source ? opened.intervene(plan, inputs, inputs) : opened.intervene(plan, inputs);
    }

    String className(String path) {
        return opened.getTree().block(Path.of(path)).getClass().getName();
    }

    /** Why blocks cannot be hooked, by path. */
    Map<String, String> obstacles() {
        return sites.stream()
                .filter(site -> site.obstacle().isPresent())
                .collect(
                        Collectors.toMap(
                                site -> site.site().path().toString(),
                                site -> site.obstacle().get(),
                                (output, input) -> output));
    }

    Set<String> unreached() {
        return hookable()
                .filter(site -> site.shape().isEmpty())
                .map(site -> site.site().path().toString())
                .collect(Collectors.toSet());
    }

    /** The inputs and outputs of all blocks that can be hooked and are run. */
    List<Site> reached() {
        return hookable().filter(site -> site.shape().isPresent()).map(SiteInfo::site).toList();
    }

    Set<Path> hookedPaths() {
        return reached().stream()
                .map(Site::path)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    InterventionPlan everywhere(Edit edit) {
        InterventionPlan.Builder plan = InterventionPlan.builder();
        reached().forEach(site -> plan.add(Intervention.of(site, edit)));
        return plan.build();
    }

    /** The sites, of those that the network wants zeroed, where zero leaves the output. */
    Set<String> inert() {
        List<Site> reached = reached();
        return IntStream.range(0, reached.size())
                .filter(i -> i % network.step() == 0)
                .mapToObj(reached::get)
                .filter(this::zeroChangesNothing)
                .map(Site::toString)
                .collect(Collectors.toSet());
    }

    private Stream<SiteInfo> hookable() {
        return sites.stream().filter(site -> site.obstacle().isEmpty());
    }

    private boolean zeroChangesNothing(Site site) {
        InterventionPlan plan = InterventionPlan.of(Intervention.of(site, Edit.zero()));
        try (InterventionResult result = intervene(plan, false)) {
            return Near.same(result.counterfactual(), result.base());
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
