/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Rows;
import io.github.djliit.network.CompiledNetwork.Mode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One call of an intervened network: a plan, the base, the sources, and how to run them.
 *
 * <p>Immutable; the arrays stay the caller's. Example:
 *
 * <pre>{@code
 * InterventionCall call = InterventionCall.of(plan, base, source);
 * }</pre>
 */
public final class InterventionCall {

    private final InterventionPlan plan;
    private final NDList base;
    private final List<NDList> sources;

    /** For each source the activations kept before, or null where it runs. */
    private final List<ActivationCache> caches;

    private final SequenceLengths baseLengths;
    private final List<SequenceLengths> sourceLengths;
    private final List<Rows> rows;
    private final boolean training;
    private final boolean detachSource;
    private final Fusing fusing;
    private final boolean hasBase;
    private final KeptBase keptBase;
    private final Boolean resume;
    private final boolean gradient;
    private final BatchAxis batchAxis;

    private InterventionCall(Builder builder) {
        plan = builder.plan;
        base = new NDList(builder.base);
        sources = List.copyOf(builder.sources);
        caches = new ArrayList<>(builder.caches);
        baseLengths = builder.baseLengths;
        sourceLengths = builder.sourceLengths;
        rows = builder.rows;
        training = builder.training;
        detachSource = builder.detachSource;
        fusing = builder.fusing;
        hasBase = builder.hasBase;
        keptBase = builder.keptBase;
        resume = builder.resume;
        gradient = builder.gradient;
        batchAxis = BatchAxis.of(builder.batchAxis, base);
    }

    /**
     * Creates a call for inference, in which every intervention applies to all rows.
     *
     * @param plan what is done and kept
     * @param base the inputs of the base run, batch first
     * @param sources the inputs of the source runs, one list for each source, of the shapes of the
     *     base or of other shapes, with the same number of rows
     * @return the call
     */
    public static InterventionCall of(InterventionPlan plan, NDList base, NDList... sources) {
        return builder(plan, base).addSources(List.of(sources)).build();
    }

    /**
     * Returns a builder for a call with settings.
     *
     * @param plan what is done and kept
     * @param base the inputs of the base run, batch first
     * @return the builder
     */
    public static Builder builder(InterventionPlan plan, NDList base) {
        return new Builder(plan, base);
    }

    /**
     * Returns a builder for a call whose base ran before, so that the counterfactual resumes at its
     * first edit. Outputs and activations of the base are then empty in the result.
     *
     * @param plan what is done and kept, one of those that the base was kept for; for another it
     *     runs from the inputs
     * @param base the base
     * @return the builder
     */
    public static Builder builder(InterventionPlan plan, KeptBase base) {
        Builder builder = new Builder(plan, base.inputs()).optBase(false);
        builder.keptBase = base;
        return builder;
    }

    InterventionPlan plan() {
        return plan;
    }

    NDList base() {
        return base;
    }

    List<NDList> sources() {
        return sources;
    }

    List<NDList> sourceInputs() {
        return IntStream.range(0, sources.size())
                .filter(source -> caches.get(source) == null)
                .mapToObj(sources::get)
                .toList();
    }

    ActivationCache cache(int source) {
        return caches.get(source);
    }

    boolean hasLengths() {
        return baseLengths != null;
    }

    boolean hasLengthsOfAll() {
        return sourceLengths.isEmpty() || sourceLengths.size() == sources.size();
    }

    /** Returns null where all rows are as long as the batch. */
    SequenceLengths lengths(int run) {
        return run == Run.BASE || sourceLengths.isEmpty() ? baseLengths : sourceLengths.get(run);
    }

    boolean hasRows() {
        return !rows.isEmpty();
    }

    Rows rows(int intervention) {
        return rows.isEmpty() ? Rows.all() : rows.get(intervention);
    }

    boolean training() {
        return training;
    }

    boolean detachSource() {
        return detachSource;
    }

    /** Returns null where the network says. */
    Fusing fusing() {
        return fusing;
    }

    boolean hasBase() {
        return hasBase;
    }

    KeptBase keptBase() {
        return keptBase;
    }

    /** Whether it may start at its first edit, if it is or is not steady in training. */
    boolean mayResume(boolean isSteady) {
        return resume == null ? !training || isSteady : resume;
    }

    boolean mayNeedGradient() {
        return training
                || gradient
                || Stream.concat(Stream.of(base), sources.stream())
                        .flatMap(NDList::stream)
                        .anyMatch(NDArray::hasGradient);
    }

    Mode mode() {
        if (training) {
            return Mode.TRAINING;
        }
        return mayNeedGradient() ? Mode.GRADIENT : Mode.PREDICTION;
    }

    long batchSize() {
        return Inputs.length(base.head());
    }

    BatchAxis batchAxis() {
        return batchAxis;
    }

    /** Collects the settings of a call; not thread-safe. */
    public static final class Builder {

        private final InterventionPlan plan;
        private final NDList base;
        private final List<NDList> sources = new ArrayList<>();
        private final List<ActivationCache> caches = new ArrayList<>();
        private SequenceLengths baseLengths;
        private List<SequenceLengths> sourceLengths = Collections.emptyList();
        private List<Rows> rows = Collections.emptyList();
        private boolean training;
        private boolean detachSource;
        private Fusing fusing;
        private boolean hasBase = true;
        private KeptBase keptBase;
        private Boolean resume;
        private boolean gradient;
        private Integer batchAxis;

