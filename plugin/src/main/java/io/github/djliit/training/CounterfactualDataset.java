/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.util.Progress;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.training.CounterfactualBatches.Epoch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Batches of base, sources and counterfactual labels, made from inputs, a causal model, an
 * alignment and a seed.
 *
 * <p>A batch has, as {@link CounterfactualLayout} tells, the data {@code [base..., source0..., ...,
 * which]} and the labels {@code [base..., source0..., ..., counterfactual..., which]}, where {@code
 * which}, int32 {@code [batch, sources]}, is the number of the aligned variable that is taken from
 * that source in that row, -1 for none. {@code which} carries the names of the variables, so that
 * who meets the batch with another alignment finds them by name, or refuses what it lacks.
 *
 * <p>Pairs are drawn once, and come in a new order in each epoch if shuffled; or anew in each
 * epoch, see {@link Builder#optRedraw}. The n-th epoch of two datasets with equal settings is the
 * same. The dataset holds Java values only; the arrays of a batch belong to the batch. Thread-safe.
 */
public final class CounterfactualDataset implements Dataset {

    private final Encoding encoding;
    private final List<String> names;
    private final VariableNames drawnNames;
    private final int batchSize;
    private final boolean shuffle;
    private final boolean redraw;
    private final int pairs;
    private final ExampleSampler sampler;
    private final SplittableRandom random;
    private final EquivalentInputs equivalentInputs;

    /** The examples of every epoch; null if each draws its own. */
    private final List<CounterfactualExample> fixed;

    /** The arrays of the fixed examples, made when they are first asked for. */
    private Epoch stored;

    private CounterfactualDataset(Builder builder) {
        encoding = builder.encoding.checked();
        names = builder.alignment.variables();
        drawnNames =
                VariableNames.of(names, List.copyOf(builder.variables))
                        .withFurther(encoding.furtherLabels());
        batchSize = builder.batchSize;
        shuffle = builder.shuffle;
        redraw = builder.redraw;
        pairs = builder.pairs;
        List<Variable<?>> aligned = new ArrayList<>();
        builder.alignment.variables().forEach(name -> aligned.add(builder.model.variable(name)));
        int[] drawn =
                builder.variables.stream()
                        .mapToInt(builder.alignment.variables()::indexOf)
                        .toArray();
        sampler = new ExampleSampler(builder, aligned, drawn);
        equivalentInputs = new EquivalentInputs(builder.model, aligned, encoding);
        random = new SplittableRandom(builder.seed);
        fixed = redraw ? null : sampler.draw(pairs, random.split());
        for (int i = 0; i < builder.firstEpoch; i++) {
            random.split();
        }
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
     * Returns how many pairs an epoch has.
     *
     * @return the number of rows of all batches together
     */
    public int size() {
        return pairs;
    }

    /**
     * Returns the bases alone, as ordinary batches of inputs and labels: to validate on, or to
     * ablate.
     *
     * @return a dataset whose epochs are those of this one
     */
    public Dataset bases() {
        return new BaseInputs(this);
    }

    /**
     * Returns the names of the aligned variables, whose order numbers them in {@code which}.
     *
     * @return the names
     */
    public List<String> variables() {
        return names;
    }

    /**
     * Returns the variables that pairs swap.
     *
     * @return their names, some of {@link #variables} or all
     */
    public List<String> swapped() {
        return names.stream().filter(drawnNames.names()::contains).toList();
    }

    @Override
    public Iterable<Batch> getData(NDManager manager) {
        SplittableRandom draws = nextEpoch();
        Epoch epoch =
                redraw
                        ? Epoch.of(sampler.draw(pairs, draws), encoding, drawnNames)
                        : stored(manager);
        List<Integer> order = new ArrayList<>(IntStream.range(0, pairs).boxed().toList());
        if (shuffle && !redraw) {
            ExampleSampler.shuffle(order, draws);
        }
        int[] numbers = order.stream().mapToInt(Integer::intValue).toArray();
        return () -> new CounterfactualBatches(epoch, batchSize, manager, numbers);
    }

    @Override
    public Iterable<Batch> getData(NDManager manager, ExecutorService executorService) {
        return getData(manager);
    }

    @Override
    public void prepare(Progress progress) {
        // In memory.
    }

    private synchronized SplittableRandom nextEpoch() {
        return random.split();
    }

    /** Returns what finds the natural inputs of counterfactuals. */
    EquivalentInputs equivalentInputs() {
        return equivalentInputs;
    }

    private synchronized Epoch stored(NDManager manager) {
        stored = stored == null ? Epoch.of(fixed, encoding, drawnNames).stored(manager) : stored;
        return stored;
    }

    /** Collects the settings of a dataset; not thread-safe. */
    public static final class Builder {

        CausalModel model;
        List<Setting> inputs;
        Function<Setting, ?> key = setting -> "";
        int sources = 1;
        Pairing pairing = Pairing.INDEPENDENT;
        boolean impactfulOnly;
        private Alignment alignment;
        private Collection<String> variables;
        private Encoding encoding;
        int batchSize;
        boolean variablePerBatch;
        boolean bothDirections;
        private boolean shuffle;
        private boolean redraw;
        private int pairs;
        private int firstEpoch;
        private long seed = 42;

        private Builder() {}

        /**
         * Sets the causal model that labels and counterfactuals come from.
         *
         * @param causalModel the causal model
         * @return this builder
         */
        public Builder setCausalModel(CausalModel causalModel) {
            model = causalModel;
            return this;
        }

        /**
         * Sets the alignment, whose order numbers the variables.
         *
         * @param value the alignment
         * @return this builder
         */
        public Builder setAlignment(Alignment value) {
            alignment = value;
            return this;
        }

        /**
         * Sets the inputs that bases and sources are drawn from.
         *
         * @param settings settings of the causal model's inputs
         * @return this builder
         */
        public Builder setInputs(List<Setting> settings) {
            inputs = List.copyOf(settings);
            return this;
        }

        /**
         * Sets size and order of the batches.
         *
         * @param size rows of a batch, that is pairs; the last batch may be smaller
         * @param shuffled whether each epoch has an order of its own
         * @return this builder
         */
        public Builder setSampling(int size, boolean shuffled) {
            batchSize = size;
            shuffle = shuffled;
            return this;
        }

        /**
         * Sets how settings become arrays (default: {@link Encoding#of}).
         *
         * @param value the encoding
         * @return this builder
         */
        public Builder optEncoding(Encoding value) {
            encoding = value;
            return this;
        }

        /**
         * Sets the number of sources of a pair (default: 1). A different variable is taken from
         * each.
         *
         * @param count the number of sources
         * @return this builder
         */
        public Builder optSources(int count) {
            sources = count;
            return this;
        }

        /**
         * Sets how base and sources are put together (default: {@link Pairing#INDEPENDENT}).
         *
         * @param value the way of pairing
         * @return this builder
         */
        public Builder optPairing(Pairing value) {
            pairing = Objects.requireNonNull(value, "pairing");
            return this;
        }

        /**
         * Sets the number of pairs of an epoch (default: the number of inputs, or half of it if
         * paired by halves).
         *
         * @param count the number of pairs
         * @return this builder
         */
        public Builder optPairs(int count) {
            pairs = count;
            return this;
        }

        /**
         * Balances bases and sources: a key is drawn first, each as often as any other, then an
         * input that has it.
         *
         * @param function from a setting of all variables to its key; arrays are compared by
         *     content
         * @return this builder
         */
        public Builder optBalancedBy(Function<Setting, ?> function) {
            key = Objects.requireNonNull(function, "balancedBy");
            return this;
        }

        /**
         * Keeps only pairs whose interchange changes an output of the causal model (default:
         * false).
         *
         * @param value whether to keep only those
         * @return this builder
         */
        public Builder optImpactfulOnly(boolean value) {
            impactfulOnly = value;
            return this;
        }

        /**
         * Sets the variables that are interchanged (default: all that are aligned).
         *
         * @param names the names of aligned variables
         * @return this builder
         */
        public Builder optVariables(Collection<String> names) {
            variables = List.copyOf(names);
            return this;
        }

        /**
         * Sets whether each epoch draws new pairs (default: false).
         *
         * @param value whether to draw anew
         * @return this builder
         */
        public Builder optRedraw(boolean value) {
            redraw = value;
            return this;
        }

        /**
         * Sets whether all rows of a batch interchange the same variables (default: false); only
         * for pairs that are drawn anew in each epoch, or come in a fixed order.
         *
         * @param value whether a batch has one draw of variables
         * @return this builder
         */
        public Builder optVariablePerBatch(boolean value) {
            variablePerBatch = value;
            return this;
        }

        /**
         * Sets whether each pair is followed by the same one with base and source changed over
         * (default: false); with one source.
         *
         * @param value whether to swap in both directions
         * @return this builder
         */
        public Builder optBothDirections(boolean value) {
            bothDirections = value;
            return this;
        }

        /**
         * Sets the number of epochs to leave out (default: 0), to go on where an equal one stopped.
         *
         * @param count the number of epochs seen before
         * @return this builder
         */
        public Builder optFirstEpoch(int count) {
            firstEpoch = count;
            return this;
        }

        /**
         * Sets the seed of all draws (default: 42).
         *
         * @param value the seed
         * @return this builder
         */
        public Builder optSeed(long value) {
            seed = value;
            return this;
        }

        /**
         * Checks the settings, draws the pairs and builds the dataset.
         *
         * @return the dataset
         * @throws IllegalArgumentException if a setting is missing or does not fit the others
         */
        public CounterfactualDataset build() {
            Objects.requireNonNull(model, "setCausalModel is required");
            Objects.requireNonNull(alignment, "setAlignment is required");
            Objects.requireNonNull(inputs, "setInputs is required");
            alignment.check(model);
            variables = variables == null ? alignment.variables() : variables;
            alignment.restrictedTo(variables);
            require(!inputs.isEmpty(), "The dataset is empty: give at least one input");
            require(batchSize > 0, "The batch size must be positive, found " + batchSize);
            require(sources > 0, "The number of sources must be positive, found " + sources);
            require(
                    sources <= variables.size(),
                    "Each of "
                            + sources
                            + " sources gives a different variable, but only "
                            + variables
                            + " can be interchanged");
            require(
                    firstEpoch >= 0,
                    "The number of epochs to leave out is not negative, found " + firstEpoch);
            require(
                    !bothDirections || sources == 1,
                    "Base and source change over where there is one source, found " + sources);
            require(
                    !variablePerBatch || redraw || !shuffle,
                    "One variable for a batch needs pairs that stay in it: redraw, or do not"
                            + " shuffle");
            checkPairing();
            if (encoding == null) {
                encoding = Encoding.of(model);
            }
            return new CounterfactualDataset(this);
        }

        private void checkPairing() {
            if (pairing == Pairing.HALVES) {
                require(sources == 1, "Pairing by halves has one source, found " + sources);
                require(!impactfulOnly, "Pairing by halves cannot choose impactful pairs");
                require(
                        inputs.size() % 2 == 0,
                        "Pairing by halves needs an even number of inputs, found "
                                + inputs.size()
                                + ": leave one out, or pair independently");
                pairs = pairs == 0 ? inputs.size() / 2 : pairs;
                require(
                        pairs <= inputs.size() / 2,
                        inputs.size()
                                + " inputs make "
                                + inputs.size() / 2
                                + " pairs by halves, asked for "
                                + pairs);
            }
            pairs = pairs == 0 ? inputs.size() : pairs;
            require(pairs > 0, "The number of pairs must be positive, found " + pairs);
        }

        private static void require(boolean condition, String message) {
            if (!condition) {
                throw new IllegalArgumentException(message);
            }
        }
    }
}
