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
import java.util.OptionalInt;

/**
 * Which label of a run is of which output: those of the network's own outputs come first, and may
 * be fewer than these; those of probes come last, one for each probe or none.
 *
 * @param outputs how many outputs the network has, without probes
 * @param labels how many of them have a label
 * @param probes how many probes there are
 * @param areProbesLabelled whether they have labels
 */
record LabelOrder(int outputs, int labels, int probes, boolean areProbesLabelled) {

    private static final String REMEDY =
            ": give the Encoding one more label for each probe, by withLabels(variables)";

    /**
     * Finds the order in a counterfactual batch.
     *
     * @param labels the labels
     * @param predictions the predictions
     * @return the order in each of its runs
     * @throws IllegalArgumentException if the labels of probes may as well be those of outputs
     */
    static LabelOrder of(NDList labels, NDList predictions) {
        CounterfactualLayout layout = CounterfactualLayout.ofLabels(labels);
        int probes = CounterfactualArrays.probes(predictions);
        int outputs = layout.ofPredictions(predictions).arrays() - probes;
        VariableNames known = VariableNames.read(labels.get(labels.size() - 1));
        OptionalInt further = known == null ? OptionalInt.empty() : known.further();
        int ofProbes = ofProbes(layout.arrays(), outputs, probes, further);
        return new LabelOrder(outputs, layout.arrays() - ofProbes, probes, ofProbes > 0);
    }

    /**
     * Finds the order in an ordinary batch, which runs without probes, whether or not it has labels
     * for them.
     *
     * @param labels the labels
     * @param predictions the predictions
     * @return the order
     */
    static LabelOrder ofOrdinary(NDList labels, NDList predictions) {
        int outputs = predictions.size();
        int probes = CounterfactualArrays.probes(predictions);
        int ofOutputs = Math.max(Math.min(labels.size(), outputs), labels.size() - probes);
        return new LabelOrder(outputs, ofOutputs, probes, labels.size() > ofOutputs);
    }

    /**
     * Whether so many weights are one for each output, or for each that has a label. With probes it
     * is each output: an ordinary batch does not tell which of the network's have a label.
     */
    boolean fits(int weights) {
        boolean isForEach = weights == outputs + probes || (probes == 0 && weights == labels);
        return isForEach && labels <= outputs;
    }

    private static int ofProbes(int labels, int outputs, int probes, OptionalInt further) {
        boolean hasOthers = labels > probes;
        if (labels > outputs ? hasOthers : further.orElse(0) >= probes) {
            return probes;
        }
        boolean isOfOutputs = further.isPresent() ? further.getAsInt() == 0 : !hasOthers;
        if (labels <= outputs && isOfOutputs) {
            return 0;
        }
        String found =
                "The trainer has %s probes, but a run has %s labels in all"
                        .formatted(probes, labels);
        if (!hasOthers) {
            throw new IllegalArgumentException(found + REMEDY);
        }
        throw new IllegalArgumentException(
                found
                        + " for "
                        + outputs
                        + " outputs of the network, and "
                        + (further.isPresent()
                                ? further.getAsInt() + " of them of further variables"
                                : "nothing tells how many of them are of further variables")
                        + REMEDY
                        + ", or say by Encoding.furtherLabels that none is");
    }

    /**
     * Returns which label an output has.
     *
     * @param output the index of an output in a run, those of probes counted too
     * @return the index of its label, -1 where it has none
     */
    int labelOf(int output) {
        if (output < outputs) {
            return output < labels ? output : -1;
        }
        return areProbesLabelled ? output - outputs + labels : -1;
    }
}
