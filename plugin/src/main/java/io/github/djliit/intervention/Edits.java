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
import io.github.djliit.intervention.Terms.From;
import java.util.Objects;
import java.util.Optional;

/**
 * The built-in edits without weights, which {@link Edit} makes. Each states its {@link Terms}, and
 * that is all there is to it.
 */
public final class Edits {

    private static final Terms INTERCHANGE =
            Terms.of(Coefficient.ZERO, From.SOURCE, Coefficient.ONE);
    private static final Terms ZERO = Terms.of(Coefficient.ZERO, Coefficient.ZERO);
    private static final Terms SKIP = Terms.of(Coefficient.ZERO, From.INPUT, Coefficient.ONE);

    private Edits() {}

    /** An edit that is nothing but its terms, each number by itself. */
    public sealed interface Affine extends Edit {

        /**
         * Returns what this edit does.
         *
         * @return the terms
         */
        Terms affine();

        @Override
        default Optional<Terms> terms() {
            return Optional.of(affine());
        }

        @Override
        default boolean needsSource() {
            return affine().from() == From.SOURCE;
        }

        @Override
        default boolean isElementwise() {
            return true;
        }

        @Override
        default NDArray apply(NDArray base, NDArray source) {
            return affine().apply(base, source);
        }
    }

    /** The source's features in the place of the base's. */
    public record Interchange() implements Affine {

        @Override
        public String name() {
            return "interchange";
        }

        @Override
        public Terms affine() {
            return INTERCHANGE;
        }
    }

    /** Zeros in the place of the base's features. */
    public record Zero() implements Affine {

        @Override
        public String name() {
            return "zero";
        }

        @Override
        public Terms affine() {
            return ZERO;
        }
    }

    /**
     * A block's input in the place of its output.
     *
     * <p>What {@link #apply} gets as source is the input of the block, in the same run.
     */
    public record Skip() implements Affine {

        @Override
        public String name() {
            return "skip";
        }

        @Override
        public Terms affine() {
            return SKIP;
        }
    }

    /**
     * {@code base + scale * value}.
     *
     * @param value what to add, broadcast to the region; empty for the source's features
     * @param scale the factor of the value, 1 by default
     */
    public record Add(Optional<Value> value, float scale) implements Affine {

        /** Checks that the scaled value is finite. */
        public Add {
            checkFinite("add", value, scale);
        }

        @Override
        public String name() {
            return "add";
        }

        @Override
        public Terms affine() {
            return sum(value, scale);
        }
    }

    /**
     * {@code base - scale * value}.
     *
     * @param value what to subtract, broadcast to the region; empty for the source's features
     * @param scale the factor of the value, 1 by default
     */
    public record Subtract(Optional<Value> value, float scale) implements Affine {

        /** Checks that the scaled value is finite. */
        public Subtract {
            checkFinite("subtract", value, scale);
        }

        @Override
        public String name() {
            return "subtract";
        }

        @Override
        public Terms affine() {
            return sum(value, -scale);
        }
    }

    /**
     * {@code base * factor}.
     *
     * @param factor the factor, broadcast to the region
     */
    public record Scale(Value factor) implements Affine {

        /** Checks the value. */
        public Scale {
            Objects.requireNonNull(factor, "factor");
        }

        @Override
        public String name() {
            return "scale";
        }

        @Override
        public Terms affine() {
            return Terms.of(Coefficient.of(factor), Coefficient.ZERO);
        }
    }

    /**
     * Numbers in the place of the base's features.
     *
     * @param value what to set, broadcast to the region
     */
    public record SetTo(Value value) implements Affine {

        /** Checks the value. */
        public SetTo {
            Objects.requireNonNull(value, "value");
        }

        @Override
        public String name() {
            return "set";
        }

        @Override
        public Terms affine() {
            return Terms.of(Coefficient.ZERO, Coefficient.of(value));
        }
    }

    /**
     * A mean over a dataset in the place of the base's features.
     *
     * @param value the mean, broadcast to the region
     */
    public record Mean(Value value) implements Affine {

        /** Checks the value. */
        public Mean {
            Objects.requireNonNull(value, "value");
        }

        @Override
        public String name() {
            return "mean";
        }

        @Override
        public Terms affine() {
            return Terms.of(Coefficient.ZERO, Coefficient.of(value));
        }
    }

    /**
     * {@code (1 - w) * base + w * source}.
     *
     * @param weights w, from 0 to 1, broadcast to the region
     */
    public record Mask(Value weights) implements Affine {

        /** Checks that all weights are from 0 to 1. */
        public Mask {
            Objects.requireNonNull(weights, "weights");
            for (float weight : weights.toArray()) {
                if (weight < 0 || weight > 1) {
                    throw new IllegalArgumentException(
                            "The weights of a mask are from 0 (base) to 1 (source), found "
                                    + weight);
                }
            }
        }

        @Override
        public String name() {
            return "mask";
        }

        @Override
        public Terms affine() {
            return Terms.between(Coefficient.of(weights));
        }
    }

    /**
     * An affine edit of the caller's own.
     *
     * @param name how the edit is called
     * @param affine what it does
     */
    record Own(String name, Terms affine) implements Affine {

        Own {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(affine, "affine");
        }
    }

    private static Terms sum(Optional<Value> value, float scale) {
        if (value.isPresent()) {
            return Terms.of(Coefficient.ONE, Coefficient.of(value.get().scaled(scale)));
        }
        Coefficient take = scale == 1f ? Coefficient.ONE : Coefficient.of(new Value(scale));
        return Terms.of(Coefficient.ONE, From.SOURCE, take);
    }

    private static void checkFinite(String edit, Optional<Value> value, float scale) {
        boolean isFinite = value.map(v -> v.isFinite(scale)).orElse(Float.isFinite(scale));
        if (!isFinite) {
            throw new IllegalArgumentException(
                    "What an "
                            + edit
                            + " uses must be finite, found "
                            + value.map(Value::toString).orElse("the source")
                            + " scaled by "
                            + scale);
        }
    }
}
