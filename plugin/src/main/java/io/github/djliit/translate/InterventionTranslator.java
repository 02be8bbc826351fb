/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import ai.djl.ndarray.NDList;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.github.djliit.network.Fusing;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.SequenceLengths;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Any translator, now with interventions: base and sources go through it as inputs do, and base
 * output, source outputs and counterfactual come out of it as outputs do.
 *
 * <pre>{@code
 * Translator<Image, Classifications> translator = ...;
 * try (var predictor = model.newPredictor(new InterventionTranslator<>(translator))) {
 *     InterventionPlan plan = InterventionPlan.builder().interchange("02Conv2d").build();
 *     Classifications counterfactual =
 *             predictor.predict(InterventionInput.of(plan, cat, dog)).counterfactual();
 * }
 * }</pre>
 *
 * <p>A batch runs as one: inputs with different plans make one pass of bases and sources and one
 * pass under their plans, unless the network mixes the rows of a batch ({@link Fusing}); inputs
 * without plan and source make one forward of their own. Each gives what it gives alone, save for
 * the last digit. What a translator notes in the context at input, it finds at the output of just
 * that run.
 *
 * <p>Inputs, base and source among them, whose arrays differ in the first axis are padded to the
 * longest, and {@link SequenceLengths} are given, so that positions count in each row's own
 * sequence. Outputs and activations are cut to the own length again: those whose first axis is as
 * long as the padded batch, and which have another (without the batch axis). Only what the network
 * tells from padding, by a mask, is padded: the first batch of different lengths runs its shortest
 * input by itself, too, and where the network refuses that, as one of a fixed width does, the input
 * is refused; where it gives something else, what differs in length runs apart. A translator whose
 * batchifier is not DJL's {@code StackBatchifier} pads by that, after the sequence.
 *
 * <p>A translator without a batchifier makes batches by itself: then each input is a call of its
 * own, rows in its plan are those of its own batch, and activations keep the batch axis.
 *
 * <p>Thread-safe if the wrapped translator is: one object serves many predictors. An error that
 * stems from one input of a batch is a {@link BatchInputException}.
 *
 * @param <I> the input type of the wrapped translator
 * @param <O> its output type
 */
