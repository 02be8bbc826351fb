/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Rows;
import io.github.djliit.network.ActivationCache;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.KeptBase;
import io.github.djliit.site.Site;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.AnswerCriterion;
import io.github.djliit.training.CounterfactualLayout;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pairs whose sources have run once, and never run again: bases, what the sources had at some
 * sites, and what must come out.
 *
 * <p>The arrays are the batch's, and live as long as its manager.
 */
final class PairBatch {

    private final NDList base;
    private final ActivationCache sources;
    private final NDList expected;
    private final int[] variables;
    private final boolean[] impactful;

    /**
     * Keeps the parts.
     *
     * @param base the inputs of the bases
     * @param sources the activations of the sources
     * @param expected the labels of the counterfactuals, of the outputs that count
     * @param variables the number of the variable that is swapped in each row, -1 for none
     * @param impactful whether that changes an output
     */
    PairBatch(
            NDList base,
            ActivationCache sources,
            NDList expected,
            int[] variables,
            boolean[] impactful) {
        this.base = base;
        this.sources = sources;
        this.expected = expected;
        this.variables = variables;
        this.impactful = impactful;
    }

    /**
     * Runs the sources of a batch of a counterfactual dataset.
     *
     * @param network the network
     * @param sites the sites to keep
     * @param data the data of the batch
     * @param labels its labels
     * @param criterion which outputs count
     * @throws IllegalArgumentException if the pairs have several sources
     */
    static PairBatch of(
            InterventionBlock network,
            Collection<Site> sites,
            NDList data,
            NDList labels,
            AnswerCriterion criterion) {
        CounterfactualLayout layout = CounterfactualLayout.ofData(data);
        if (layout.sources() != 1) {
            throw new IllegalArgumentException(
                    "Expected pairs of a base and one source, found "
                            + layout.sources()
                            + " sources: make the dataset with optSources(1)");
        }
        CounterfactualLayout ofLabels = CounterfactualLayout.ofLabels(labels);
        NDList task = criterion.ofLabels(ofLabels.base(labels));
        NDList expected = criterion.ofLabels(ofLabels.counterfactual(labels));
        boolean[] same = Agreement.within(0).all(task, expected);
        boolean[] impactful = new boolean[same.length];
        for (int row = 0; row < same.length; row++) {
            impactful[row] = !same[row];
        }
        return new PairBatch(
                layout.base(data),
                run(network, sites, layout.source(data, 0)),
                expected,
                data.get(data.size() - 1).toIntArray(),
                impactful);
    }

    /** Runs the network once and keeps what the sites had, on the manager of the inputs. */
    static ActivationCache run(InterventionBlock network, Collection<Site> sites, NDList inputs) {
        InterventionPlan plan = new InterventionPlan(List.of(), List.copyOf(sites));
        NDManager owner = inputs.head().getManager();
        try (InterventionResult result = network.intervene(InterventionCall.of(plan, inputs))) {
            return ActivationCache.ofBase(owner, result);
        }
    }

    int rows() {
        return variables.length;
    }

    /** Returns the number of the variable that is swapped in a row, -1 for none. */
    int variable(int row) {
        return variables[row];
    }

    IntStream variables() {
        return Arrays.stream(variables);
    }

    boolean isImpactful(int row) {
        return impactful[row];
    }

    NDList base() {
        return base;
    }

    ActivationCache sources() {
        return sources;
    }

    NDList expected() {
        return expected;
    }

    /**
     * Runs the bases under a plan, several times over as one batch.
     *
     * @param network the network
     * @param plan the plan, for {@code times} as many rows
     * @param times how often the rows come
     * @param scope the owner of all arrays that this makes
     * @return the outputs
     */
    NDList run(InterventionBlock network, InterventionPlan plan, int times, NDManager scope) {
        ActivationCache from = times == 1 ? sources : repeated(plan, times, scope);
        InterventionCall call =
                InterventionCall.builder(plan, times == 1 ? owned(scope) : repeated(times, scope))
                        .addSource(from)
                        .optBase(false)
                        .build();
        return network.intervene(call).counterfactual();
    }

    /**
     * Runs the bases under a plan, from its first edit on.
     *
     * @param network the network
     * @param plan the plan
     * @param kept what is known of the bases
     * @param scope the owner of the outputs
     * @return the outputs
     */
    NDList resume(
            InterventionBlock network, InterventionPlan plan, KeptBase kept, NDManager scope) {
        InterventionCall call = InterventionCall.builder(plan, kept).addSource(sources).build();
        NDList outputs = network.intervene(call).counterfactual();
        outputs.attach(scope);
        return outputs;
    }

    /**
     * Runs the bases under a plan whose weights are trained; the outputs have their gradient.
     *
     * @param network the network
     * @param plan the plan
     * @param rows the rows of each of its interventions
     * @return the outputs
     */
    NDList train(InterventionBlock network, InterventionPlan plan, List<Rows> rows) {
        InterventionCall call =
                InterventionCall.builder(plan, base)
                        .addSource(sources)
                        .optRows(rows)
                        .optBase(false)
                        .optGradient(true)
                        .build();
        return network.intervene(call).counterfactual();
    }

    /** Views, which make the scope the owner of what is computed from them. */
    private NDList owned(NDManager scope) {
        NDList views = new NDList(base.size());
        for (NDArray array : base) {
            NDArray view = array.reshape(array.getShape());
            view.attach(scope);
            view.setName(array.getName());
            views.add(view);
        }
        return views;
    }

    private NDList repeated(int times, NDManager scope) {
        NDList wide = new NDList(base.size());
        for (NDArray array : base) {
            long[] repeats = new long[array.getShape().dimension()];
            Arrays.fill(repeats, 1);
            repeats[0] = times;
            NDArray tiled = array.tile(repeats);
            tiled.attach(scope);
            tiled.setName(array.getName());
            wide.add(tiled);
        }
        return wide;
    }

    private ActivationCache repeated(InterventionPlan plan, int times, NDManager scope) {
        List<Site> read = plan.interventions().stream().map(i -> i.site().whole()).toList();
        return sources.repeated(scope, times, read::contains);
    }
}
