/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Finite;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one call gave: the outputs of base, sources and counterfactual, and the collected sites.
 *
 * <p>The arrays belong to the manager of the call's base, unless {@link #attach} moves them, and
 * close with it or with this. Where the plan has no intervention that touches a row, the
 * counterfactual is the base output, the same arrays.
 *
 * @param base the output of the base run
 * @param sources the output of each source run
 * @param counterfactual the output of the base run under the plan
 * @param collected the collected activations by site, in the order of the plan
 * @param route the way that the call went
 */
public record InterventionResult(
        NDList base,
        List<NDList> sources,
        NDList counterfactual,
        Map<Site, CollectedActivations> collected,
        Route route)
        implements AutoCloseable {

    /**
     * Returns the result of a pass under no plan.
     *
     * @param outputs the outputs of the network
     * @return a result whose base and counterfactual are these, without sources
     */
    public static InterventionResult plain(NDList outputs) {
        return new InterventionResult(outputs, List.of(), outputs, Map.of(), Route.PLAIN);
    }

    /**
     * Returns the output of one source run.
     *
     * @param index the index of the source
     * @return its output
     * @throws IndexOutOfBoundsException if the call had no such source
     */
    public NDList source(int index) {
        if (index < 0 || index >= sources.size()) {
            throw new IndexOutOfBoundsException(
                    "There is no source %s: the call had %s, counted from 0"
                            .formatted(index, sources.size()));
        }
        return sources.get(index);
    }

    /**
     * Returns what was collected at a site.
     *
     * @param site the site as the plan writes it
     * @return its activations
     * @throws IllegalArgumentException if the plan does not collect it
     */
    public CollectedActivations collected(String site) {
        CollectedActivations found = collected.get(Site.of(site));
        if (found == null) {
            throw new IllegalArgumentException(
                    "The plan does not collect " + site + "; it collects " + collected.keySet());
        }
        return found;
    }

    /**
     * Counts the numbers of all outputs that are not finite; what was collected does not count,
     * since attention has infinities where it is masked.
     *
     * @return how many numbers of base, sources and counterfactual are NaN or infinite
     */
    public long notFinite() {
        // Without an intervention the counterfactual is the base, the same arrays.
        Set<NDArray> outputs = Collections.newSetFromMap(new IdentityHashMap<>());
        outputs.addAll(base);
        sources.forEach(outputs::addAll);
        outputs.addAll(counterfactual);
        return outputs.stream().mapToLong(Finite::countOthers).sum();
    }

    /**
     * Moves all arrays to another manager.
     *
     * @param manager the new owner
     */
    public void attach(NDManager manager) {
        all().attach(manager);
    }

    @Override
    public void close() {
        all().close();
    }

    /** Whether base and counterfactual have the same shapes everywhere. */
    boolean hasOneShape() {
        return sameShapes(base, counterfactual)
                && collected.values().stream()
                        .allMatch(site -> sameShapes(site.base(), site.counterfactual()));
    }

    private static boolean sameShapes(NDList first, NDList second) {
        return Arrays.equals(first.getShapes(), second.getShapes());
    }

    private NDList all() {
        NDList all = new NDList(base);
        sources.forEach(all::addAll);
        all.addAll(counterfactual);
        for (CollectedActivations activations : collected.values()) {
            all.addAll(activations.base());
            activations.sources().forEach(all::addAll);
            all.addAll(activations.counterfactual());
        }
        return all;
    }

    /**
     * The activations of one site.
     *
     * <p>Each list has one array for each run of the site's block in the forward, nearly always
     * one; each array has the shape of the site's region, batch first, and the type of the
     * activation; bfloat16, which TorchScript may have and DJL has no name for, comes as float32.
     *
     * @param base in the base run
     * @param sources in each source run
     * @param counterfactual in the base run under the plan, after the edits of this site
     */
    public record CollectedActivations(NDList base, List<NDList> sources, NDList counterfactual) {

        /**
         * Returns the activation of a block that ran once.
         *
         * @return the activation in the counterfactual run
         */
        public NDArray single() {
            return counterfactual.singletonOrThrow();
        }
    }
}