        private Builder(InterventionPlan plan, NDList base) {
            this.plan = plan;
            this.base = base;
        }

        /** Adds sources, each with the inputs of its run. */
        public Builder addSources(List<NDList> inputs) {
            inputs.forEach(this::addSource);
            return this;
        }

        /**
         * Adds a source.
         *
         * @param inputs the inputs of the source run
         * @return this builder
         */
        public Builder addSource(NDList inputs) {
            sources.add(inputs);
            caches.add(null);
            return this;
        }

        /**
         * Adds a source that does not run: its activations were kept before. Its outputs in the
         * result are empty.
         *
         * @param cache the activations, of as many rows as the base, or of one that holds for all
         * @return this builder
         */
        public Builder addSource(ActivationCache cache) {
            sources.add(new NDList());
            caches.add(cache);
            return this;
        }

        /**
         * Sets the lengths of the rows of padded sequences (default: all are as long as the batch).
         *
         * @param ofBase the lengths in the base
         * @param ofSources the lengths in each source; none if they are those of the base
         * @return this builder
         */
        public Builder optLengths(SequenceLengths ofBase, List<SequenceLengths> ofSources) {
            baseLengths = ofBase;
            sourceLengths = List.copyOf(ofSources);
            return this;
        }

        /**
         * Sets the rows that each intervention applies to (default: all).
         *
         * @param selected one for each intervention of the plan, in its order
         * @return this builder
         */
        public Builder optRows(List<Rows> selected) {
            rows = List.copyOf(selected);
            return this;
        }

        /**
         * Sets whether blocks run as in training, with dropout and batch statistics (default:
         * false).
         *
         * @param value whether this is a training pass
         * @return this builder
         */
        public Builder optTraining(boolean value) {
            training = value;
            return this;
        }

        /**
         * Sets whether values taken from a source are constants, so that no gradient flows into the
         * source run through them (default: false).
         *
         * @param value whether to stop the gradient
         * @return this builder
         */
        public Builder optDetachSource(boolean value) {
            detachSource = value;
            return this;
        }

        /**
         * Sets {@link Fusing#AUTO} for true, or {@link Fusing#NEVER}.
         *
         * @param value whether base and sources may run as one batch
         * @return this builder
         */
        public Builder optFuse(boolean value) {
            return optFuse(value ? Fusing.AUTO : Fusing.NEVER);
        }

        /**
         * Sets whether base and sources run as one batch (default: as {@link
         * InterventionBlock#setFusing} says). They run apart anyway where their shapes differ,
         * where a batch norm in training would mix their rows, or where the network does not take
         * more rows.
         *
         * @param value when one batch is allowed
         * @return this builder
         */
        public Builder optFuse(Fusing value) {
            fusing = value;
            return this;
        }

        /**
         * Sets which axis of the inputs is the batch (default: the first, where all inputs have it
         * in common, as long; else there is none). Rows and positions can be told apart where it is
         * the first; base and sources of another run apart.
         *
         * @param axis the axis, from 0, of each input of base and sources
         * @return this builder
         */
        public Builder optBatchAxis(int axis) {
            if (axis < 0) {
                throw new IllegalArgumentException(
                        "The batch axis counts from 0, found " + axis + "; see optNoBatch");
            }
            batchAxis = axis;
            return this;
        }

        Builder optBatchAxis(BatchAxis said) {
            batchAxis = said.axis();
            return this;
        }

        /**
         * Says that the inputs are no batch, as the nodes and edges of a graph, though their first
         * axes may happen to be as long: base and sources run apart, and need not be as long.
         *
         * @return this builder
         */
        public Builder optNoBatch() {
            batchAxis = BatchAxis.NONE;
            return this;
        }

        /**
         * Sets whether the base runs without its edits, too (default: true). Where the
         * counterfactual is all that is wanted, that run can be spared: outputs and activations of
         * the base are then empty in the result, unless nothing edits it.
         *
         * @param value whether the base output is wanted
         * @return this builder
         */
        public Builder optBase(boolean value) {
            hasBase = value;
            return this;
        }

        /**
         * Sets whether the counterfactual may start at its first edit, with what the base run gave
         * before it. By default it does so in a pass of prediction; in one of training only if each
         * block is one of DJL's own that gives the same each time, since a dropout would draw anew.
         *
         * @param value true if the network gives the same each time, false to run all of it
         * @return this builder
         */
        public Builder optResume(boolean value) {
            resume = value;
            return this;
        }

        /**
         * Sets whether a backward pass follows though blocks run as for prediction, as where a
         * network that stays as it is, without dropout, has a rotation learned (default: false,
         * unless an input has a gradient). Compiled code records nothing without it.
         *
         * @param value whether a gradient is wanted of what is not a training pass
         * @return this builder
         */
        public Builder optGradient(boolean value) {
            gradient = value;
            return this;
        }

        /**
         * Builds the call and checks its parts against each other.
         *
         * @return the call
         * @throws IllegalArgumentException if parts do not fit together
         */
        public InterventionCall build() {
            CallChecks.checkCounts(plan, sources.size(), rows.size());
            Inputs.checkBase(base);
            InterventionCall call = new InterventionCall(this);
            Inputs.check(call);
            CallChecks.check(call);
            return call;
        }
    }
}
