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
import io.github.djliit.network.RowMixing;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Site;
import java.util.List;
import java.util.Set;

/** A compiled network that counts how often it runs under hooks. */
final class CountedNetwork extends DelegatingBlock implements CompiledNetwork {

    private final CompiledNetwork network;
    private int runs;

    CountedNetwork(CompiledNetwork network) {
        super((Block) network);
        this.network = network;
    }

    /** Returns how often it ran since this was last asked. */
    int runs() {
        int counted = runs;
        runs = 0;
        return counted;
    }

    @Override
    public Site resolve(Site site) {
        return network.resolve(site);
    }

    /** Its models are known to keep rows apart; passes that measure it would be counted, too. */
    @Override
    public RowMixing rowMixing(NDList inputs, boolean training) {
        return RowMixing.NONE;
    }

    @Override
    public Hooked hook(Set<Site> sites) {
        Hooked hooked = network.hook(sites);
        return (store, inputs, training, hooks) -> {
            runs++;
            return hooked.forward(store, inputs, training, hooks);
        };
    }

    @Override
    public List<SiteInfo> sites(ParameterStore store, NDList example) {
        return network.sites(store, example);
    }
}
