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
import io.github.djliit.tensor.Finite;

/**
 * Labels and outputs of the runs of a counterfactual batch, as far as they are judged: without
 * those of probes, which stand behind the network's own and play no part in its causal model.
 */
final class JudgedRuns {

    private final NDList labels;
    private final NDList predictions;
    private final CounterfactualLayout ofLabels;
    private final CounterfactualLayout ofPredictions;
    private final LabelOrder order;
    private final AnswerCriterion criterion;

    /**
     * Takes a batch apart.
     *
     * @param labels the labels
     * @param predictions the predictions
     * @param criterion which outputs count
     * @throws IllegalArgumentException if they are not those of a counterfactual batch, or it is
     *     unclear which labels are those of probes
     */
    JudgedRuns(NDList labels, NDList predictions, AnswerCriterion criterion) {
        this.labels = labels;
        this.predictions = predictions;
        this.criterion = criterion;
        ofLabels = CounterfactualLayout.ofLabels(labels);
        ofPredictions = ofLabels.ofPredictions(predictions);
        order = LabelOrder.of(labels, predictions);
    }

    /** Labels and outputs of one run. */
    record Run(NDList labels, NDList outputs) {

        boolean[] agree(Agreement agreement) {
            return agreement.all(labels, outputs);
        }
    }

    Run base() {
        return run(ofLabels.base(labels), ofPredictions.base(predictions));
    }

    Run source(int source) {
        return run(ofLabels.source(labels, source), ofPredictions.source(predictions, source));
    }

    Run counterfactual() {
        return run(ofLabels.counterfactual(labels), ofPredictions.counterfactual(predictions));
    }

    /** Returns in which rows the outputs of base, sources and counterfactual are finite. */
    boolean[] finite(int rows) {
        NDList all = new NDList(base().outputs());
        for (int s = 0; s < ofLabels.sources(); s++) {
            all.addAll(source(s).outputs());
        }
        return Finite.rows(all.addAll(counterfactual().outputs()), rows);
    }

    private Run run(NDList ofRun, NDList outputs) {
        return new Run(
                criterion.ofLabels(ofRun.subNDList(0, order.labels())),
                criterion.ofOutputs(outputs.subNDList(0, order.outputs())));
    }
}
