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
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.site.BlockTree;
import io.github.djliit.site.Path;
import io.github.djliit.site.Port;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The instrumented copy of a network, which grows by the blocks that plans ask for, and the plans
 * bound to it.
 *
 * <p>Thread-safe: a bound plan keeps the copy it was bound to; a new block makes a new copy.
 */
final class Instrumentation {

    private static final int MAX_PLANS = 256;

    private final Block block;

    /**
     * The pass that is under way on a thread; hooks look here. One for each network, since networks
     * may run inside one another, on one thread.
     */
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<Pass> current = new ThreadLocal<>();

    private final Map<InterventionPlan, BoundPlan> plans =
            Collections.synchronizedMap(
                    new LinkedHashMap<>(16, .75f, true) {
                        private static final long serialVersionUID = 1L;

                        @Override
                        protected boolean removeEldestEntry(
                                Map.Entry<InterventionPlan, BoundPlan> eldest) {
                            return size() > MAX_PLANS;
                        }
                    });

    private BlockTree tree;
    private Block copy;
    private Map<Path, Integer> nodes = Map.of();

    Instrumentation(Block block) {
        this.block = block;
    }

    synchronized BlockTree tree() {
        if (tree == null) {
            tree = BlockTree.of(block);
        }
        return tree;
    }

    /** Forgets copies, whose blocks may have taken over shapes that have changed since. */
    synchronized void reset() {
        tree = null;
        copy = null;
        nodes = Map.of();
        plans.clear();
    }

    boolean has(Class<? extends Block> type) {
        return tree().nodes().stream().anyMatch(node -> type.isInstance(node.block()));
    }

    /**
     * Tries the plan's hooks on a copy that is thrown away: the block may not be initialised yet.
     */
    void check(InterventionPlan plan) {
        Map<Path, Hook> hooks = new LinkedHashMap<>();
        paths(plan).forEach(path -> hooks.put(path, hook(hooks.size())));
        Instrumenter.instrument(block, hooks);
    }

    BoundPlan bind(InterventionPlan plan) {
        BoundPlan bound = plans.get(plan);
        if (bound == null) {
            bound = bindNow(plan);
            plans.put(plan, bound);
        }
        return bound;
    }

    /**
     * Runs a forward during which the hooks of this thread see a pass; afterwards, also when it
     * throws, they see what they saw before.
     *
     * @param root the number of the root, whose hook is called here
     */
    NDList run(int root, Pass pass, NDList inputs, UnaryOperator<NDList> forward) {
        Pass outer = current.get();
        current.set(pass);
        try {
            NDList edited = pass.visit(root, Port.Kind.INPUT, inputs);
            return pass.visit(root, Port.Kind.OUTPUT, forward.apply(edited));
        } finally {
            if (outer == null) {
                current.remove();
            } else {
                current.set(outer);
            }
        }
    }

    /** Makes a hook that sees the passes run here. */
    Hook hook(int node) {
        return new Hook(current, node);
    }

    private synchronized BoundPlan bindNow(InterventionPlan plan) {
        Map<Path, Integer> wanted = new HashMap<>(nodes);
        paths(plan).forEach(path -> wanted.putIfAbsent(path, wanted.size()));
        if (copy == null || wanted.size() > nodes.size()) {
            Map<Path, Hook> hooks = new LinkedHashMap<>();
            wanted.forEach((path, node) -> hooks.put(path, hook(node)));
            copy = Instrumenter.instrument(block, hooks);
            nodes = Map.copyOf(wanted);
        }
        return new BoundPlan(plan, tree(), nodes, copy);
    }

    private Stream<Path> paths(InterventionPlan plan) {
        return Stream.concat(
                        plan.interventions().stream().map(Intervention::site),
                        plan.collect().stream())
                .map(site -> tree().resolve(site).path());
    }
}
