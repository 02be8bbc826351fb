/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import ai.djl.ndarray.NDList;
import io.github.djliit.tensor.Finite;
import io.github.djliit.training.AnswerCriterion;
import io.github.djliit.training.InterchangeEvaluation.Figures;

/** Agreement counts number the pairs of each variable whose outputs agree with the labels. */
final class AgreementCounts {

    private final long[] pairs;
    private final long[] agree;
    private final long[] impactful;
    private final long[] agreeImpactful;
    private final long[] notFinite;

    /**
     * Starts at zero.
     *
     * @param variables the number of variables
     */
    AgreementCounts(int variables) {
        pairs = new long[variables];
        agree = new long[variables];
        impactful = new long[variables];
        agreeImpactful = new long[variables];
        notFinite = new long[variables];
    }

    /**
     * Counts the pairs of a batch.
     *
     * @param batch the pairs
     * @param outputs outputs of the network, a row for each pair
     * @param criterion when an output agrees with its label
     */
    void add(PairBatch batch, NDList outputs, AnswerCriterion criterion) {
        boolean[] agrees = criterion.agree(batch.expected(), outputs);
        boolean[] finite = Finite.rows(criterion.ofOutputs(outputs), agrees.length);
        for (int row = 0; row < agrees.length; row++) {
            int variable = batch.variable(row);
            if (variable >= 0) {
                boolean hasImpact = batch.isImpactful(row);
                pairs[variable]++;
                notFinite[variable] += finite[row] ? 0 : 1;
                agree[variable] += agrees[row] ? 1 : 0;
                impactful[variable] += hasImpact ? 1 : 0;
                agreeImpactful[variable] += hasImpact && agrees[row] ? 1 : 0;
            }
        }
    }

    /** Returns the number of pairs in which a variable was swapped. */
    long pairs(int variable) {
        return pairs[variable];
    }

    /** Returns the number of pairs in which swapping a variable changed an output. */
    long impactful(int variable) {
        return impactful[variable];
    }

    /** Returns the figures of a variable that was swapped at least once. */
    Figures figures(int variable) {
        return Figures.of(
                        pairs[variable],
                        agree[variable],
                        impactful[variable],
                        agreeImpactful[variable])
                .withNotFinite(notFinite[variable]);
    }
}
