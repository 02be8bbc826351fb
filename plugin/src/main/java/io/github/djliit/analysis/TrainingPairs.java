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
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.github.djliit.intervention.Rows;
import io.github.djliit.network.ActivationCache;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The pairs that a search learns from, in one piece, and their order in each epoch.
 *
 * <p>Impactful pairs, of which there may be few, come as often as others, and each variable as
 * often as any other: an epoch takes as many of each kind, the rare ones several times over.
 */
final class TrainingPairs {

    private final PairBatch all;
    private final int[] variables;

    /** The rows of each variable, impactful or not. */
    private final List<int[]> kinds;

    /**
     * Puts batches together.
     *
     * @param set the pairs
     * @param variables the numbers of the variables that are searched
     * @param owner the owner of the arrays
     */
    TrainingPairs(PairSet set, int[] variables, NDManager owner) {
        this.variables = variables.clone();
        all = together(set.batches(), owner);
        List<int[]> found = new ArrayList<>();
        for (int variable : variables) {
            for (boolean hasImpact : new boolean[] {true, false}) {
                found.add(
                        IntStream.range(0, all.rows())
                                .filter(row -> all.variable(row) == variable)
                                .filter(row -> all.isImpactful(row) == hasImpact)
                                .toArray());
            }
        }
        kinds = found.stream().filter(rows -> rows.length > 0).toList();
    }

    private static PairBatch together(List<PairBatch> batches, NDManager owner) {
        Map<Site, NDArray> sources = new LinkedHashMap<>();
        for (Site site : batches.get(0).sources().activations().keySet()) {
            sources.put(
                    site,
                    concat(
                            batches.stream()
                                    .map(b -> b.sources().activations().get(site).get(0))
                                    .toList(),
                            owner));
        }
        int[] which = batches.stream().flatMapToInt(PairBatch::variables).toArray();
        boolean[] impactful = new boolean[which.length];
        int row = 0;
        for (PairBatch batch : batches) {
            for (int i = 0; i < batch.rows(); i++) {
                impactful[row++] = batch.isImpactful(i);
            }
        }
        return new PairBatch(
                lists(batches.stream().map(PairBatch::base).toList(), owner),
                ActivationCache.of(owner, sources),
                lists(batches.stream().map(PairBatch::expected).toList(), owner),
                which,
                impactful);
    }

    private static NDList lists(List<NDList> lists, NDManager owner) {
        NDList all = new NDList();
        for (int i = 0; i < lists.get(0).size(); i++) {
            int index = i;
            NDArray array = concat(lists.stream().map(list -> list.get(index)).toList(), owner);
            array.setName(lists.get(0).get(i).getName());
            all.add(array);
        }
        return all;
    }

    private static NDArray concat(List<NDArray> parts, NDManager owner) {
        NDArray array = NDArrays.concat(new NDList(parts), 0);
        array.attach(owner);
        return array;
    }

    /** Returns the pairs as they are. */
    PairBatch all() {
        return all;
    }

    /** Returns the numbers of the variables that are searched. */
    int[] variables() {
        return variables.clone();
    }

    /** Returns the number of pairs of an epoch. */
    int size() {
        return all.rows();
    }

    /**
     * Draws the order of an epoch.
     *
     * @param random all randomness
     * @return the numbers of the rows, of each kind equally many
     */
    int[] order(SplittableRandom random) {
        int[] order = new int[size()];
        int next = 0;
        for (int kind = 0; kind < kinds.size(); kind++) {
            int[] rows = kinds.get(kind).clone();
            shuffle(rows, random);
            int until = (int) ((long) size() * (kind + 1) / kinds.size());
            for (int i = 0; next < until; i++) {
                order[next++] = rows[i % rows.length];
            }
        }
        shuffle(order, random);
        return order;
    }

    private static void shuffle(int[] numbers, SplittableRandom random) {
        for (int i = numbers.length - 1; i > 0; i--) {
            int k = random.nextInt(i + 1);
            int kept = numbers[i];
            numbers[i] = numbers[k];
            numbers[k] = kept;
        }
    }

    /**
     * Collects the pairs of a step.
     *
     * @param rows their numbers
     * @param scope the owner of the arrays
     */
    PairBatch get(int[] rows, NDManager scope) {
        NDArray index = scope.create(rows);
        Map<Site, NDArray> sources = new LinkedHashMap<>();
        all.sources()
                .activations()
                .forEach((site, runs) -> sources.put(site, take(runs.get(0), index, scope)));
        NDList base = new NDList();
        all.base().forEach(array -> base.add(take(array, index, scope)));
        NDList expected = new NDList();
        all.expected().forEach(array -> expected.add(take(array, index, scope)));
        boolean[] impactful = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            impactful[i] = all.isImpactful(rows[i]);
        }
        return new PairBatch(
                base,
                ActivationCache.of(scope, sources),
                expected,
                Arrays.stream(rows).map(all::variable).toArray(),
                impactful);
    }

    private static NDArray take(NDArray array, NDArray index, NDManager scope) {
        NDArray rows = array.get(new NDIndex("{}", index));
        rows.attach(scope);
        rows.setName(array.getName());
        return rows;
    }

    /** Returns the rows of a batch that swap a variable. */
    static Rows rows(PairBatch pairs, int variable) {
        boolean[] selected = new boolean[pairs.rows()];
        for (int row = 0; row < selected.length; row++) {
            selected[row] = pairs.variable(row) == variable;
        }
        return Rows.of(selected);
    }
}
