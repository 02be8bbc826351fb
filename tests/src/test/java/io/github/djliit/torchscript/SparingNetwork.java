/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djliit.network.CompiledNetwork;
import io.github.djliit.network.DelegatingBlock;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Path;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A compiled network that takes down which modules each run under hooks spares. */
final class SparingNetwork extends DelegatingBlock implements CompiledNetwork {

    private final CompiledNetwork network;
    private final List<Set<String>> spared = new ArrayList<>();

    SparingNetwork(CompiledNetwork network) {
        super((Block) network);
        this.network = network;
    }

    /** Returns what each run spared since this was last asked. */
    List<Set<String>> spared() {
        List<Set<String>> all = List.copyOf(spared);
        spared.clear();
        return all;
    }

    @Override
    public Site resolve(Site site) {
        return network.resolve(site);
    }

    @Override
    public void checkEdit(Site site) {
        network.checkEdit(site);
    }

    @Override
    public Set<Path> spareable(Set<Site> edited, Set<Site> collected) {
        return network.spareable(edited, collected);
    }

    @Override
    public boolean isSteadyInTraining() {
        return network.isSteadyInTraining();
    }

    @Override
    public long parameterCount() {
        return network.parameterCount();
    }

    @Override
    public boolean hooksFreely(Set<Site> sites) {
        return network.hooksFreely(sites);
    }

    @Override
    public Hooked hook(Set<Site> sites) {
        Hooked hooked = network.hook(sites);
        return (store, inputs, training, hooks) -> {
            Set<String> modules = new TreeSet<>();
            hooks.spared().keySet().forEach(path -> modules.add(path.toString()));
            spared.add(modules);
            return hooked.forward(store, inputs, training, hooks);
        };
    }

    @Override
    public List<SiteInfo> sites(ParameterStore store, NDList example) {
        return network.sites(store, example);
    }
}
