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
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.TranslateException;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.ActivationCache;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.site.Site;
import io.github.djliit.statistics.Bootstrap;
import io.github.djliit.statistics.Estimate;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.AnswerCriterion;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.RowMetric;
import io.github.djliit.training.TeacherDataset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Ablates sites of a network on some data, and tells what of the task is lost.
 *
 * <pre>{@code
 * try (AblationStudy study =
 *         AblationStudy.builder().setNetwork(block).setData(dataset).build(manager)) {
 *     Effect effect = study.effect("02Linear[0:4]");
 * }
 * }</pre>
 *
 * <p>The data are read and run once, and kept until the study closes, with the outputs. After that
 * an ablation is one pass for each batch; means take one pass for all new sites of a call together,
 * resampling one for each call. The parameters of the network stay as they are until the study
 * closes, since its effects are compared with the outputs of then. Not thread-safe.
 */
public final class AblationStudy implements AutoCloseable {

    private final InterventionBlock network;
    private final AnswerCriterion criterion;
    private final AblationPlans plans;
    private final Bootstrap bootstrap;
    final NDManager manager;
    private final List<StudyBatch> batches = new ArrayList<>();

    private AblationStudy(Builder builder, NDManager manager) {
        network = new InterventionBlock(builder.network);
        criterion = builder.criterion;
        plans = new AblationPlans(network, builder.ablation);
        bootstrap = builder.bootstrap;
        this.manager = manager;
    }

    /**
     * Returns a builder.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the accuracy with nothing ablated.
     *
     * @return the share of rows whose answer is right
     */
    public Estimate accuracy() {
        long rows = 0;
        long right = 0;
        for (StudyBatch batch : batches) {
            for (int row = 0; row < batch.facts().rows(); row++) {
                rows++;
                right += batch.facts().isRight(row) ? 1 : 0;
            }
        }
        return bootstrap.share(right, rows);
    }

    /**
     * Returns how many rows have an output that is NaN or infinite with nothing ablated. Where
     * there are any, no figure of the study says much; those under an ablation are in its effect.
     *
     * @return the number of rows
     */
    public long notFinite() {
        long rows = 0;
        for (StudyBatch batch : batches) {
            for (int row = 0; row < batch.facts().rows(); row++) {
                rows += batch.facts().isFinite(row) ? 0 : 1;
            }
        }
        return rows;
    }

    /**
     * Ablates sites together.
     *
     * @param sites the text forms of the sites
     * @return the effect
     * @throws IllegalArgumentException if the network lacks a site, or a batch has no other row to
     *     resample from
     */
    public Effect effect(String... sites) {
        return effects(List.of(resolved(List.of(sites)))).get(0);
    }

    /**
     * Ablates each site by itself.
     *
     * @param sites the text forms of the sites
     * @return the effects in the same order
     * @throws IllegalArgumentException as {@link #effect}
     */
    public List<Effect> each(List<String> sites) {
        return effects(resolved(sites).stream().map(List::of).toList());
    }

    /**
     * Ablates each site that realises no variable, by itself. A network that realises the causal
     * model there and nowhere else does not care.
     *
     * @param alignment the alignment
     * @param candidates the text forms of sites; those of the alignment are passed over
     * @return the effects of the others in the same order
     * @throws IllegalArgumentException as {@link #effect}, if a candidate shares some of its units
     *     with a site of the alignment, or a variable lives in a subspace
     */
    public List<Effect> outside(Alignment alignment, List<String> candidates) {
        List<Site> others = overlap().outside(resolved(candidates), aligned(alignment));
        return effects(others.stream().map(List::of).toList());
    }

    /**
     * Scores the sites of an alignment as a circuit.
     *
     * @param alignment the alignment
     * @param candidates the text forms of all sites that may do the task
     * @return the score
     * @throws IllegalArgumentException as {@link #outside}, or if there are no candidates
     */
    public CircuitScore circuit(Alignment alignment, List<String> candidates) {
        return score(aligned(alignment), resolved(candidates));
    }

    /**
     * Scores a circuit.
     *
     * @param circuit the text forms of its sites
     * @param candidates the text forms of all sites that may do the task
     * @return the score
     * @throws IllegalArgumentException as {@link #outside}, or if there are no candidates
     */
    public CircuitScore circuit(List<String> circuit, List<String> candidates) {
        return score(resolved(circuit), resolved(candidates));
    }

