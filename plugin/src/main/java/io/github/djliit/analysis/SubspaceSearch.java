/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.site.Site;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.AnswerCriterion;
import io.github.djliit.training.CounterfactualDataset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Distributed alignment search: finds the subspaces of sites that variables live in, in a network
 * that stays as it is.
 *
 * <p>A rotation of each site is learned such that interchanging a variable's columns does what the
 * causal model says: the loss is that of the counterfactual outputs (DAS; Geiger et al., "Finding
 * Alignments Between Interpretable Causal Variables and Distributed Neural Representations", CLeaR
 * 2024). Several variables share the rotation, each with columns of its own, so that their
 * subspaces are orthogonal. With {@link Builder#optBoundless} the number of dimensions is learned
 * too, by a boundary among the columns that hardens as the search goes on (Wu et al.,
 * "Interpretability at Scale: Identifying Causal Mechanisms in Alpaca", NeurIPS 2023).
 *
 * <p>The sources run once, before the search; each step is a pass of bases forward and back. After
 * each epoch the validation pairs tell how good it is; the best epoch is kept, and when there was
 * none for a while the search ends. What comes out is judged on held-out pairs, which play no part
 * before, beside {@link Baselines} of as many dimensions.
 *
 * <pre>{@code
 * SearchResult result =
 *         SubspaceSearch.builder()
 *                 .setNetwork(block)
 *                 .setSites("01Linear")
 *                 .setDimensions(Map.of("left", 8))
 *                 .setPairs(learning, validation, heldOut)
 *                 .build()
 *                 .run(manager);
 * Alignment alignment = result.alignment();
 * }</pre>
 *
 * <p>The network is of DJL's own blocks, or a TorchScript file, opened as trainable or not; one
 * whose operators have no derivative, as a quantised one, is refused.
 *
 * <p>For one thread; the network's parameters have no gradient while a search runs. A search whose
 * thread is interrupted ends with a {@link CancellationException} after the step; with a file for
 * its state it goes on, later, where the last whole epoch ended, and gives what it would have
 * given.
 */
public final class SubspaceSearch {

    private final Builder settings;
    private final InterventionBlock network;
    private final List<Site> sites;

    private SubspaceSearch(Builder settings) {
        this.settings = settings;
        network = new InterventionBlock(settings.network);
        sites = settings.sites.stream().map(network::resolve).distinct().toList();
        network.check(new InterventionPlan(List.of(), sites));
    }

    /**
     * Returns a builder.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder();
    }

    Builder settings() {
        return settings;
    }

    InterventionBlock network() {
        return network;
    }

    List<Site> sites() {
        return sites;
    }

    /**
     * Searches.
     *
     * @param manager the manager that the work is done on; nothing is left there
     * @return what was found
     * @throws IllegalArgumentException if a variable has no impactful pair, dimensions do not fit a
     *     site, or the state is that of another search
     * @throws CancellationException if the thread is interrupted
     */
    public SearchResult run(NDManager manager) {
        return new SearchRun(this).run(manager);
    }

    /** Collects the settings of a search; not thread-safe. */
    public static final class Builder {

        Block network;
        List<Site> sites = List.of();
        Map<String, Integer> dimensions = Map.of();
        boolean boundless;
        boolean lowRank;
        CounterfactualDataset learning;
        CounterfactualDataset validation;
        CounterfactualDataset heldOut;
        Optional<LinearProbe> probe = Optional.empty();
        Loss loss = Loss.softmaxCrossEntropyLoss();
        AnswerCriterion criterion = AnswerCriterion.of(Agreement.ofClasses());
        int epochs = 100;
        int patience = 20;
        int starts = 4;
        int trialEpochs = 5;
        int batchSize = 256;
        float learningRate = .01f;
        float boundaryPenalty = .1f;
        long seed = 42;
        Path state;
        SearchListener listener = (epoch, loss, iia) -> {};

        private Builder() {}

        /**
         * Sets the network.
         *
         * @param block the network, initialised
         * @return this builder
         */
        public Builder setNetwork(Block block) {
            network = block;
            return this;
        }

        /**
         * Sets where to search: a rotation of its own for each site, all swapped together.
         *
         * @param texts the text forms of the sites
         * @return this builder
         */
        public Builder setSites(String... texts) {
            sites = Arrays.stream(texts).map(Site::of).toList();
            return this;
        }

        /**
         * Sets the variables that are searched together, and how many dimensions of each site each
         * of them has.
         *
         * @param counts the number of dimensions by variable, in order
         * @return this builder
         */
        public Builder setDimensions(Map<String, Integer> counts) {
            dimensions = new LinkedHashMap<>(counts);
            return this;
        }

        /**
         * Sets a variable whose number of dimensions is learned, too.
         *
         * @param variable the name of the variable
         * @return this builder
         */
        public Builder optBoundless(String variable) {
            boundless = true;
            dimensions = Map.of(variable, 1);
            return this;
        }

        /**
         * Sets whether only the columns that variables take are learned, and not the rest of the
         * rotation (default: false): the same subspaces in less time where sites are wide.
         *
         * @param value whether to learn a map of low rank
         * @return this builder
         */
        public Builder optLowRank(boolean value) {
            lowRank = value;
            return this;
        }

        /**
         * Sets the pairs, of one source each: three datasets that have no pair in common.
         *
         * @param toLearn what the search learns from
         * @param toValidate what tells it which epoch is best, and when to stop
         * @param toJudge what the result is judged by
         * @return this builder
         */
        public Builder setPairs(
                CounterfactualDataset toLearn,
                CounterfactualDataset toValidate,
                CounterfactualDataset toJudge) {
            learning = toLearn;
            validation = toValidate;
            heldOut = toJudge;
            return this;
        }

        /**
         * Sets inputs on which a linear probe learns to read the variables, for the baseline of
         * that name (default: none, which leaves it out).
         *
         * @param value the probe
         * @return this builder
         */
        public Builder optProbe(LinearProbe value) {
            probe = Optional.of(value);
            return this;
        }

        /**
         * Sets the loss of each output that counts (default: softmax cross-entropy).
         *
         * @param value the loss
         * @return this builder
         */
        public Builder optLoss(Loss value) {
            loss = Objects.requireNonNull(value, "loss");
            return this;
        }

        /**
         * Sets when an output agrees with its label (default: by class).
         *
         * @param value the agreement
         * @return this builder
         */
        public Builder optAgreement(Agreement value) {
            criterion = criterion.withAgreement(value);
            return this;
        }

        /**
         * Learns from and judges one output only (default: all).
         *
         * @param index the index of the output, -1 for all
         * @return this builder
         */
        public Builder optOutput(int index) {
            criterion = criterion.withOutput(index);
            return this;
        }

        /**
         * Sets how long to search (default: 100 epochs, and 20 without a better one).
         *
         * @param most the number of epochs at most
         * @param withoutBetter after how many epochs without a better one to stop
         * @return this builder
         */
        public Builder optEpochs(int most, int withoutBetter) {
            epochs = most;
            patience = withoutBetter;
            return this;
        }

        /**
         * Sets how many random starts are tried (default: 4, for 5 epochs each): the one that comes
         * furthest goes on. A search can end in a place that is no good and has no better one
         * around it.
         *
         * @param count the number of starts
         * @param trial the number of epochs of each before one is chosen
         * @return this builder
         */
        public Builder optStarts(int count, int trial) {
            starts = count;
            trialEpochs = trial;
            return this;
        }

        /**
         * Sets the size of the steps.
         *
         * @param rows the number of pairs of a step (default: 256)
         * @param rate the learning rate of Adam at first (default: 0.01); it falls to a tenth
         * @return this builder
         */
        public Builder optSteps(int rows, float rate) {
            batchSize = rows;
            learningRate = rate;
            return this;
        }

        /**
         * Sets what a boundless search pays for dimensions (default: 0.1), in units of the loss for
         * all of a site.
         *
         * @param price the price
         * @return this builder
         */
        public Builder optBoundaryPenalty(float price) {
            boundaryPenalty = price;
            return this;
        }

        /**
         * Sets the seed of the start and of the order of pairs (default: 42).
         *
         * @param value the seed
         * @return this builder
         */
        public Builder optSeed(long value) {
            seed = value;
            return this;
        }

        /**
         * Sets a file for the state (default: none): it is replaced after each epoch, as a whole,
         * and a search that finds one goes on from it.
         *
         * @param file the file, which ends in {@code .npz}
         * @return this builder
         */
        public Builder optState(Path file) {
            state = file;
            return this;
        }

        /**
         * Sets who is told of the progress (default: nobody).
         *
         * @param value the listener
         * @return this builder
         */
        public Builder optListener(SearchListener value) {
            listener = value;
            return this;
        }

        /**
         * Checks the settings, and the sites against the network.
         *
         * @return the search
         * @throws IllegalArgumentException if a setting is missing or wrong, or the network lacks a
         *     site
         */
        public SubspaceSearch build() {
            Objects.requireNonNull(network, "setNetwork is required");
            Objects.requireNonNull(learning, "setPairs is required");
            Objects.requireNonNull(validation, "setPairs needs pairs to validate");
            Objects.requireNonNull(heldOut, "setPairs needs pairs to judge by");
            require(!sites.isEmpty(), "There is no site to search at: name at least one");
            require(
                    !dimensions.isEmpty(),
                    "There is no variable to search for: give at least one, with its dimensions");
            dimensions.forEach(
                    (variable, count) ->
                            require(
                                    count > 0,
                                    "The variable '"
                                            + variable
                                            + "' needs one dimension or more, found "
                                            + count));
            require(
                    learning != validation && learning != heldOut && validation != heldOut,
                    "One dataset is given twice, and what is judged by pairs that were learned"
                            + " from is no held-out figure: make three that have no pair in common");
            require(
                    boundaryPenalty >= 0 && Float.isFinite(boundaryPenalty),
                    "What a dimension costs is finite and not negative, found " + boundaryPenalty);
            require(
                    learningRate > 0 && Float.isFinite(learningRate),
                    "The learning rate is finite and positive, found " + learningRate);
            require(
                    !boundless || dimensions.values().stream().allMatch(count -> count == 1),
                    "How many dimensions there are is learned (optBoundless), but setDimensions says "
                            + dimensions
                            + ": leave out one of the two");
            require(
                    !boundless || dimensions.size() == 1,
                    "The number of dimensions is learned for one variable at a time");
            require(!boundless || !lowRank, "A boundless search needs the whole rotation");
            require(
                    Math.min(Math.min(epochs, patience), Math.min(batchSize, starts)) > 0
                            && trialEpochs > 0,
                    "Epochs, epochs without a better one, starts, their epochs, and pairs of a"
                            + " step are positive");
            return new SubspaceSearch(this);
        }

        private static void require(boolean condition, String message) {
            if (!condition) {
                throw new IllegalArgumentException(message);
            }
        }
    }
}
