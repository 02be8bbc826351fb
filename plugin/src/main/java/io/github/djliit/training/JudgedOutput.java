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
import io.github.djliit.causal.Variable;
import java.util.List;

/**
 * Which outputs of a network are judged.
 *
 * @param index the index of the one that is, or {@link #ALL}
 */
public record JudgedOutput(int index) {

    /** Stands for all outputs that have a label. */
    public static final int ALL = -1;

    /** Checks that the index may be one. */
    public JudgedOutput {
        if (index < ALL) {
            throw new IllegalArgumentException(
                    "An output has an index from 0 on, or -1 for all, found " + index);
        }
    }

    /**
     * Returns that all count.
     *
     * @return all outputs that have a label
     */
    public static JudgedOutput all() {
        return new JudgedOutput(ALL);
    }

    /**
     * Checks that a dataset has labels of outputs only, where all that have a label are judged. An
     * output of the network that is none of the causal model would otherwise be judged by the label
     * of a further variable, which is for a probe.
     *
     * @param dataset the dataset
     * @throws IllegalArgumentException if its encoding has labels of further variables
     */
    public void check(CounterfactualDataset dataset) {
        check(dataset.equivalentInputs().encoding());
    }

    /**
     * Checks that an encoding has labels of outputs only, where all that have a label are judged.
     *
     * @param encoding the encoding
     * @throws IllegalArgumentException if it has labels of further variables
     */
    public void check(Encoding encoding) {
        List<Variable<?>> further = LabeledEncoding.further(encoding);
        if (index == ALL && !further.isEmpty()) {
            throw new IllegalArgumentException(
                    ("The Encoding has labels of %s (withLabels), which are for the Probes of a"
                                    + " trainer and no labels of outputs: give an Encoding without"
                                    + " them, or judge one output (optOutput)")
                            .formatted(further));
        }
    }

    /**
     * Returns the outputs that have a label; a network may have more behind them.
     *
     * @param labels the labels of a run
     * @param outputs the outputs of the run
     * @return as many outputs as there are labels
     * @throws IllegalArgumentException if there are more labels than outputs, or no label
     */
    public static NDList labelled(NDList labels, NDList outputs) {
        if (labels.isEmpty() || labels.size() > outputs.size()) {
            throw new IllegalArgumentException(
                    ("Expected a label for each output of the network, found %s labels for %s"
                                    + " outputs. Labels of further variables (withLabels) are for Probes")
                            .formatted(labels.size(), outputs.size()));
        }
        return outputs.subNDList(0, labels.size());
    }

    /**
     * Returns what is judged of the labels of one run.
     *
     * @param labels the labels
     * @return the one label, or all
     * @throws IllegalArgumentException if there is no label of the output
     */
    public NDList ofLabels(NDList labels) {
        return of(labels, "label", "give the Encoding one");
    }

    /**
     * Returns what is judged of the outputs of one run.
     *
     * @param outputs the outputs
     * @return the one output, or all
     * @throws IllegalArgumentException if there is no such output
     */
    public NDList ofOutputs(NDList outputs) {
        return of(outputs, "output", "choose one that the network has");
    }

    private NDList of(NDList list, String what, String remedy) {
        if (index == ALL) {
            return list;
        }
        if (index >= list.size()) {
            throw new IllegalArgumentException(
                    "Output %s is to be judged, but there are %s %ss, counted from 0: %s"
                            .formatted(index, list.size(), what, remedy));
        }
        return new NDList(list.get(index));
    }
}
