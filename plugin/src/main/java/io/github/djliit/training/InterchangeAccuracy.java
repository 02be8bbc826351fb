/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.evaluator.Evaluator;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.tensor.Finite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Interchange intervention accuracy (IIA): the share of counterfactuals on which network and causal
 * model agree; one evaluator for each variable, and one for their mean.
 *
 * <p>DJL's listeners show evaluators by name, here {@code IIA left}, {@code IIA right}, {@code
 * IIA}. A batch of a dataset with another alignment is read by the names of its variables, which
 * have to be among those here. A row in which several variables are swapped counts for each of
 * them. The outputs of {@link Probes} are not the network's, and are not judged. An accumulator
 * that has seen no row of a variable gives NaN for it; the mean is over the variables seen.
 * Thread-safe.
 */
public final class InterchangeAccuracy extends Evaluator {

    private static final int MEAN = -1;

    private final int variable;
    private final List<String> variables;
    private final AnswerCriterion criterion;

    /** By accumulator: rows that agree, then rows seen, of each variable. */
    private final Map<String, long[][]> counts = new ConcurrentHashMap<>();

    /** By accumulator: rows of any variable that are not finite. */
    private final Map<String, Long> notFinite = new ConcurrentHashMap<>();

    private InterchangeAccuracy(int variable, List<String> variables, AnswerCriterion criterion) {
        super(name(variable, variables, criterion.output()));
        this.variable = variable;
        this.variables = List.copyOf(variables);
        this.criterion = criterion;
    }

    private static String name(int variable, List<String> variables, int output) {
        String name = variable == MEAN ? "IIA" : "IIA " + variables.get(variable);
        return output == AnswerCriterion.ALL ? name : name + " of output " + output;
    }

    /**
     * Returns the evaluators of an alignment, for networks that predict classes.
     *
     * @param alignment the alignment of the trainer and the dataset
     * @return one evaluator for each variable, and the mean
     */
    public static List<Evaluator> of(Alignment alignment) {
        return of(alignment, Agreement.ofClasses());
    }

    /**
     * Returns the evaluators of an alignment.
     *
     * @param alignment the alignment of the trainer and the dataset
     * @param agreement when a counterfactual agrees with the causal model's
     * @return one evaluator for each variable, and the mean
     */
    public static List<Evaluator> of(Alignment alignment, Agreement agreement) {
        return of(alignment, agreement, AnswerCriterion.ALL);
    }

    /**
     * Returns the evaluators of an alignment, which judge one output only, as of a network with
     * several tasks, and have it in their names: {@code IIA left of output 1}.
     *
     * @param alignment the alignment of the trainer and the dataset
     * @param agreement when a counterfactual agrees with the causal model's
     * @param output the index of the output, -1 for all
     * @return one evaluator for each variable, and the mean
     */
    public static List<Evaluator> of(Alignment alignment, Agreement agreement, int output) {
        List<String> names = alignment.variables();
        AnswerCriterion criterion = AnswerCriterion.of(agreement).withOutput(output);
        List<Evaluator> evaluators = new ArrayList<>();
        for (int v = 0; v < names.size(); v++) {
            evaluators.add(new InterchangeAccuracy(v, names, criterion));
        }
        evaluators.add(new InterchangeAccuracy(MEAN, names, criterion));
        return evaluators;
    }

    /**
     * Computes the agreement of the rows that count.
     *
     * @param labels the labels of a counterfactual batch
     * @param predictions the predictions
     * @return a float32 array with 1 for agreement and 0 for none, one for each row that counts
     */
    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        VariableSelection which = VariableSelection.of(labels.get(labels.size() - 1), variables);
        boolean[] agree = counterfactual(labels, predictions).agree(criterion.agreement());
        List<Float> rows = new ArrayList<>();
        for (int row = 0; row < agree.length; row++) {
            if (counts(which, row)) {
                rows.add(agree[row] ? 1f : 0f);
            }
        }
        float[] values = new float[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows.get(i);
        }
        return predictions.head().getManager().create(values);
    }

    @Override
    public void addAccumulator(String key) {
        resetAccumulator(key);
    }

    @Override
    public void updateAccumulator(String key, NDList labels, NDList predictions) {
        updateAccumulators(new String[] {key}, labels, predictions);
    }

    @Override
    public void updateAccumulators(String[] keys, NDList labels, NDList predictions) {
        if (CounterfactualArrays.isOrdinary(labels, predictions)) {
            return; // An ordinary batch, which has no counterfactual.
        }
        JudgedRuns.Run counterfactual = counterfactual(labels, predictions);
        VariableSelection which = VariableSelection.of(labels.get(labels.size() - 1), variables);
        long[][] update = count(which, counterfactual.agree(criterion.agreement()));
        long others = notFinite(counterfactual.outputs(), which.rows());
        for (String key : keys) {
            counts.merge(key, update, InterchangeAccuracy::sum);
            notFinite.merge(key, others, Long::sum);
        }
    }

    @Override
    public void resetAccumulator(String key) {
        counts.put(key, new long[2][variables.size()]);
        notFinite.put(key, 0L);
    }

    @Override
    public float getAccumulator(String key) {
        long[][] count = counts.get(key);
        if (count == null) {
            throw new IllegalArgumentException("There is no accumulator '" + key + "'");
        }
        return variable == MEAN ? mean(count) : (float) count[0][variable] / count[1][variable];
    }

    /**
     * Returns how many counterfactuals were NaN or infinite, which says more than the share of
     * agreement where there are any.
     *
     * @param key the key of the accumulator
     * @return the number of rows, of whatever variable
     * @throws IllegalArgumentException if there is no such accumulator
     */
    public long getNotFinite(String key) {
        Long rows = notFinite.get(key);
        if (rows == null) {
            throw new IllegalArgumentException("There is no accumulator '" + key + "'");
        }
        return rows;
    }

    private JudgedRuns.Run counterfactual(NDList labels, NDList predictions) {
        return new JudgedRuns(labels, predictions, criterion).counterfactual();
    }

    private static long notFinite(NDList outputs, int rows) {
        long others = 0;
        for (boolean isFinite : Finite.rows(outputs, rows)) {
            others += isFinite ? 0 : 1;
        }
        return others;
    }

    private boolean counts(VariableSelection which, int row) {
        for (int v = 0; v < variables.size(); v++) {
            if ((variable == MEAN || variable == v) && which.takes(row, v)) {
                return true;
            }
        }
        return false;
    }

    private long[][] count(VariableSelection which, boolean[] agree) {
        long[][] count = new long[2][variables.size()];
        for (int row = 0; row < agree.length; row++) {
            for (int v = 0; v < variables.size(); v++) {
                if (which.takes(row, v)) {
                    count[0][v] += agree[row] ? 1 : 0;
                    count[1][v]++;
                }
            }
        }
        return count;
    }

    private static long[][] sum(long[][] first, long[][] second) {
        long[][] sum = new long[2][first[0].length];
        for (int i = 0; i < sum.length; i++) {
            for (int v = 0; v < sum[i].length; v++) {
                sum[i][v] = first[i][v] + second[i][v];
            }
        }
        return sum;
    }

    private static float mean(long[][] count) {
        float sum = 0;
        int seen = 0;
        for (int v = 0; v < count[0].length; v++) {
            if (count[1][v] > 0) {
                sum += (float) count[0][v] / count[1][v];
                seen++;
            }
        }
        return sum / seen;
    }
}
