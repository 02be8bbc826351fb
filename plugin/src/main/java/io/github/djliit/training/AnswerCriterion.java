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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A criterion says when an answer of a network is right, which of its outputs count, and what else
 * is measured between label and output.
 *
 * <pre>{@code
 * AnswerCriterion criterion = AnswerCriterion.of(Agreement.ofClasses()).withOutput(1);
 * boolean[] right = criterion.agree(criterion.ofLabels(labels), outputs);
 * }</pre>
 *
 * @param agreement when an output agrees with its label
 * @param output the index of the one output that is judged, or {@link #ALL}
 * @param metrics the metrics of the first output that is judged, by name
 */
public record AnswerCriterion(Agreement agreement, int output, Map<String, RowMetric> metrics) {

    /** Stands for all outputs that have a label. */
    public static final int ALL = -1;

    /** Checks that the index may be one, and copies the map, keeping its order. */
    public AnswerCriterion {
        Objects.requireNonNull(agreement, "agreement");
        if (output < ALL) {
            throw new IllegalArgumentException(
                    "An output has an index from 0 on, or -1 for all, found " + output);
        }
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    /**
     * Creates a criterion of all outputs, without metrics.
     *
     * @param agreement when an output agrees with its label
     * @return the criterion
     */
    public static AnswerCriterion of(Agreement agreement) {
        return new AnswerCriterion(agreement, ALL, Map.of());
    }

    /**
     * Returns this criterion with another agreement.
     *
     * @param value the agreement
     * @return a new criterion
     */
    public AnswerCriterion withAgreement(Agreement value) {
        return new AnswerCriterion(value, output, metrics);
    }

    /**
     * Returns this criterion for one output only.
     *
     * @param index the index of the output, or {@link #ALL}
     * @return a new criterion
     * @throws IllegalArgumentException if it is another negative number
     */
    public AnswerCriterion withOutput(int index) {
        return new AnswerCriterion(agreement, index, metrics);
    }

    /**
     * Returns this criterion with a further metric.
     *
     * @param name its name
     * @param metric the metric
     * @return a new criterion
     * @throws IllegalArgumentException if the name is taken
     */
    public AnswerCriterion withMetric(String name, RowMetric metric) {
        Map<String, RowMetric> all = new LinkedHashMap<>(metrics);
        if (all.putIfAbsent(name, Objects.requireNonNull(metric, "metric")) != null) {
            throw new IllegalArgumentException(
                    "There is a metric '" + name + "' already: give the other a name of its own");
        }
        return new AnswerCriterion(agreement, output, all);
    }

    /**
     * Judges the outputs of a run.
     *
     * @param expected the labels that count, see {@link #ofLabels}
     * @param outputs the outputs of the run
     * @return for each row whether all that count agree
     */
    public boolean[] agree(NDList expected, NDList outputs) {
        return agreement.all(expected, ofOutputs(outputs));
    }

    /**
     * Measures the first output that counts.
     *
     * @param expected the labels that count
     * @param found the outputs that count
     * @return the metrics of each row, by name
     */
    public Map<String, double[]> measure(NDList expected, NDList found) {
        Map<String, double[]> measured = new LinkedHashMap<>();
        metrics.forEach(
                (name, metric) ->
                        measured.put(name, metric.checked(expected.head(), found.head())));
        return measured;
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
        if (output == ALL && !further.isEmpty()) {
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
        if (output == ALL) {
            return list;
        }
        if (output >= list.size()) {
            throw new IllegalArgumentException(
                    "Output %s is to be judged, but there are %s %ss, counted from 0: %s"
                            .formatted(output, list.size(), what, remedy));
        }
        return new NDList(list.get(output));
    }
}
