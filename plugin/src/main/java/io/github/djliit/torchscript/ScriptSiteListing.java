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
import io.github.djliit.network.CompiledNetwork.Result;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Site;
import io.github.djliit.torchscript.internal.analysis.ExportLoss;
import io.github.djliit.torchscript.internal.analysis.ModuleTree;
import io.github.djliit.torchscript.internal.analysis.ScriptObstacles;
import io.github.djliit.torchscript.internal.analysis.ScriptSites;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lists the sites of a model, with the shapes of one run that captures all of them. */
final class ScriptSiteListing {

    /** Enough to find some ten sites that fail; each run loads the model. */
    private static final int MOST_RUNS = 150;

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

    /**
     * Runs the model on an example, which must be one that it takes. A site that cannot be read in
     * it, as a variable that holds nothing, is listed with the reason, and hides no other.
     */
    List<SiteInfo> run(ParameterStore store, NDList example) {
        List<Site> all = sites.list();
        Map<Site, Shape> shapes = new HashMap<>();
        Map<Site, String> failed = new HashMap<>();
        try (NDManager manager = example.head().getManager().newSubManager()) {
            Trial trial = new Trial(store, copies(example, manager));
            try {
                shapes.putAll(trial.shapes(all));
            } catch (RuntimeException e) {
                trial.plain();
                trial.halves(all, shapes, failed);
            }
        }
        List<SiteInfo> listed = new ArrayList<>();
        long batch = SiteInfo.batch(example);
        for (Site site : all) {
            Optional<Shape> shape =
                    Optional.ofNullable(shapes.get(site))
                            .map(
                                    whole ->
                                            SiteInfo.withoutBatch(
                                                    whole, isOfRows(site, example) ? batch : -1));
            SiteInfo info = info(site, shape);
            listed.add(failed.containsKey(site) ? unreadable(info, failed.get(site)) : info);
        }
        listed.addAll(obstacles());
        return listed;
    }

    private boolean isOfRows(Site site, NDList example) {
        return !block.isWithoutRows(sites.resolve(site), example);
    }

    private static SiteInfo unreadable(SiteInfo info, String reason) {
        return new SiteInfo(
                info.site(),
                info.type(),
                Optional.empty(),
                Optional.of("it cannot be read on this example: " + reason));
    }

    /** Runs of the model that capture. */
    private final class Trial {

        private final ParameterStore store;
        private final NDList inputs;
        private int runs;

        Trial(ParameterStore store, NDList inputs) {
            this.store = store;
            this.inputs = inputs;
        }

        void plain() {
            block.forward(store, inputs, false).close();
        }

        Map<Site, Shape> shapes(List<Site> wanted) {
            runs++;
            Map<Site, Site> resolved = new LinkedHashMap<>();
            wanted.forEach(site -> resolved.put(site, sites.resolve(site)));
            Set<Site> captured = new LinkedHashSet<>(resolved.values());
            Result result = block.once(captured, store, inputs);
            Map<Site, Shape> shapes = new HashMap<>();
            resolved.forEach(
                    (site, full) -> {
                        NDList values = result.captured().get(full);
                        if (values != null) {
                            shapes.put(site, values.head().getShape());
                        }
                    });
            result.captured().values().forEach(NDList::close);
            return shapes;
        }

        /** Looks for the sites that fail, halving the list of those that are tried together. */
        void halves(List<Site> wanted, Map<Site, Shape> shapes, Map<Site, String> failed) {
            try {
                shapes.putAll(shapes(wanted));
            } catch (RuntimeException e) {
                if (wanted.size() == 1 || runs >= MOST_RUNS) {
                    wanted.forEach(site -> failed.put(site, EngineMessage.of(e)));
                    return;
                }
                int middle = wanted.size() / 2;
                halves(wanted.subList(0, middle), shapes, failed);
                halves(wanted.subList(middle, wanted.size()), shapes, failed);
            }
        }
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
        Optional<String> obstacle =
                sites.state()
                        .of(false)
                        .map(state -> "no plan runs on a model with state: " + state)
                        .or(() -> new ScriptObstacles(sites).notEditable(site));
        return new SiteInfo(site, type(site), shape, obstacle);
    }

    private String type(Site site) {
        return site.value().isPresent()
                ? "Tensor"
                : sites.tree().node(site.path()).type().simpleName();
    }

    /** Modules with code, or that lost it in the export, whose output is no site. */
    private List<SiteInfo> obstacles() {
        List<SiteInfo> found = new ArrayList<>();
        ScriptObstacles obstacles = new ScriptObstacles(sites);
        ExportLoss losses = new ExportLoss(sites);
        for (ModuleTree.Node node : sites.tree().nodes()) {
            Optional<String> reason = obstacles.of(node.path());
            boolean isTold =
                    !node.type().methods().isEmpty() || losses.uncalled(node.path()).isPresent();
            if (reason.isPresent() && isTold) {
                Site site = Site.of(node.path());
                found.add(new SiteInfo(site, type(site), Optional.empty(), reason));
            }
        }
        return found;
    }
}
