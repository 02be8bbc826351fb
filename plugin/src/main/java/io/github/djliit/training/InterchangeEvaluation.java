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
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.training.dataset.Batch;
import io.github.djliit.alignment.Alignment;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Measures how well a network realises a causal model, on pairs it was not trained on.
 *
 * <p>A pair is impactful if the interchange changes an output of the causal model. Unimpactful
 * pairs are easy to get right, so that the figure of the impactful ones stands beside the whole.
 */
public final class InterchangeEvaluation {

    private static final int ALL = -1;

    private final IitBlock block;
    private final Alignment alignment;
    private final Agreement agreement;
    private int output = ALL;

    /**
     * The figures of one variable.
     *
     * @param pairs the number of pairs
     * @param iia the share of counterfactuals on which network and causal model agree
     * @param impactful the share of impactful pairs
     * @param iiaImpactful the share of agreement on the impactful pairs; NaN if there are none
     */
    public record Figures(long pairs, double iia, double impactful, double iiaImpactful) {}

    /**
     * All figures.
     *
     * @param taskAccuracy the share of base inputs whose output is right
     * @param variables the figures of each variable
     */
    public record Result(double taskAccuracy, Map<String, Figures> variables) {}

    /**
     * Creates a measurement.
     *
     * @param network the trained network
     * @param alignment the alignment, checked against the network here
     * @param agreement when an output agrees with its label
     */
    public InterchangeEvaluation(Block network, Alignment alignment, Agreement agreement) {
        this.block = new IitBlock(network, alignment);
        this.alignment = alignment;
        this.agreement = agreement;
    }

    /**
     * Judges one output only, as of a network with several tasks (default: a pair agrees if all
     * outputs do).
     *
     * @param index the index of the output
     * @return this measurement
     */
    public InterchangeEvaluation optOutput(int index) {
        output = index;
        return this;
    }

    /**
     * Runs the pairs of a dataset.
     *
     * @param manager the manager that parameters live on; nothing is left there
     * @param dataset pairs in which one variable is swapped at a time
     * @return the figures of each variable that was swapped at least once
     */
    public Result run(NDManager manager, CounterfactualDataset dataset) {
        ParameterStore parameterStore = new ParameterStore(manager, false);
        Counts counts = new Counts(alignment.variables().size());
        for (Batch batch : dataset.getData(manager)) {
            try (batch) {
                NDList predictions = block.forward(parameterStore, batch.getData(), false);
                count(batch.getLabels(), predictions, counts);
            }
        }
        return counts.result(alignment);
    }

    private void count(NDList labels, NDList predictions, Counts counts) {
        CounterfactualLayout layout = CounterfactualLayout.ofLabels(labels);
        Which which = Which.of(labels.get(labels.size() - 1), alignment.variables().size());
        NDList base = judged(layout.base(labels));
        NDList expected = judged(layout.counterfactual(labels));
        boolean[] task = agreement.all(base, judged(layout.base(predictions)));
        boolean[] agree = agreement.all(expected, judged(layout.counterfactual(predictions)));
        boolean[] impactful = differ(base, expected);
        for (int row = 0; row < agree.length; row++) {
            counts.add(which, row, task[row], agree[row], impactful[row]);
        }
    }

    private NDList judged(NDList outputs) {
        return output == ALL ? outputs : new NDList(outputs.get(output));
    }

    private static boolean[] differ(NDList base, NDList counterfactual) {
        boolean[] same = Agreement.within(0).all(base, counterfactual);
        for (int row = 0; row < same.length; row++) {
            same[row] = !same[row];
        }
        return same;
    }

    /** Running totals; by variable where there is an index. */
    private static final class Counts {

        private final long[] pairs;
        private final long[] agree;
        private final long[] impactful;
        private final long[] agreeImpactful;
        private long rows;
        private long right;

        private Counts(int variables) {
            pairs = new long[variables];
            agree = new long[variables];
            impactful = new long[variables];
            agreeImpactful = new long[variables];
        }

        private void add(Which which, int row, boolean task, boolean agrees, boolean impact) {
            rows++;
            right += task ? 1 : 0;
            for (int v = 0; v < pairs.length; v++) {
                if (which.takes(row, v)) {
                    pairs[v]++;
                    agree[v] += agrees ? 1 : 0;
                    impactful[v] += impact ? 1 : 0;
                    agreeImpactful[v] += agrees && impact ? 1 : 0;
                }
            }
        }

        private Result result(Alignment alignment) {
            Map<String, Figures> figures = new LinkedHashMap<>();
            for (int v = 0; v < pairs.length; v++) {
                if (pairs[v] > 0) {
                    double n = pairs[v];
                    figures.put(
                            alignment.variables().get(v),
                            new Figures(
                                    pairs[v],
                                    agree[v] / n,
                                    impactful[v] / n,
                                    (double) agreeImpactful[v] / impactful[v]));
                }
            }
            return new Result((double) right / rows, figures);
        }
    }
}
