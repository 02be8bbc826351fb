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
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djliit.site.BlockTree;
import io.github.djliit.site.Path;
import io.github.djliit.site.Port;
import io.github.djliit.site.Region;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Lists the sites of a network, with the shapes of one forward pass that hooks all of them. */
final class SiteListing {

    private final Block block;
    private final BlockTree tree;
    private final Map<Integer, Map<Port.Kind, Shape[]>> shapes = new LinkedHashMap<>();
    private final Map<Integer, String> obstacles = new LinkedHashMap<>();

    SiteListing(Block block, BlockTree tree) {
        this.block = block;
        this.tree = tree;
    }

    List<SiteInfo> run(ParameterStore parameterStore, NDList example) {
        long batch = SiteInfo.batch(example);
        Instrumentation scope = new Instrumentation(block);
        Block network = Instrumenter.instrument(block, together(hooks(scope)));
        Pass record =
                (node, kind, arrays) -> {
                    shapes.computeIfAbsent(node, n -> new LinkedHashMap<>())
                            .putIfAbsent(kind, arrays.getShapes());
                    return arrays;
                };
        try (NDManager manager = example.head().getManager().newSubManager()) {
            NDList inputs = Inputs.copies(example, manager);
            scope.run(0, record, inputs, in -> network.forward(parameterStore, in, false));
        }
        List<SiteInfo> sites = new ArrayList<>();
        for (int node = 0; node < tree.nodes().size(); node++) {
            add(sites, node, Port.Kind.OUTPUT, batch);
            add(sites, node, Port.Kind.INPUT, batch);
        }
        return sites;
    }

    private Map<Path, Hook> hooks(Instrumentation scope) {
        Map<Path, Hook> hooks = new LinkedHashMap<>();
        for (int i = 1; i < tree.nodes().size(); i++) {
            int node = i;
            Path path = tree.nodes().get(i).path();
            Instrumenter.obstacle(block, Map.of(path, scope.hook(node)))
                    .ifPresentOrElse(
                            reason -> obstacles.put(node, reason),
                            () -> hooks.put(path, scope.hook(node)));
        }
        return hooks;
    }

    /** Leaves out those that can only be hooked without an earlier one: paths of one block. */
    private Map<Path, Hook> together(Map<Path, Hook> hooks) {
        if (Instrumenter.obstacle(block, hooks).isEmpty()) {
            return hooks;
        }
        Map<Path, Hook> together = new LinkedHashMap<>();
        hooks.forEach(
                (path, hook) -> {
                    together.put(path, hook);
                    if (Instrumenter.obstacle(block, together).isPresent()) {
                        together.remove(path);
                    }
                });
        return together;
    }

    /** One site where there is one array, which then needs no number; else one for each. */
    private void add(List<SiteInfo> sites, int node, Port.Kind kind, long batch) {
        Shape[] found = shapes.getOrDefault(node, Map.of()).get(kind);
        if (found == null) {
            sites.add(info(node, port(node, kind), Optional.empty()));
            return;
        }
        for (int i = 0; i < found.length; i++) {
            Optional<Port> port =
                    found.length == 1
                            ? port(node, kind)
                            : Optional.of(new Port(kind, OptionalInt.of(i)));
            sites.add(info(node, port, Optional.of(SiteInfo.withoutBatch(found[i], batch))));
        }
    }

    private SiteInfo info(int node, Optional<Port> port, Optional<Shape> shape) {
        BlockTree.Node at = tree.nodes().get(node);
        Site site = new Site(at.path(), port, Optional.empty(), Region.whole());
        String type = at.block().getClass().getSimpleName();
        return new SiteInfo(site, type, shape, Optional.ofNullable(obstacles.get(node)));
    }

    /** The output of a block needs no port, but the root has no other text. */
    private static Optional<Port> port(int node, Port.Kind kind) {
        boolean implicit = node > 0 && kind == Port.Kind.OUTPUT;
        return implicit ? Optional.empty() : Optional.of(new Port(kind, OptionalInt.empty()));
    }
}
