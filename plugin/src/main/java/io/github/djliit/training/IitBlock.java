/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Rows;
import io.github.djliit.network.DelegatingBlock;
import io.github.djliit.network.Fusing;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The network as an {@link IitTrainer} sees it: given the data of a counterfactual batch it
 * predicts base, sources and counterfactual, see {@link CounterfactualLayout}; given anything else
 * it is the network.
 */
final class IitBlock extends DelegatingBlock {

    /** Past so many, batches swap all variables, some of them in no row. */
    private static final int MAX_PLANS = 64;

    private final InterventionBlock network;
    private final Alignment alignment;
    private final Probes probes;

    /** The plans of interchanges, by the variables that are taken from each source. */
    private final ConcurrentMap<List<Set<String>>, InterventionPlan> plans =
            new ConcurrentHashMap<>();

    /** The pairs of variables that share units: each may be swapped where the other is not. */
    private final List<List<String>> shared;

    private volatile boolean detachSource;
    private volatile Fusing fuse = Fusing.AUTO;

    /** Null where the network tells. */
    private volatile Boolean resume;

    private final AtomicBoolean hasTriedAll = new AtomicBoolean();

    /**
     * Wraps a network.
     *
     * @param block the network
     * @param alignment the alignment, checked against it here
     */
    IitBlock(Block block, Alignment alignment) {
        this(block, alignment, Probes.none());
    }

    IitBlock(Block block, Alignment alignment, Probes probes) {
        super(new InterventionBlock(block));
        network = (InterventionBlock) getBlock();
        this.probes = probes;
        this.alignment = Objects.requireNonNull(alignment, "alignment").check(network::resolve);
        shared = shared(this.alignment);
        // A batch that swaps one variable is a plan of its own, which spares other parts.
        List<InterventionPlan> checked = new ArrayList<>();
        checked.add(plan(all(1), List.of()));
        alignment.variables().forEach(v -> checked.add(plan(List.of(Set.of(v)), List.of())));
        network.check(checked);
    }

    void setDetachSource(boolean value) {
        detachSource = value;
    }

    void setFuse(Fusing value) {
        fuse = value;
    }

    void setResume(boolean value) {
        resume = value;
    }

    @Override
    public NDList forward(
            ParameterStore parameterStore,
            NDList data,
            NDList labels,
            PairList<String, Object> params) {
        return isCounterfactual(data)
                ? counterfactual(parameterStore, data, true)
                : ordinary(getBlock().forward(parameterStore, data, labels, params));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        return isCounterfactual(inputs)
                ? counterfactual(parameterStore, inputs, training)
                : ordinary(getBlock().forward(parameterStore, inputs, training, params));
    }

    /** Marks outputs, so that no loss or evaluator takes them for those of pairs. */
    private NDList ordinary(NDList outputs) {
        return CounterfactualArrays.ordinary(outputs, probes.size());
    }

    /** Runs the network by itself, for inference, once a counterfactual batch has run. */
    NDList plain(ParameterStore parameterStore, NDList inputs) {
        return getBlock().forward(parameterStore, inputs, false);
    }

    /** An ordinary batch has as many arrays as the network has inputs. */
    private boolean isCounterfactual(NDList data) {
        // A compiled model is ready before anyone told it its shapes.
        Shape[] shapes = isInitialized() ? getInputShapes() : null;
        boolean ordinary = shapes != null && data.size() == shapes.length;
        return !ordinary && data.size() > 2;
    }

    private NDList counterfactual(ParameterStore parameterStore, NDList data, boolean training) {
        CounterfactualLayout layout = CounterfactualLayout.ofData(data);
        initialize(parameterStore, layout.base(data));
        VariableSelection which =
                VariableSelection.of(data.get(data.size() - 1), alignment.variables());
        checkApart(which);
        List<NDList> sources = new ArrayList<>();
        for (int s = 0; s < layout.sources(); s++) {
            sources.add(layout.source(data, s));
        }
        List<Map<String, Rows>> selected = selected(which, layout.sources());
        List<Set<String>> swapped = swapped(selected);
        if (!hasTriedAll.getAndSet(true)) {
            tryOthers(parameterStore, layout.base(data), swapped);
        }
        List<Rows> rows = rows(selected, swapped);
        // One subspace may be taken from several sources only where a plan says it is in other
        // rows.
        boolean hasRows = layout.sources() > 1 && !alignment.subspaces().isEmpty();
        InterventionPlan plan =
                hasRows
                        ? plan(swapped, rows)
                        : plans.computeIfAbsent(swapped, s -> plan(s, List.of()));
        InterventionCall.Builder call =
                InterventionCall.builder(plan, layout.base(data))
                        .addSources(sources)
                        .optRows(hasRows || isEverywhere(rows) ? List.of() : rows)
                        .optTraining(training)
                        .optDetachSource(detachSource)
                        .optFuse(fuse);
        if (resume != null) {
            call.optResume(resume);
        }
        InterventionResult result = network.intervene(parameterStore, call.build());
        return CounterfactualArrays.predictions(
                predictions(result, at -> probes.forward(parameterStore, training, at)),
                probes.size());
    }

    /** Returns the pairs that share units; of one site, not even a plan of both can be written. */
    private static List<List<String>> shared(Alignment alignment) {
        List<List<String>> pairs = new ArrayList<>();
        List<String> variables = alignment.variables();
        for (int second = 1; second < variables.size(); second++) {
            for (String first : variables.subList(0, second)) {
                List<String> pair = List.of(first, variables.get(second));
                if (alignment.sharesUnits(pair.get(0), pair.get(1))) {
                    pairs.add(pair);
                    checkSites(alignment, pair);
                }
            }
        }
        return pairs;
    }

