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
import io.github.djliit.network.ActivationCache;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Finite;
import io.github.djliit.training.AnswerCriterion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A batch of the data, and what the network says of it with nothing ablated. */
final class StudyBatch {

    private final NDList inputs;
    private final Facts facts;
    private final int[] partners;

    /**
     * Makes a batch and draws for each row another one, whose activations may take the place of its
     * own.
     *
     * @param inputs the inputs, owned by the study
     * @param facts labels and outputs that are judged, owned by the study
     * @param random where the partners are drawn from
     */
    StudyBatch(NDList inputs, Facts facts, SplittableRandom random) {
        this.inputs = inputs;
        this.facts = facts;
        partners = ring(facts.right.length, random);
    }

    NDList inputs() {
        return inputs;
    }

    Facts facts() {
        return facts;
    }

    /** Draws a ring of all rows: each has the next as its partner, none itself. */
    private static int[] ring(int rows, SplittableRandom random) {
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++) {
            int place = random.nextInt(i + 1);
            order[i] = order[place];
            order[place] = i;
        }
        int[] partners = new int[rows];
        for (int i = 0; i < rows; i++) {
            partners[order[i]] = order[(i + 1) % rows];
        }
        return partners;
    }

    /** Runs the batch and keeps the activations of each row's partner. */
    ActivationCache partnersActivations(InterventionBlock network, List<Site> sites) {
        if (partners.length < 2) {
            throw new IllegalArgumentException(
                    "Resample ablation takes activations from another row of the batch, but a"
                            + " batch has one row only: choose a batch size that leaves no such"
                            + " batch");
        }
        InterventionPlan plan = new InterventionPlan(List.of(), sites);
        NDManager manager = inputs.head().getManager();
        try (InterventionResult result = network.intervene(plan, inputs);
                NDManager scope = manager.newSubManager()) {
            Map<Site, NDArray> activations = new LinkedHashMap<>();
            NDArray order = scope.create(partners);
            result.collected()
                    .forEach(
                            (site, collected) -> {
                                NDArray shifted = collected.single().get(order);
                                shifted.attach(scope);
                                activations.put(site, shifted);
                            });
            return ActivationCache.of(manager, activations);
        }
    }

    /** What is known of a batch. */
    static final class Facts {

        private final NDList labels;
        private final NDList outputs;
        private final boolean[] right;
        private final boolean[] finite;
        private final Map<String, double[]> metrics;

        private Facts(
                NDList labels,
                NDList outputs,
                boolean[] right,
                boolean[] finite,
                Map<String, double[]> metrics) {
            this.labels = labels;
            this.outputs = outputs;
            this.right = right;
            this.finite = finite;
            this.metrics = metrics;
        }

        /** Judges the outputs with nothing ablated. */
        static Facts of(AnswerCriterion criterion, NDList labels, NDList outputs) {
            NDList expected = criterion.ofLabels(labels);
            NDList found = AnswerCriterion.labelled(expected, criterion.ofOutputs(outputs));
            boolean[] right = criterion.agreement().all(expected, found);
            boolean[] finite = Finite.rows(found, right.length);
            checkSame(criterion.agreement().all(found, found), finite);
            return new Facts(expected, found, right, finite, criterion.measure(expected, found));
        }

        /** An output in place of a label says what changed only if it agrees with itself. */
        private static void checkSame(boolean[] same, boolean[] finite) {
            for (int row = 0; row < same.length; row++) {
                if (finite[row] && !same[row]) {
                    throw new IllegalArgumentException(
                            "By this Agreement an output does not agree with itself, as in row "
                                    + row
                                    + " of a batch, so that every ablation would seem to change it:"
                                    + " the Agreement of a study (optAgreement) is also given"
                                    + " outputs in place of labels, and compares two outputs then");
                }
            }
        }

        /** Counts what an ablation changed. */
        void compare(AnswerCriterion criterion, NDList ablated, EffectCounts counts) {
            NDList found = AnswerCriterion.labelled(labels, criterion.ofOutputs(ablated));
            boolean[] same = criterion.agreement().all(outputs, found);
            boolean[] isRightNow = criterion.agreement().all(labels, found);
            boolean[] isFiniteNow = Finite.rows(found, isRightNow.length);
            for (int row = 0; row < isRightNow.length; row++) {
                if (!isFiniteNow[row]) {
                    counts.addNotFinite();
                }
                counts.add(same[row], right[row], isRightNow[row]);
            }
            criterion
                    .measure(labels, found)
                    .forEach((name, after) -> counts.addMetric(name, metrics.get(name), after));
        }

        int rows() {
            return right.length;
        }

        /** Whether the answer of a row is right. */
        boolean isRight(int row) {
            return right[row];
        }

        /** Whether the outputs of a row have no NaN and no infinity. */
        boolean isFinite(int row) {
            return finite[row];
        }
    }
}
