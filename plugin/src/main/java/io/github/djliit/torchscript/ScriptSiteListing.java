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
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djliit.network.CompiledNetwork.Hooks;
import io.github.djliit.network.CompiledNetwork.Result;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Region;
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

    List<SiteInfo> run(ParameterStore store, NDList example) {
        List<Site> all = sites.list();
        Set<Site> wanted = new LinkedHashSet<>(all);
        long batch = example.head().getShape().get(0);
        List<SiteInfo> listed = new ArrayList<>();
        try (NDManager manager = example.head().getManager().newSubManager()) {
            NDList inputs = new NDList();
            example.forEach(
                    array -> {
                        var copy = array.duplicate();
                        copy.attach(manager);
                        inputs.add(copy);
                    });
            Hooks hooks = new Hooks(Map.of(), wanted);
            Result result = block.hook(wanted).forward(store, inputs, false, hooks);
            for (Site site : all) {
                Optional<Shape> shape =
                        Optional.ofNullable(result.captured().get(site))
                                .map(runs -> withoutBatch(runs.head().getShape(), batch));
                listed.add(info(site, shape, Optional.empty()));
            }
        }
        unreached().forEach(listed::add);
        return listed;
    }

    private SiteInfo info(Site site, Optional<Shape> shape, Optional<String> obstacle) {
        String type =
                site.value().isPresent()
                        ? "Tensor"
                        : sites.tree().node(site.path()).type().simpleName();
        return new SiteInfo(site, type, shape, obstacle);
    }

    /** Modules that are in the archive, but that no code calls as far as it tells. */
    private List<SiteInfo> unreached() {
        List<SiteInfo> found = new ArrayList<>();
        for (ModuleTree.Node node : sites.tree().nodes()) {
            if (sites.all(node.path()).isEmpty() && !node.type().methods().isEmpty()) {
                Site site = Site.of(node.path()).withRegion(Region.whole());
                String reason = "the forward never calls it, as far as the code tells";
                found.add(info(site, Optional.empty(), Optional.of(reason)));
            }
        }
        return found;
    }

    private static Shape withoutBatch(Shape shape, long batch) {
        if (shape.dimension() == 0 || shape.get(0) != batch) {
            return shape;
        }
        long[] sizes = shape.getShape().clone();
        sizes[0] = -1;
        return new Shape(sizes);
    }
}