    private static void checkSites(Alignment alignment, List<String> pair) {
        boolean isWhole = Collections.disjoint(alignment.subspaces().keySet(), pair);
        List<Site> first = alignment.sites().get(pair.get(0));
        if (isWhole && !Collections.disjoint(first, alignment.sites().get(pair.get(1)))) {
            alignment.checkApart(pair);
        }
    }

    /** Units that a row takes from two sources would have the value of the last. */
    private void checkApart(VariableSelection which) {
        List<String> variables = alignment.variables();
        for (List<String> pair : shared) {
            int first = variables.indexOf(pair.get(0));
            int second = variables.indexOf(pair.get(1));
            boolean isTogether =
                    IntStream.range(0, which.rows())
                            .anyMatch(row -> which.takes(row, first) && which.takes(row, second));
            if (isTogether) {
                alignment.checkApart(pair);
            }
        }
    }

    /** A region that does not fit the network is told even where no row swaps its variable. */
    private void tryOthers(ParameterStore store, NDList base, List<Set<String>> swapped) {
        for (String variable : alignment.variables()) {
            if (swapped.stream().noneMatch(taken -> taken.contains(variable))) {
                InterventionPlan plan = plan(List.of(Set.of(variable)), List.of());
                network.intervene(store, InterventionCall.of(plan, base, base)).close();
            }
        }
    }

    /** No row has to be told from others, which spares masks. */
    private static boolean isEverywhere(List<Rows> rows) {
        return rows.stream().allMatch(Rows::isAll);
    }

    /** The probes of each run stand behind its outputs. */
    private static NDList predictions(
            InterventionResult result, Function<Function<Site, NDList>, NDList> probed) {
        NDList predictions = new NDList(result.base());
        predictions.addAll(probed.apply(site -> result.collected().get(site).base()));
        for (int i = 0; i < result.sources().size(); i++) {
            int s = i;
            predictions.addAll(result.source(s));
            predictions.addAll(probed.apply(site -> result.collected().get(site).sources().get(s)));
        }
        predictions.addAll(result.counterfactual());
        return predictions.addAll(
                probed.apply(site -> result.collected().get(site).counterfactual()));
    }

    @Override
    public void initialize(NDManager manager, DataType dataType, Shape... inputShapes) {
        super.initialize(manager, dataType, inputShapes);
        probes.initialize(manager, dataType);
    }

    @Override
    public ParameterList getParameters() {
        ParameterList parameters = new ParameterList();
        parameters.addAll(super.getParameters());
        parameters.addAll(probes.getParameters());
        return parameters;
    }

    /**
     * Checks that there is something to measure.
     *
     * @throws IllegalStateException if the network has no values yet
     */
    void checkInitialized() {
        network.checkInitialized();
    }

    /** As DJL's own blocks do in their first forward. */
    private void initialize(ParameterStore parameterStore, NDList base) {
        if (!isInitialized()) {
            initialize(parameterStore.getManager(), base.head().getDataType(), base.getShapes());
        }
    }

    /** Returns the rows in which each variable is taken from each source. */
    private List<Map<String, Rows>> selected(VariableSelection which, int sources) {
        List<Map<String, Rows>> selected = new ArrayList<>();
        for (int s = 0; s < sources; s++) {
            Map<String, Rows> ofSource = new LinkedHashMap<>();
            for (String variable : alignment.variables()) {
                ofSource.put(variable, which.rows(ofSource.size(), s));
            }
            selected.add(ofSource);
        }
        return selected;
    }

    /** Returns what a batch swaps: all variables, where there are too many plans to keep. */
    private List<Set<String>> swapped(List<Map<String, Rows>> selected) {
        List<Set<String>> swapped = new ArrayList<>();
        for (Map<String, Rows> ofSource : selected) {
            Set<String> taken = new LinkedHashSet<>(ofSource.keySet());
            taken.removeIf(variable -> ofSource.get(variable).isNone());
            swapped.add(taken);
        }
        boolean isKept = plans.containsKey(swapped) || plans.size() < MAX_PLANS;
        return isKept ? swapped : all(selected.size());
    }

    private List<Set<String>> all(int sources) {
        return Collections.nCopies(sources, new LinkedHashSet<>(alignment.variables()));
    }

    /** Lists an interchange for each source, variable and site, in the order of {@link #rows}. */
    private InterventionPlan plan(List<Set<String>> swapped, List<Rows> rows) {
        List<Intervention> plan = new ArrayList<>();
        for (int s = 0; s < swapped.size(); s++) {
            for (String variable : swapped.get(s)) {
                for (Intervention intervention : alignment.interchange(variable)) {
                    Rows own = rows.isEmpty() ? Rows.all() : rows.get(plan.size());
                    plan.add(intervention.withSource(s).withRows(own));
                }
            }
        }
        return new InterventionPlan(plan, List.copyOf(probes.sites()));
    }

    private List<Rows> rows(List<Map<String, Rows>> selected, List<Set<String>> swapped) {
        List<Rows> rows = new ArrayList<>();
        for (int s = 0; s < swapped.size(); s++) {
            for (String variable : swapped.get(s)) {
                Rows own = selected.get(s).get(variable);
                alignment.sites().get(variable).forEach(site -> rows.add(own));
            }
        }
        return rows;
    }
}