public final class InterventionTranslator<I, O>
        implements Translator<InterventionInput<I>, InterventionOutput<O>> {

    private static final String PREDICTION = InterventionTranslator.class.getName();

    private final Translator<I, O> wrapped;
    private final BatchRunner.Settings settings;
    private final WrappedBlocks blocks = new WrappedBlocks();

    /** Null where the network says. */
    private final Fusing fusing;

    /**
     * Wraps a translator; sequences are padded with 0, after the sequence.
     *
     * @param wrapped any translator
     */
    public InterventionTranslator(Translator<I, O> wrapped) {
        this(builder(wrapped));
    }

    private InterventionTranslator(Builder<I, O> builder) {
        wrapped = builder.wrapped;
        fusing = builder.fusing;
        settings =
                new BatchRunner.Settings(
                        new SequencePadding(builder.padding, builder.isLeft),
                        Set.copyOf(builder.sequenceOutputs),
                        new PaddingProof());
    }

    /**
     * Returns a builder for a translator with settings.
     *
     * @param <I> the input type of the wrapped translator
     * @param <O> its output type
     * @param wrapped any translator
     * @return the builder
     */
    public static <I, O> Builder<I, O> builder(Translator<I, O> wrapped) {
        return new Builder<>(wrapped);
    }

    /**
     * Wraps a translator so that inputs with and without interventions mix: an {@link
     * InterventionInput} gives an {@link InterventionOutput}, an input of the wrapped translator
     * gives the output that it has always given.
     *
     * @param wrapped any translator
     * @return the translator
     */
    public static Translator<Object, Object> mixed(Translator<?, ?> wrapped) {
        return builder(wrapped).buildMixed();
    }

    /** Forwards to the wrapped translator, one thread at a time. */
    @Override
    public void prepare(TranslatorContext ctx) throws Exception {
        synchronized (wrapped) {
            wrapped.prepare(ctx);
        }
    }

    /** Returns the wrapped translator's batchifier, or, where it has none, DJL's. */
    @Override
    public Batchifier getBatchifier() {
        Batchifier batchifier = wrapped.getBatchifier();
        return batchifier == null ? Batchifier.STACK : batchifier;
    }

    @Override
    public NDList processInput(TranslatorContext ctx, InterventionInput<I> input)
            throws TranslateException {
        return batchProcessInput(ctx, List.of(input));
    }

    @Override
    public InterventionOutput<O> processOutput(TranslatorContext ctx, NDList list)
            throws TranslateException {
        return batchProcessOutput(ctx, list).get(0);
    }

    /**
     * Runs the network on all inputs, and keeps the results in the context.
     *
     * @return an empty list, with which a predictor does not run the network itself
     * @throws BatchInputException if one input is at fault
     * @throws TranslateException if inputs do not fit together
     */
    @Override
    public NDList batchProcessInput(TranslatorContext ctx, List<InterventionInput<I>> inputs)
            throws TranslateException {
        InterventionBlock block = blocks.of(ctx.getBlock());
        if (fusing != null) {
            block.setFusing(fusing);
        }
        BatchRunner<I> runner = new BatchRunner<>(wrapped, ctx, block, settings);
        ctx.setAttachment(PREDICTION, new Prediction<>(wrapped, runner.run(inputs)));
        return new NDList();
    }

    /**
     * Hands out what {@link #batchProcessInput} left in the context.
     *
     * @throws BatchInputException if the wrapped translator cannot make an output
     */
    @Override
    public List<InterventionOutput<O>> batchProcessOutput(TranslatorContext ctx, NDList list)
            throws TranslateException {
        Prediction<I, O> prediction = prediction(ctx);
        List<InterventionOutput<O>> outputs = new ArrayList<>();
        for (int i = 0; i < prediction.size(); i++) {
            outputs.add(prediction.output(i));
        }
        return outputs;
    }

    @SuppressWarnings("unchecked") // Only batchProcessInput writes it.
    Prediction<I, O> prediction(TranslatorContext ctx) {
        Object prediction = ctx.getAttachment(PREDICTION);
        if (prediction == null) {
            throw new IllegalStateException(
                    "There is no prediction in the context: give processOutput the context that"
                            + " processInput had");
        }
        return (Prediction<I, O>) prediction;
    }

    /**
     * Collects the settings of a translator; not thread-safe.
     *
     * @param <I> the input type of the wrapped translator
     * @param <O> its output type
     */
    public static final class Builder<I, O> {

        private final Translator<I, O> wrapped;
        private final Map<Integer, Number> padding = new HashMap<>();
        private final Set<Integer> sequenceOutputs = new HashSet<>();
        private boolean isLeft;
        private Fusing fusing;

        private Builder(Translator<I, O> wrapped) {
            this.wrapped = Objects.requireNonNull(wrapped, "wrapped");
        }

        /**
         * Sets what an input array of the network is padded with (default: 0).
         *
         * @param input the number of the array in what {@code processInput} returns, from 0
         * @param value the value, converted to float32 and then to the array's type
         * @return this builder
         */
        public Builder<I, O> optPadding(int input, Number value) {
            if (input < 0) {
                throw new IllegalArgumentException(
                        "Input arrays are counted from 0, found " + input);
            }
            padding.put(input, value);
            return this;
        }

        /**
         * Sets whether padding goes before the sequences (default: false, after them).
         *
         * @param value whether it goes before
         * @return this builder
         */
        public Builder<I, O> optPadLeft(boolean value) {
            isLeft = value;
            return this;
        }

        /**
         * Sets whether base and sources, and inputs of one batch that have plans, run as one
         * (default: {@link Fusing#AUTO}, where it is proved to make no difference). Inputs without
         * plan and source run as the predictor runs them.
         *
         * @param value when they do
         * @return this builder
         */
        public Builder<I, O> optFuse(Fusing value) {
            fusing = value;
            return this;
        }

        /**
         * Names outputs of the network that are sequences of single numbers, {@code [batch,
         * length]}, so that they are cut to the own length of each row (default: none). Outputs
         * {@code [batch, length, ...]} need not be named.
         *
         * @param outputs the numbers of the output arrays, from 0
         * @return this builder
         */
        public Builder<I, O> optSequenceOutputs(int... outputs) {
            for (int output : outputs) {
                sequenceOutputs.add(output);
            }
            return this;
        }

        /**
         * Builds the translator.
         *
         * @return the translator
         */
        public InterventionTranslator<I, O> build() {
            return new InterventionTranslator<>(this);
        }

        /**
         * Builds a translator for inputs with and without interventions, as {@link
         * InterventionTranslator#mixed}.
         *
         * @return the translator
         */
        public Translator<Object, Object> buildMixed() {
            return new MixedTranslator<>(build());
        }
    }
}