    private CircuitScore score(List<Site> circuit, List<Site> candidates) {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException(
                    "There are no candidates, so that nothing would be ablated outside the circuit:"
                            + " name all sites that may do the task");
        }
        List<Site> others = overlap().outside(candidates, circuit);
        List<Site> all = Stream.concat(circuit.stream(), others.stream()).toList();
        List<Effect> effects = effects(List.of(others, circuit, all));
        return new CircuitScore(accuracy(), effects.get(0), effects.get(1), effects.get(2));
    }

    private List<Effect> effects(List<List<Site>> ablations) {
        List<NDList> data = batches.stream().map(StudyBatch::inputs).toList();
        List<InterventionPlan> each = plans.of(ablations, data);
        List<Site> touched = ablations.stream().flatMap(List::stream).distinct().toList();
        List<EffectCounts> counts =
                ablations.stream()
                        .map(sites -> new EffectCounts(sites, criterion.metrics().keySet()))
                        .toList();
        for (StudyBatch batch : batches) {
            try (ActivationCache source =
                    plans.resample() && !touched.isEmpty()
                            ? batch.partnersActivations(network, touched)
                            : null) {
                for (int i = 0; i < counts.size(); i++) {
                    count(batch, each.get(i), source, counts.get(i));
                }
            }
        }
        return counts.stream().map(count -> count.effect(bootstrap)).toList();
    }

    private void count(
            StudyBatch batch, InterventionPlan plan, ActivationCache source, EffectCounts counts) {
        InterventionCall.Builder call =
                InterventionCall.builder(plan, batch.inputs()).optBase(false);
        if (source != null) {
            call.addSource(source);
        }
        try (InterventionResult result = network.intervene(call.build())) {
            batch.facts().compare(criterion, result.counterfactual(), counts);
        }
    }

    private void add(Batch batch, SplittableRandom random) {
        if (batch.getLabels().isEmpty()) {
            throw new IllegalArgumentException(
                    "The data have no labels, so that no answer is right or wrong: give the dataset"
                            + " labels that the agreement compares with outputs");
        }
        NDList inputs = new NDList(batch.getData());
        NDList labels = new NDList(batch.getLabels());
        inputs.attach(manager);
        labels.attach(manager);
        InterventionPlan nothing = new InterventionPlan(List.of(), List.of());
        NDList outputs = network.intervene(nothing, inputs).base();
        batches.add(
                new StudyBatch(inputs, StudyBatch.Facts.of(criterion, labels, outputs), random));
    }

    private List<Site> resolved(List<String> sites) {
        return sites.stream().map(Site::of).map(network::resolve).distinct().toList();
    }

    private List<Site> aligned(Alignment alignment) {
        return alignment.checkWhole("An ablation").check(network::resolve).sites().values().stream()
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    private SiteOverlap overlap() {
        return new SiteOverlap(network, batches.get(0).inputs());
    }

    @Override
    public void close() {
        manager.close();
    }

    /** Collects the settings of a study; not thread-safe. */
    public static final class Builder {

        private static final long SEED = 42;

        private Block network;
        private Dataset data;
        private AnswerCriterion criterion = AnswerCriterion.of(Agreement.ofClasses());
        private Ablation ablation = Ablation.MEAN;
        private Bootstrap bootstrap = Bootstrap.ofSeed(SEED);

        private Builder() {}

        /**
         * Sets the network.
         *
         * @param block any block, initialised
         * @return this builder
         */
        public Builder setNetwork(Block block) {
            network = block;
            return this;
        }

        /**
         * Sets the data, whose labels are those of the task.
         *
         * @param dataset batches of inputs and labels; resampling needs at least two rows in each
         * @return this builder
         */
        public Builder setData(Dataset dataset) {
            data = dataset;
            return this;
        }

        /**
         * Sets when an output agrees with its label (default: {@link Agreement#ofClasses}). An
         * answer is the same if the output agrees with the output without ablation in place of a
         * label, so that each output has to agree with itself.
         *
         * @param value the agreement
         * @return this builder
         */
        public Builder optAgreement(Agreement value) {
            criterion = criterion.withAgreement(value);
            return this;
        }

        /**
         * Judges one output only (default: all together).
         *
         * @param index the index of the output, -1 for all
         * @return this builder
         */
        public Builder optOutput(int index) {
            criterion = criterion.withOutput(index);
            return this;
        }

        /**
         * Adds a metric between label and output, of the first output that is judged.
         *
         * @param name its name in the effects
         * @param metric the metric
         * @return this builder
         */
        public Builder optMetric(String name, RowMetric metric) {
            criterion = criterion.withMetric(name, metric);
            return this;
        }

        /**
         * Sets what takes the place of an activation (default: {@link Ablation#MEAN}).
         *
         * @param value the ablation
         * @return this builder
         */
        public Builder optAblation(Ablation value) {
            ablation = value;
            return this;
        }

        /**
         * Sets how intervals are made (default: of 95%, with seed 42); resampling draws from its
         * seed too.
         *
         * @param value the bootstrap
         * @return this builder
         */
        public Builder optBootstrap(Bootstrap value) {
            bootstrap = Objects.requireNonNull(value, "bootstrap");
            return this;
        }

        /**
         * Reads and runs the data.
         *
         * @param manager a manager; what the study keeps is below it until the study closes
         * @return the study
         * @throws IOException if the data cannot be read
         * @throws TranslateException if an input cannot be processed
         * @throws IllegalArgumentException if there are no data, or no labels, or an output does
         *     not agree with itself
         */
        public AblationStudy build(NDManager manager) throws IOException, TranslateException {
            Objects.requireNonNull(network, "setNetwork is required");
            Objects.requireNonNull(data, "setData is required");
            if (data instanceof CounterfactualDataset || data instanceof TeacherDataset) {
                throw new IllegalArgumentException(
                        "The data are pairs of bases and sources, and a study runs inputs as they"
                                + " are: give it the bases, setData(pairs.bases())");
            }
            AblationStudy study = new AblationStudy(this, manager.newSubManager());
            try {
                read(study);
                return study;
            } catch (IOException | TranslateException | RuntimeException e) {
                study.close();
                throw e;
            }
        }

        private void read(AblationStudy study) throws IOException, TranslateException {
            SplittableRandom random = new SplittableRandom(bootstrap.seed());
            for (Batch batch : data.getData(study.manager)) {
                study.add(batch, random);
                batch.close();
            }
            if (study.batches.isEmpty()) {
                throw new IllegalArgumentException("The data are empty: give at least one batch");
            }
        }
    }
}
