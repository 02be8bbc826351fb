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
import io.github.djliit.causal.Setting;
import io.github.djliit.statistics.Bootstrap;
import io.github.djliit.statistics.Estimate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Measures how well a network realises a causal model, on pairs it was not trained on.
 *
 * <p>A pair is impactful if the interchange changes an output of the causal model. Unimpactful
 * pairs are easy to get right, so that the figure of the impactful ones stands beside the whole.
 *
 * <p>A pair is wrong to begin with if the network, with nothing swapped inside it, is wrong on the
 * base, on a source that a variable is taken from, or on the counterfactual: on the input that by
 * nature has the causal model's counterfactual outputs, which is the base with the inputs that the
 * variable depends on taken from the source. (Where those inputs act on the output past the
 * variable as well, there is no such input, and only base and source are judged.) Such pairs say
 * less of the alignment than of the task; {@link #optRightOnly} leaves them out.
 *
 * <p>A batch takes one run of base and sources, one of the counterfactual, and one of the natural
 * inputs. Settings are made before the first run; a run keeps nothing.
 */
public final class InterchangeEvaluation {

    private static final long SEED = 42;

    private final IitBlock block;
    private final Alignment alignment;
    private AnswerCriterion criterion;
    private boolean rightOnly;
    private Bootstrap bootstrap = Bootstrap.ofSeed(SEED);

    /**
     * The figures of one variable, of the pairs that were not left out.
     *
     * @param agreement the share of counterfactuals on which network and causal model agree
     * @param impact the share of impactful pairs
     * @param agreementImpactful the share of agreement on the impactful pairs
     * @param agreementUnimpactful the share of agreement on the others
     * @param wrong how many pairs were wrong to begin with, and how many of them were left out
     * @param metrics the mean of each metric between counterfactual label and output, by name
     * @param notFinite in how many pairs, left out or not, an output of base, source or
     *     counterfactual has NaN or infinity: the other figures say little where there are any
     */
    public record Figures(
            Estimate agreement,
            Estimate impact,
            Estimate agreementImpactful,
            Estimate agreementUnimpactful,
            Wrong wrong,
            Map<String, Estimate> metrics,
            long notFinite) {

        /** Copies the map, keeping its order. */
        public Figures {
            metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        }

        /**
         * Creates figures of pairs whose outputs are all finite.
         *
         * @param agreement the share of agreement
         * @param impact the share of impactful pairs
         * @param agreementImpactful the share of agreement on the impactful pairs
         * @param agreementUnimpactful the share of agreement on the others
         * @param wrong how many pairs were wrong to begin with
         * @param metrics the mean of each metric by name
         */
        public Figures(
                Estimate agreement,
                Estimate impact,
                Estimate agreementImpactful,
                Estimate agreementUnimpactful,
                Wrong wrong,
                Map<String, Estimate> metrics) {
            this(agreement, impact, agreementImpactful, agreementUnimpactful, wrong, metrics, 0);
        }

        /**
         * Returns figures of counts, without metrics; what was wrong is {@link Wrong#NOT_COUNTED},
         * and all outputs are finite.
         *
         * @param pairs the number of pairs
         * @param agree how many agree
         * @param impactful how many are impactful
         * @param agreeImpactful how many do both
         * @return the shares with intervals of 95%
         */
        public static Figures of(long pairs, long agree, long impactful, long agreeImpactful) {
            Bootstrap bootstrap = Bootstrap.ofSeed(SEED);
            return new Figures(
                    bootstrap.share(agree, pairs),
                    bootstrap.share(impactful, pairs),
                    bootstrap.share(agreeImpactful, impactful),
                    bootstrap.share(agree - agreeImpactful, pairs - impactful),
                    Wrong.NOT_COUNTED,
                    Map.of());
        }

        /**
         * Returns the same figures with a count.
         *
         * @param pairs in how many pairs an output is not finite
         * @return new figures
         */
        public Figures withNotFinite(long pairs) {
            return new Figures(
                    agreement,
                    impact,
                    agreementImpactful,
                    agreementUnimpactful,
                    wrong,
                    metrics,
                    pairs);
        }

        /**
         * Returns the number of pairs.
         *
         * @return how many were not left out
         */
        public long pairs() {
            return agreement.count();
        }

        /**
         * Returns the interchange intervention accuracy.
         *
         * @return the share of agreement; NaN if no pair is left
         */
        public double iia() {
            return agreement.value();
        }

        /**
         * Returns the share of impactful pairs.
         *
         * @return the share; NaN if no pair is left
         */
        public double impactful() {
            return impact.value();
        }

        /**
         * Returns the share of agreement on the impactful pairs.
         *
         * @return the share; NaN if there are none
         */
        public double iiaImpactful() {
            return agreementImpactful.value();
        }

        /**
         * Returns the share of agreement on the pairs that are not impactful.
         *
         * @return the share; NaN if there are none
         */
        public double iiaUnimpactful() {
            return agreementUnimpactful.value();
        }
    }

    /**
     * Pairs that were wrong to begin with, see {@link InterchangeEvaluation}.
     *
     * @param base how many on the base
     * @param source how many on a source
     * @param counterfactual how many on the natural input of the counterfactual
     * @param any how many on any of these
     * @param leftOut how many were left out: all of them, or 0
     */
    public record Wrong(long base, long source, long counterfactual, long any, long leftOut) {

        /** Where nobody looked: -1 throughout, and none left out. */
        public static final Wrong NOT_COUNTED = new Wrong(-1, -1, -1, -1, 0);
    }

    /**
     * All figures.
     *
     * @param task the share of base inputs whose output is right, none left out
     * @param variables the figures of each variable
     * @param notFinite in how many pairs, of all variables, an output has NaN or infinity
     */
    public record Result(Estimate task, Map<String, Figures> variables, long notFinite) {

        /**
         * Creates the figures of a network whose outputs are all finite.
         *
         * @param task the share of base inputs whose output is right
         * @param variables the figures of each variable
         */
        public Result(Estimate task, Map<String, Figures> variables) {
            this(task, variables, 0);
        }

        /**
         * Returns the share of base inputs whose output is right.
         *
         * @return the task accuracy
         */
        public double taskAccuracy() {
            return task.value();
        }
    }

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
        criterion = AnswerCriterion.of(agreement);
    }

    /**
     * Judges one output only, as of a network with several tasks (default: a pair agrees if all
     * outputs do).
     *
     * @param index the index of the output, -1 for all
     * @return this measurement
     * @throws IllegalArgumentException if it is another negative number
     */
    public InterchangeEvaluation optOutput(int index) {
        criterion = criterion.withOutput(index);
        return this;
    }

    /**
     * Leaves out pairs that were wrong to begin with (default: false); they are counted anyway.
     *
     * @param value whether to leave them out
     * @return this measurement
     */
    public InterchangeEvaluation optRightOnly(boolean value) {
        rightOnly = value;
        return this;
    }

    /**
     * Adds a metric between counterfactual label and output; of several outputs the first that is
     * judged counts.
     *
     * @param name its name in the figures
     * @param metric the metric
     * @return this measurement
     */
    public InterchangeEvaluation optMetric(String name, RowMetric metric) {
        criterion = criterion.withMetric(name, metric);
        return this;
    }

    /**
     * Sets how intervals are made (default: of 95%, with seed 42).
     *
     * @param value the bootstrap
     * @return this measurement
     */
    public InterchangeEvaluation optBootstrap(Bootstrap value) {
        bootstrap = Objects.requireNonNull(value, "bootstrap");
        return this;
    }

    /**
     * Runs the pairs of a dataset.
     *
     * @param manager the manager that parameters live on; nothing is left there
     * @param dataset pairs, in which one variable is swapped at a time; of several sources, all
     *     that a pair swaps is swapped at once, and it counts for each of these variables
     * @return the figures of each variable that was swapped at least once
     * @throws IllegalStateException if the network is not initialised
     * @throws IllegalArgumentException if labels and outputs do not fit, there is no such output,
     *     or the pairs have labels of further variables and all outputs are judged
     */
    public Result run(NDManager manager, CounterfactualDataset dataset) {
        block.checkInitialized();
        criterion.check(dataset);
        ParameterStore parameterStore = new ParameterStore(manager, false);
        Counts counts = new Counts();
        for (Batch batch : dataset.getData(manager)) {
            try (batch) {
                NDList predictions = block.forward(parameterStore, batch.getData(), false);
                boolean[] wrong =
                        naturalWrong(
                                parameterStore,
                                (CounterfactualBatch) batch,
                                dataset.equivalentInputs());
                count(batch.getLabels(), predictions, wrong, counts);
            }
        }
        return counts.result();
    }

    /** Returns in which rows the network is wrong on the natural input of the counterfactual. */
    private boolean[] naturalWrong(
            ParameterStore parameterStore, CounterfactualBatch batch, EquivalentInputs natural) {
        boolean[] wrong = new boolean[batch.examples().size()];
        List<Setting> settings = new ArrayList<>();
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < wrong.length; row++) {
            Optional<Setting> setting = natural.of(batch.examples().get(row));
            setting.ifPresent(settings::add);
            if (setting.isPresent()) {
                rows.add(row);
            }
        }
        if (!rows.isEmpty()) {
            NDManager manager = batch.getManager();
            NDList inputs = natural.encoding().inputs(manager, settings);
            NDList labels = criterion.ofLabels(natural.encoding().labels(manager, settings));
            boolean[] right = criterion.agree(labels, block.plain(parameterStore, inputs));
            for (int i = 0; i < right.length; i++) {
                wrong[rows.get(i)] = !right[i];
            }
        }
        return wrong;
    }

    private void count(NDList labels, NDList predictions, boolean[] naturalWrong, Counts counts) {
        VariableSelection which =
                VariableSelection.of(labels.get(labels.size() - 1), alignment.variables());
        JudgedRuns runs = new JudgedRuns(labels, predictions, criterion);
        JudgedRuns.Run base = runs.base();
        JudgedRuns.Run counterfactual = runs.counterfactual();
        boolean[] task = base.agree(criterion.agreement());
        boolean[] agree = counterfactual.agree(criterion.agreement());
        boolean[] same = Agreement.within(0).all(base.labels(), counterfactual.labels());
        boolean[] sourceWrong = sourceWrong(runs, which);
        boolean[] finite = runs.finite(agree.length);
        Map<String, double[]> values =
                criterion.measure(counterfactual.labels(), counterfactual.outputs());
        for (int row = 0; row < agree.length; row++) {
            PairFacts pair =
                    new PairFacts(
                            task[row],
                            agree[row],
                            !same[row],
                            sourceWrong[row],
                            naturalWrong[row],
                            finite[row]);
            counts.add(which, row, pair, values);
        }
    }

    /** Returns in which rows a source that something is taken from has a wrong output. */
    private boolean[] sourceWrong(JudgedRuns runs, VariableSelection which) {
        boolean[] wrong = new boolean[which.rows()];
        for (int s = 0; s < which.sources(); s++) {
            boolean[] right = runs.source(s).agree(criterion.agreement());
            for (int row = 0; row < wrong.length; row++) {
                wrong[row] |= which.isTaken(row, s) && !right[row];
            }
        }
        return wrong;
    }

    /** Running totals; by variable where there is an index. */
    private final class Counts {

        private final List<PairCounts> variables = new ArrayList<>();
        private long rows;
        private long right;
        private long notFinite;

        private Counts() {
            alignment
                    .variables()
                    .forEach(
                            v ->
                                    variables.add(
                                            new PairCounts(
                                                    rightOnly, criterion.metrics().keySet())));
        }

        private void add(
                VariableSelection which, int row, PairFacts pair, Map<String, double[]> values) {
            rows++;
            right += pair.task() ? 1 : 0;
            notFinite += pair.finite() ? 0 : 1;
            for (int v = 0; v < variables.size(); v++) {
                PairCounts counts = variables.get(v);
                if (which.takes(row, v) && counts.add(pair)) {
                    values.forEach((name, value) -> counts.add(name, value[row]));
                }
            }
        }

        private Result result() {
            Map<String, Figures> figures = new LinkedHashMap<>();
            for (int v = 0; v < variables.size(); v++) {
                if (!variables.get(v).isEmpty()) {
                    figures.put(alignment.variables().get(v), variables.get(v).figures(bootstrap));
                }
            }
            return new Result(bootstrap.share(right, rows), figures, notFinite);
        }
    }
}
