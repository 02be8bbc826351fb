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
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.site.Path;
import io.github.djliit.site.Site;
import java.util.HashMap;
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
    private final Map<Site, Integer> nodes = new HashMap<>();

    CompiledOpening(CompiledNetwork network) {
        this.network = network;
    }

    @Override
    public BoundPlan bind(InterventionPlan plan) {
        return plans.get(plan, this::bindNow);
    }

    private BoundPlan bindNow(InterventionPlan plan) {
        BoundPlan bound = new BoundPlan(plan, this::found, this::node, (Block) network);
        bound.writes().forEach(write -> checkEdit(write.place()));
        return bound;
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
    public void check(InterventionPlan plan) {
        Instrumentation.sites(plan).forEach(this::found);
        hook(bind(plan));
    }

    private CompiledNetwork.Hooked hook(BoundPlan plan) {
        Set<Site> sites = plan.hooks().collect(Collectors.toSet());
        return network.hook(sites);
    }

    @Override
    public Site resolve(Site site) {
        return network.resolve(site);
    }

    @Override
    public Forward forward(BoundPlan plan, ParameterStore store, boolean training) {
        CompiledNetwork.Hooked hooked = hook(plan);
        return new CompiledForward(
                (inputs, hooks) -> hooked.forward(store, inputs, training, hooks), shapes);
    }

    /** Nothing tells whether compiled code mixes rows in training, so it is taken to do so. */
    @Override
    public boolean mixesRows() {
        return true;
    }

    @Override
    public List<SiteInfo> sites(ParameterStore store, NDList example) {
        return network.sites(store, example);
    }

    @Override
    public void reset() {
        plans.clear();
        shapes.clear();
    }
}
