/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import io.github.djliit.intervention.InterventionPlan;
import java.util.List;
import java.util.Objects;

/**
 * What a predictor is asked: a base, sources, and what is done with them.
 *
 * <pre>{@code
 * InterventionPlan plan = InterventionPlan.builder().interchange("02Linear[0:4]").build();
 * InterventionInput.of(plan, "a cat", "a dog");
 * }</pre>
 *
 * <p>Immutable, as far as base and sources are. The plan is that of one input: rows and positions
 * in it are those of a batch of one, whatever else is in the predictor's batch.
 *
 * @param <I> the input type of the wrapped translator
 * @param base the input that is run
 * @param sources the inputs that values are taken from
 * @param plan what is done and kept
 */
public record InterventionInput<I>(I base, List<I> sources, InterventionPlan plan) {

    /** Copies the sources and checks that the plan has all that it reads. */
    public InterventionInput {
        Objects.requireNonNull(base, "base");
        Objects.requireNonNull(plan, "plan");
        sources = List.copyOf(sources);
        plan.checkSources(sources.size());
    }

    /**
     * Creates an input that is run as it is.
     *
     * @param <I> the input type of the wrapped translator
     * @param base the input that is run
     * @return the input, with the empty plan
     */
    public static <I> InterventionInput<I> of(I base) {
        return new InterventionInput<>(base, List.of(), InterventionPlan.empty());
    }

    /**
     * Creates an input.
     *
     * @param <I> the input type of the wrapped translator
     * @param plan what is done and kept
     * @param base the input that is run
     * @param sources the inputs that values are taken from, as many as the plan reads or more
     * @return the input
     * @throws IllegalArgumentException if the plan reads a source that is not given
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // The array is only read, and no one keeps it.
    public static <I> InterventionInput<I> of(InterventionPlan plan, I base, I... sources) {
        return new InterventionInput<>(base, List.of(sources), plan);
    }

    /**
     * Returns the class of inputs with its type argument, which a class literal cannot name, for
     * {@code Criteria.Builder.setTypes}.
     *
     * @param <I> the input type of the wrapped translator
     * @param base the class of that type
     * @return the class {@code InterventionInput}
     */
    @SuppressWarnings("unchecked") // There is one class at run time for all type arguments.
    public static <I> Class<InterventionInput<I>> type(Class<I> base) {
        Objects.requireNonNull(base, "base");
        return (Class<InterventionInput<I>>) (Class<?>) InterventionInput.class;
    }
}
