/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.ActivationCache;
import io.github.djliit.network.CompiledNetwork;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.InterventionResult.CollectedActivations;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.translate.internal.InterventionBatch;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Requests that run as one batch, one behind the other on the first axis.
 *
 * @param requests the requests; all of one {@link ServingRequest#key}
 * @param cache what sources gave before
 */
record RequestGroup(List<ServingRequest> requests, SourceCache cache) {

    /** Copies the list. */
    RequestGroup {
        requests = List.copyOf(requests);
    }

    private InterventionBatch<List<Tensor>> batch() {
        return new InterventionBatch<>(requests);
    }

    /**
     * Runs the requests: one pass of bases and sources, and one under their plans.
     *
     * @param block the network
     * @param scope owns all arrays
     * @return outputs and activations of all rows
     * @throws IllegalArgumentException if there are several requests, and an array does not have
     *     the batch on its first axis, so that nobody's rows can be told apart; run alone, they
     *     need not be
     */
    InterventionResult run(InterventionBlock block, NDManager scope) {
        // A predictor for another device copies parameters to the store's manager.
        ParameterStore store = new ParameterStore(scope, false);
        List<String> names = names(block.getBlock());
        NDList base = stack(batch().bases(), names, scope);
        InterventionResult result;
        if (requests.get(0).isPlain()) {
            NDList outputs = block.getBlock().forward(store, base, false);
            result = InterventionResult.plain(outputs);
        } else {
            result = intervene(block, store, base, names);
        }
        if (requests.size() > 1) {
            checkRows(result);
        }
        return result;
    }

    /**
     * Tells whether each request gets in the batch what it would get alone.
     *
     * @param block the network
     * @param scope owns all arrays
     */
    boolean mayStack(InterventionBlock block, NDManager scope) {
        List<String> names = names(block.getBlock());
        NDList base = stack(batch().bases(), names, scope);
        int first = requests.get(0).rows();
        int last = requests.get(requests.size() - 1).rows();
        return block.mayStack(new ParameterStore(scope, false), base, first, last);
    }

    /** Names are the request's own affair, but where the network makes something of them. */
    private List<String> names(Block network) {
        List<String> given = requests.get(0).names();
        return network instanceof CompiledNetwork compiled && !given.isEmpty()
                ? compiled.inputNames(given)
                : List.of();
    }

    private InterventionResult intervene(
            InterventionBlock block, ParameterStore store, NDList base, List<String> names) {
        NDManager scope = base.head().getManager();
        GroupSources sources = new GroupSources(requests, cache, scope);
        boolean maySpare = sources.maySpare();
        List<Site> kept = maySpare ? sources.toKeep() : List.of();
        InterventionCall.Builder call = InterventionCall.builder(plan(kept), base);
        List<List<List<Tensor>>> runs = batch().runs();
        for (int s = 0; s < runs.size() - 1; s++) {
            Optional<ActivationCache> found = maySpare ? sources.find(s) : Optional.empty();
            if (found.isPresent()) {
                call.addSource(found.get());
            } else {
                call.addSource(stack(runs.get(s + 1), names, scope));
            }
        }
        boolean needsBase =
                requests.stream()
                        .flatMap(request -> request.parts().stream())
                        .anyMatch(ReplyPart::needsBase);
        InterventionResult result = block.intervene(store, call.optBase(needsBase).build());
        sources.keep(result, kept);
        return result;
    }

    private InterventionPlan plan(List<Site> kept) {
        InterventionPlan plan = batch().plan();
        return kept.isEmpty() ? plan : new InterventionPlan(plan.interventions(), kept);
    }

    private static NDList stack(List<List<Tensor>> requests, List<String> names, NDManager scope) {
        NDList stacked = new NDList();
        for (int input = 0; input < requests.get(0).size(); input++) {
            NDList parts = new NDList();
            for (List<Tensor> request : requests) {
                parts.add(request.get(input).toArray(scope));
            }
            NDArray array = parts.size() == 1 ? parts.head() : NDArrays.concat(parts, 0);
            if (!names.isEmpty()) {
                array.setName(names.get(input));
            }
            stacked.add(array);
        }
        return stacked;
    }

    private void checkRows(InterventionResult result) {
        int rows = batch().rows();
        boolean hasRows = arrays(result).allMatch(array -> hasRows(array, rows));
        if (!hasRows) {
            throw new IllegalArgumentException(
                    "An array of the network does not have the batch of "
                            + rows
                            + " on its first axis");
        }
    }

    private static boolean hasRows(NDArray array, int rows) {
        return array.getShape().dimension() > 0 && array.getShape().get(0) == rows;
    }

    private static Stream<NDArray> arrays(InterventionResult result) {
        Stream<NDList> outputs =
                Stream.concat(
                        Stream.of(result.base(), result.counterfactual()),
                        result.sources().stream());
        Stream<NDList> collected = result.collected().values().stream().flatMap(RequestGroup::runs);
        return Stream.concat(outputs, collected).flatMap(NDList::stream);
    }

    private static Stream<NDList> runs(CollectedActivations site) {
        return Stream.concat(
                Stream.of(site.base(), site.counterfactual()), site.sources().stream());
    }
}
