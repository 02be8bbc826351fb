/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import ai.djl.ndarray.NDArray;
import java.util.Objects;
import java.util.function.BinaryOperator;

/**
 * What happens to the features of a site, given those of the source.
 *
 * <p>An edit gets the features of the touched region, {@code [batch, ...region]}, and returns an
 * array of the same shape. It must return a new array: an edit in place would change the base run
 * itself, and breaks or silently falsifies gradients. Arrays that it makes on the manager of {@code
 * base} live as long as the call, in training as long as the batch. The interface is open, because
 * what may be done to an activation is not closed by theory; the built-in edits are records and
 * have a JSON form, see {@link InterventionPlan}. Edits are immutable and thread-safe.
 */
public interface Edit {

    /**
     * Returns the name of this edit in the JSON form of a plan.
     *
     * @return the name, for example {@code interchange}
     */
    String name();

    /**
     * Returns whether this edit takes a value from a source.
     *
     * @return whether {@link #apply} needs a source
     */
    boolean needsSource();

    /**
     * Computes the edited features.
     *
     * @param base the features of the base run, {@code [batch, ...region]}
     * @param source the features of the source run, of the same shape; null for an edit that needs
     *     none
     * @return a new array of the shape of {@code base}, owned by the manager of {@code base}
     */
    NDArray apply(NDArray base, NDArray source);

    /**
     * Returns the edit that puts the source's features in the place of the base's.
     *
     * @return the interchange
     */
    static Edit interchange() {
        return new Interchange();
    }

    /**
     * Returns the edit that puts zeros in the place of the base's features.
     *
     * @return the zero ablation
     */
    static Edit zero() {
        return new Zero();
    }

    /**
     * Returns the edit that adds numbers to the base's features.
     *
     * @param values the numbers: one, or as many as the last axis of the region has
     * @return the addition
     */
    static Edit add(float... values) {
        return new Add(new Value(values), 1f);
    }

    /**
     * Returns the edit that puts numbers in the place of the base's features.
     *
     * @param values the numbers: one, or as many as the last axis of the region has
     * @return the assignment
     */
    static Edit set(float... values) {
        return new SetTo(new Value(values));
    }

    /**
     * Returns an edit of the caller's own. It has no JSON form.
     *
     * @param name how the edit is called in messages
     * @param function from base and source features to the edited features; must not work in place
     * @return the edit
     */
    static Edit of(String name, BinaryOperator<NDArray> function) {
        return new Custom(name, function);
    }

    /** The source's features in the place of the base's. */
    record Interchange() implements Edit {

        @Override
        public String name() {
            return "interchange";
        }

        @Override
        public boolean needsSource() {
            return true;
        }

        @Override
        public NDArray apply(NDArray base, NDArray source) {
            return source;
        }
    }

    /** Zeros in the place of the base's features. */
    record Zero() implements Edit {

        @Override
        public String name() {
            return "zero";
        }

        @Override
        public boolean needsSource() {
            return false;
        }

        @Override
        public NDArray apply(NDArray base, NDArray source) {
            return base.zerosLike();
        }
    }

    /**
     * {@code base + scale * value}.
     *
     * @param value what to add, broadcast to the region
     * @param scale the factor of the value, 1 by default
     */
    record Add(Value value, float scale) implements Edit {

        /** Checks that the scaled value is finite. */
        public Add {
            Objects.requireNonNull(value, "value");
            if (!value.isFinite(scale)) {
                throw new IllegalArgumentException(
                        "What an add adds must be finite, found " + value + " scaled by " + scale);
            }
        }

        @Override
        public String name() {
            return "add";
        }

        @Override
        public boolean needsSource() {
            return false;
        }

        @Override
        public NDArray apply(NDArray base, NDArray source) {
            return base.add(value.scaled(scale).like(base));
        }
    }

    /**
     * Numbers in the place of the base's features.
     *
     * @param value what to set, broadcast to the region
     */
    record SetTo(Value value) implements Edit {

        /** Checks the value. */
        public SetTo {
            Objects.requireNonNull(value, "value");
        }

        @Override
        public String name() {
            return "set";
        }

        @Override
        public boolean needsSource() {
            return false;
        }

        @Override
        public NDArray apply(NDArray base, NDArray source) {
            return value.like(base).broadcast(base.getShape());
        }
    }

    /**
     * An edit of the caller's own.
     *
     * @param name how the edit is called in messages
     * @param function from base and source features to the edited features
     */
    record Custom(String name, BinaryOperator<NDArray> function) implements Edit {

        /** Checks name and function. */
        public Custom {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(function, "function");
        }

        @Override
        public boolean needsSource() {
            return true;
        }

        @Override
        public NDArray apply(NDArray base, NDArray source) {
            return function.apply(base, source);
        }
    }
}
