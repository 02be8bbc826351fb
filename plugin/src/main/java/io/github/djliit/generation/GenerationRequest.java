/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import ai.djl.ndarray.NDManager;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.ActivationCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What is to be generated: prompts, plans and when they apply, sources, and what is wanted.
 *
 * <p>Immutable; caches of activations stay the caller's. Example:
 *
 * <pre>{@code
 * GenerationRequest.builder(prompts, GenerationConfig.greedy(30))
 *         .addPlan(steering, When.all())
 *         .optBase(true)
 *         .build();
 * }</pre>
 */
public final class GenerationRequest {

    private final Prompts prompts;
    private final GenerationConfig config;
    private final List<TimedPlan> plans;
    private final List<GenerationSource> sources;
    private final boolean withBase;
    private final boolean withLogits;
    private final TokenListener listener;

    /** A plan and its steps. */
    record TimedPlan(InterventionPlan plan, When when) {}

    private GenerationRequest(Builder builder) {
        prompts = builder.prompts;
        config = builder.config;
        plans = List.copyOf(builder.plans);
        sources = List.copyOf(builder.sources);
        withBase = builder.withBase;
        withLogits = builder.withLogits;
        listener = builder.listener;
    }

    /**
     * Returns a builder.
     *
     * @param prompts the prompts
     * @param config how tokens are chosen
     * @return the builder
     */
    public static Builder builder(Prompts prompts, GenerationConfig config) {
        return new Builder(prompts, config);
    }

    Prompts prompts() {
        return prompts;
    }

    GenerationConfig config() {
        return config;
    }

    List<TimedPlan> plans() {
        return plans;
    }

    List<GenerationSource> sources() {
        return sources;
    }

    boolean withBase() {
        return withBase;
    }

    boolean withLogits() {
        return withLogits;
    }

    TokenListener listener() {
        return listener;
    }

    /** Returns the same without plans, for the plain generation. */
    GenerationRequest plain() {
        Builder builder = builder(prompts, config);
        builder.withLogits = withLogits;
        return builder.build();
    }

    /**
     * Returns the same for some rows.
     *
     * @param manager the owner of what is copied of kept activations
     * @param rows the rows, ascending
     */
    GenerationRequest some(NDManager manager, int... rows) {
        int batch = prompts.size();
        Builder builder = builder(prompts.some(rows), config);
        plans.forEach(t -> builder.addPlan(t.plan().ofSomeRows(batch, rows), t.when()));
        for (GenerationSource source : sources) {
            if (source instanceof GenerationSource.OfPrompts of) {
                builder.addSource(of.prompts().some(rows));
            } else if (source instanceof GenerationSource.OfCache of) {
                builder.addSource(of.cache().picked(manager, rows));
            }
        }
        builder.withLogits = withLogits;
        builder.listener = (row, step, token) -> listener.onToken(rows[row], step, token);
        return builder.build();
    }

    /** Collects the parts; not thread-safe. */
    public static final class Builder {

        private final Prompts prompts;
        private final GenerationConfig config;
        private final List<TimedPlan> plans = new ArrayList<>();
        private final List<GenerationSource> sources = new ArrayList<>();
        private boolean withBase;
        private boolean withLogits;
        private TokenListener listener = (row, step, token) -> {};

        private Builder(Prompts prompts, GenerationConfig config) {
            this.prompts = Objects.requireNonNull(prompts, "prompts");
            this.config = Objects.requireNonNull(config, "config");
        }

        /**
         * Adds a plan for all rows it names. Several plans may apply at one step; at one place they
         * apply in the order in which they were added.
         *
         * @param plan the plan
         * @param when the steps at which it applies
         * @return this builder
         */
        public Builder addPlan(InterventionPlan plan, When when) {
            plans.add(new TimedPlan(plan, when));
            return this;
        }

        /**
         * Adds a plan of one row for each row.
         *
         * @param ofRows as many plans as there are prompts
         * @param when the steps at which they apply
         * @return this builder
         */
        public Builder addPlans(List<InterventionPlan> ofRows, When when) {
            if (ofRows.size() != prompts.size()) {
                throw new IllegalArgumentException(
                        "Expected a plan for each of the "
                                + prompts.size()
                                + " prompts, found "
                                + ofRows.size());
            }
            return addPlan(InterventionPlan.ofRows(ofRows), when);
        }

        /**
         * Adds a source: prompts that run once, before the first new token.
         *
         * @param source a prompt for each row, or one for all
         * @return this builder
         */
        public Builder addSource(Prompts source) {
            sources.add(new GenerationSource.OfPrompts(source.forRows(prompts.size())));
            return this;
        }

        /**
         * Adds a source that does not run: its activations were kept before.
         *
         * @param cache the activations of whole sites, for each row or one for all; not closed here
         * @return this builder
         */
        public Builder addSource(ActivationCache cache) {
            sources.add(new GenerationSource.OfCache(cache));
            return this;
        }

        /**
         * Sets whether the plain generation is wanted, too (default: false). It takes as many
         * passes more.
         *
         * @param value whether it is wanted
         * @return this builder
         */
        public Builder optBase(boolean value) {
            withBase = value;
            return this;
        }

        /**
         * Sets whether the logits of new tokens are wanted (default: false).
         *
         * @param value whether they are wanted
         * @return this builder
         */
        public Builder optLogits(boolean value) {
            withLogits = value;
            return this;
        }

        /**
         * Sets who is told of each new token under the plans.
         *
         * @param told the listener
         * @return this builder
         */
        public Builder optListener(TokenListener told) {
            listener = Objects.requireNonNull(told, "told");
            return this;
        }

        /**
         * Builds the request.
         *
         * @return the request
         * @throws IllegalArgumentException if a source is missing, or a plan names a row that there
         *     is not, or no step that comes
         */
        public GenerationRequest build() {
            for (TimedPlan timed : plans) {
                timed.plan().interventions().forEach(i -> i.rows().check(prompts.size()));
                checkSteps(timed);
                if (timed.plan().sources() > sources.size()) {
                    throw new IllegalArgumentException(
                            "A plan takes values from source "
                                    + (timed.plan().sources() - 1)
                                    + ", but the request has "
                                    + sources.size()
                                    + " (they count from 0)");
                }
            }
            return new GenerationRequest(this);
        }

        /** Edits of a source happen in its prompt, whatever the steps. */
        private void checkSteps(TimedPlan timed) {
            boolean isOfSources =
                    timed.plan().collect().isEmpty()
                            && timed.plan().interventions().stream()
                                    .allMatch(i -> i.into().isPresent());
            int count = config.maxNewTokens();
            if (!isOfSources && IntStream.range(0, count).noneMatch(timed.when()::includes)) {
                throw new IllegalArgumentException(
                        "A plan applies at none of the steps that come: expected a step from 0, the"
                                + " pass over the prompt, to "
                                + (count - 1)
                                + ", since there are "
                                + count
                                + " new tokens, found "
                                + timed.when());
            }
        }
    }
}
