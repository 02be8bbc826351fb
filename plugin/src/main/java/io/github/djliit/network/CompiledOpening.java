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
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djliit.engine.Operator;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.CompiledNetwork.Mode;
import io.github.djliit.network.Frontier.Acts;
import io.github.djliit.site.Path;
import io.github.djliit.site.Site;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Opens compiled code: sites are places in the code, which is rewritten for those asked for. */
final class CompiledOpening implements Opening {

    private final CompiledNetwork network;
    private final PlanCache plans = new PlanCache();
    private final KnownShapes shapes = new KnownShapes();
    private final RowVerdicts rowVerdicts = new RowVerdicts();
    private final Map<Site, Integer> nodes = new HashMap<>();

    CompiledOpening(CompiledNetwork network) {
        this.network = network;
    }

    @Override
    public BoundPlan bind(InterventionPlan plan) {
        return plans.get(plan, this::bindNow);
    }

    private BoundPlan bindNow(InterventionPlan plan) {
        Acts acts = Acts.of(plan, this::found);
        Frontier frontier = frontier(network.spareable(acts.edited(), acts.collected()));
        BoundPlan bound = new BoundPlan(plan, this::found, this::node, (Block) network, frontier);
        bound.writes().forEach(write -> checkEdit(write.place()));
        return bound;
    }

    private Frontier frontier(Set<Path> modules) {
        Map<Path, Frontier.Relay> relays = new LinkedHashMap<>();
        modules.forEach(path -> relays.put(path, new Frontier.Relay(path, Optional.empty())));
        return relays.isEmpty()
                ? Frontier.NONE
                : new Frontier(Map.copyOf(relays), network.parameterCount());
    }

    @Override
    public BoundPlan keeping(Collection<InterventionPlan> plans) {
        List<BoundPlan> all = plans.stream().map(this::bind).toList();
        Frontier frontier = Frontier.union(all.stream().map(BoundPlan::frontier));
        Set<Site> hooks = new HashSet<>();
        Set<Site> edited = new HashSet<>();
        all.forEach(plan -> hooks.addAll(plan.hooksToResume()));
        all.forEach(plan -> edited.addAll(plan.edited()));
        InterventionPlan nothing = InterventionPlan.builder().build();
        BoundPlan kept = new BoundPlan(nothing, this::found, this::node, (Block) network, frontier);
        return kept.hookedAt(hooks, edited);
    }

    /** The code may not run in the order of its text. */
    @Override
    public Set<Site> edited(Collection<InterventionPlan> plans) {
        return plans.stream()
                .flatMap(plan -> Acts.of(plan, this::found).edited().stream())
                .collect(Collectors.toSet());
    }

    private void checkEdit(Place place) {
        try {
            network.checkEdit(place.hook());
        } catch (IllegalArgumentException e) {
            throw new SiteException(place.site(), e.getMessage(), e);
        }
    }

    /** A port is not a node; a value is. */
    private synchronized int node(Site site) {
        Site block = new Site(site.path(), Optional.empty(), site.value(), site.whole().region());
        boolean isRoot = site.path().equals(Path.root()) && site.value().isEmpty();
        return isRoot ? -1 : nodes.computeIfAbsent(block, b -> nodes.size());
    }

    private Site found(Site site) {
        try {
            return network.resolve(site);
        } catch (IllegalArgumentException e) {
            throw new SiteException(site, e.getMessage(), e);
        }
    }

    /** Makes the hooks, too: once a trainer has the parameters it may be too late. */
    @Override
    public void check(Collection<InterventionPlan> plans) {
        plans.stream().flatMap(Instrumentation::sites).forEach(this::found);
        Set<Site> hooks = new HashSet<>();
        Set<Site> edited = new HashSet<>();
        List<BoundPlan> bound = plans.stream().map(this::bind).toList();
        bound.forEach(plan -> hooks.addAll(hooks(plan)));
        bound.forEach(plan -> edited.addAll(plan.edited()));
        network.hook(hooks, edited);
    }

    /** Returns the sites of a plan, and those to resume from where they cost nothing. */
    private Set<Site> hooks(BoundPlan plan) {
        Set<Site> all = plan.hooksToResume();
        return network.hooksFreely(all) ? all : plan.hooks();
    }

    @Override
    public Site resolve(Site site) {
        return network.resolve(site);
    }

    @Override
    public Forward forward(BoundPlan plan, ParameterStore store, Mode mode) {
        Set<Site> hooks = hooks(plan);
        CompiledNetwork.Hooked hooked = network.hook(hooks, plan.edited());
        boolean spares = hooks.containsAll(plan.hooksToResume());
        return new CompiledForward(
                (inputs, at) -> hooked.forward(store, inputs, mode, at),
                shapes,
                spares ? plan.frontier().relays().keySet() : Set.of());
    }

    @Override
    public RowMixing rowMixing(NDList inputs, boolean training) {
        return network.rowMixing(inputs, training);
    }

    @Override
    public boolean isWithoutRows(Site site, NDList inputs) {
        return network.isWithoutRows(network.resolve(site), inputs);
    }

    @Override
    public RowVerdicts rowVerdicts() {
        return rowVerdicts;
    }

    @Override
    public boolean isSteadyInTraining() {
        return network.isSteadyInTraining();
    }

    @Override
    public Set<Operator> operators() {
        return network.operators();
    }

    @Override
    public List<SiteInfo> sites(ParameterStore store, NDList example) {
        return network.sites(store, example);
    }

    @Override
    public void reset() {
        plans.clear();
        shapes.clear();
        rowVerdicts.clear();
    }
}
