/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djliit.network.CompiledNetwork.Hooks;
import io.github.djliit.network.CompiledNetwork.Result;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lists the sites of a model, with the shapes of one run that captures all of them. */
final class ScriptSiteListing {

    private final TorchScriptBlock block;
    private final ScriptSites sites;

    ScriptSiteListing(TorchScriptBlock block, ScriptSites sites) {
        this.block = block;
        this.sites = sites;
    }

    /** Lists without running anything. */
    static List<SiteInfo> withoutShapes(ScriptSites sites) {
        ScriptSiteListing listing = new ScriptSiteListing(null, sites);
        List<SiteInfo> listed = new ArrayList<>();
        sites.list().forEach(site -> listed.add(listing.info(site, Optional.empty())));
        listed.addAll(listing.obstacles());
        return listed;
    }

    List<SiteInfo> run(ParameterStore store, NDList example) {
        List<Site> all = sites.list();
        Set<Site> wanted = new LinkedHashSet<>();
        all.forEach(site -> wanted.add(sites.resolve(site)));
        long batch = batch(example);
        List<SiteInfo> listed = new ArrayList<>();
        try (NDManager manager = example.head().getManager().newSubManager()) {
            Hooks hooks = new Hooks(Map.of(), wanted, Map.of());
            NDList inputs = copies(example, manager);
            Result result = block.hook(wanted).forward(store, inputs, false, hooks);
            for (Site site : all) {
                Optional<Shape> shape =
                        Optional.ofNullable(result.captured().get(sites.resolve(site)))
                                .map(runs -> SiteInfo.withoutBatch(runs.head().getShape(), batch));
                listed.add(info(site, shape));
            }
        }
        listed.addAll(obstacles());
        return listed;
    }

    private static long batch(NDList example) {
        Shape shape = example.head().getShape();
        return shape.dimension() == 0 ? 1 : shape.get(0);
    }

    private static NDList copies(NDList example, NDManager manager) {
        NDList copies = new NDList();
        for (NDArray array : example) {
            NDArray copy = array.duplicate();
            copy.setName(array.getName());
            copy.attach(manager);
            copies.add(copy);
        }
        return copies;
    }

    private SiteInfo info(Site site, Optional<Shape> shape) {
        return new SiteInfo(site, type(site), shape, new ScriptObstacles(sites).notEditable(site));
    }

    private String type(Site site) {
        return site.value().isPresent()
                ? "Tensor"
                : sites.tree().node(site.path()).type().simpleName();
    }

    /** Modules with code whose output is no site. */
    private List<SiteInfo> obstacles() {
        List<SiteInfo> found = new ArrayList<>();
        ScriptObstacles obstacles = new ScriptObstacles(sites);
        for (ModuleTree.Node node : sites.tree().nodes()) {
            Optional<String> reason = obstacles.of(node.path());
            if (reason.isPresent() && !node.type().methods().isEmpty()) {
                Site site = Site.of(node.path());
                found.add(new SiteInfo(site, type(site), Optional.empty(), reason));
            }
        }
        return found;
    }
}
