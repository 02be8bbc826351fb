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
import io.github.djliit.site.BlockTree;
import io.github.djliit.site.Path;
import io.github.djliit.site.Port;
import io.github.djliit.site.Site;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The instrumented copy of a network, which grows by the blocks that plans ask for, and the plans
 * bound to it.
 *
 * <p>Thread-safe: a bound plan keeps the copy it was bound to; a new block makes a new copy.
 */
final class Instrumentation implements Opening {

    private final Block block;

    /**
     * The pass that is under way on a thread; hooks look here. One for each network, since networks
     * may run inside one another, on one thread.
     */
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<Pass> current = new ThreadLocal<>();

    private final PlanCache plans = new PlanCache();

    /** Which blocks can have hooks, those that were tried. */
    private final Map<Path, Boolean> hookable = new HashMap<>();

    private final RowVerdicts rowVerdicts = new RowVerdicts();

    /** What the blocks tell of the rows of a batch, in prediction and in training. */
    private final Map<Boolean, RowMixing> rowMixing = new HashMap<>();

    private BlockTree tree;

    /** Whether all blocks are known to give the same each time in training; null if not looked. */
    private Boolean steady;

    /** The copy that grows, null before the first plan. */
    private Copy copy;

    /** An instrumented copy, and the numbers of its hooked blocks. */
    private record Copy(Block network, Map<Path, Integer> nodes) {}

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
    @Override
    public synchronized void reset() {
        tree = null;
        steady = null;
        copy = null;
        hookable.clear();
        plans.clear();
        rowMixing.clear();
        rowVerdicts.clear();
    }

    @Override
    public synchronized RowMixing rowMixing(NDList inputs, boolean training) {
        return rowMixing.computeIfAbsent(training, t -> RowBlocks.of(tree(), t));
    }

    @Override
    public RowVerdicts rowVerdicts() {
        return rowVerdicts;
    }

    @Override
    public synchronized boolean isSteadyInTraining() {
        if (steady == null) {
            steady = tree().nodes().stream().allMatch(n -> SteadyBlocks.isSteady(n.block()));
        }
        return steady;
    }

    @Override
    public Site resolve(Site site) {
        return tree().resolve(site);
    }

    @Override
    public Forward forward(BoundPlan plan, ParameterStore store, Mode mode) {
        return (run, inputs) ->
                run(
                        plan.root(),
                        run,
                        inputs,
                        edited -> plan.network().forward(store, edited, mode.isTraining()));
    }

    @Override
    public Set<Operator> operators() {
        return Operator.in(block);
    }

    @Override
    public List<SiteInfo> sites(ParameterStore store, NDList example) {
        return new SiteListing(block, tree()).run(store, example);
    }

    /**
     * Tries the hooks of plans on copies that are thrown away: the block may not be initialised
     * yet.
     */
    @Override
    public void check(Collection<InterventionPlan> plans) {
        plans.forEach(plan -> instrument(paths(plan)));
    }

    @Override
    public BoundPlan bind(InterventionPlan plan) {
        return plans.get(plan, this::bindNow);
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

    private Path path(Site site) {
        try {
            return tree().resolve(site).path();
        } catch (IllegalArgumentException e) {
            throw new SiteException(site, e.getMessage(), e);
        }
    }

    private synchronized BoundPlan bindNow(InterventionPlan plan) {
        Set<Path> paths = paths(plan);
        Frontier frontier = Frontier.of(tree(), Acts.of(plan, tree()::resolve), this::isHookable);
        Set<Path> all = new LinkedHashSet<>(paths);
        all.addAll(frontier.relays().keySet());
        try {
            return bind(plan, hooked(all), frontier);
        } catch (IllegalArgumentException e) {
            // A block that is at several paths; without resuming, hooks of fewer may do.
            return bind(plan, hooked(paths), Frontier.NONE);
        }
    }

    @Override
    public BoundPlan keeping(Collection<InterventionPlan> plans) {
        Frontier all = Frontier.union(plans.stream().map(plan -> bind(plan).frontier()));
        return keeping(all);
    }

    private synchronized BoundPlan keeping(Frontier frontier) {
        InterventionPlan nothing = InterventionPlan.builder().build();
        try {
            return bind(nothing, hooked(frontier.relays().keySet()), frontier);
        } catch (IllegalArgumentException e) {
            // Plans whose hooks do not go together, for a block at several paths.
            return bind(nothing, new Copy(block, Map.of()), Frontier.NONE);
        }
    }

    /** What comes first is known from what runs first. */
    @Override
    public Set<Site> edited(Collection<InterventionPlan> plans) {
        return Set.of();
    }

    private BoundPlan bind(InterventionPlan plan, Copy hooked, Frontier frontier) {
        Map<Path, Integer> nodes = hooked.nodes();
        return new BoundPlan(
                plan,
                tree()::resolve,
                site -> nodes.getOrDefault(site.path(), -1),
                hooked.network(),
                frontier);
    }

    /**
     * Whether a block that no plan asked for may have a hook: as an object of its own class, or of
     * any where its parent does nothing but run it.
     */
    private boolean isHookable(Path path) {
        return hookable.computeIfAbsent(
                path,
                p -> {
                    Block parent = tree().block(p.parent().orElseThrow());
                    boolean fits =
                            !Instrumenter.mustWrap(tree().block(p)) || Frontier.isSequence(parent);
                    return fits && Instrumenter.obstacle(block, Map.of(p, hook(0))).isEmpty();
                });
    }

    /** Returns a copy that has hooks at some paths: the one that grows, where they fit together. */
    private Copy hooked(Set<Path> paths) {
        Set<Path> all = new LinkedHashSet<>(paths);
        if (copy != null) {
            all.addAll(copy.nodes().keySet());
            if (all.size() == copy.nodes().size()) {
                return copy;
            }
        }
        try {
            copy = instrument(all);
            return copy;
        } catch (IllegalArgumentException e) {
            // Two paths of one block may not go together; what earlier plans hook must not matter.
            return instrument(paths);
        }
    }

    private Copy instrument(Set<Path> paths) {
        Map<Path, Integer> nodes = new LinkedHashMap<>();
        Map<Path, Hook> hooks = new LinkedHashMap<>();
        for (Path path : paths) {
            hooks.put(path, hook(nodes.size()));
            nodes.put(path, nodes.size());
        }
        return new Copy(Instrumenter.instrument(block, hooks), nodes);
    }

    private Set<Path> paths(InterventionPlan plan) {
        return sites(plan).map(this::path).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Returns the sites that a plan names, in its order. */
    static Stream<Site> sites(InterventionPlan plan) {
        Stream<Site> sites =
                plan.interventions().stream()
                        .flatMap(
                                i ->
                                        i.edit().needsSource()
                                                ? Stream.of(i.site(), i.readSite())
                                                : Stream.of(i.site()));
        return Stream.concat(sites, plan.collect().stream());
    }
}
