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
import java.util.Optional;

/** The built-in edits without weights, which {@link Edit} makes. */
public final class Edits {

    private Edits() {}

    /** The source's features in the place of the base's. */
    public record Interchange() implements Edit {

        @Override
        public String name() {
            return "interchange";
        }

        @Override
        public boolean needsSource() {
            return true;
        }

        @Override
        public boolean isElementwise() {
            return true;
        }

        @Override
        public NDArray apply(NDArray base, NDArray source) {
            return source;
        }
    }

    /** Zeros in the place of the base's features. */
    public record Zero() implements Edit {

        @Override
        public String name() {
            return "zero";
        }

        @Override
        public boolean needsSource() {
            return false;
        }

        @Override
        public boolean isElementwise() {
            return true;
        }

        @Override
        public NDArray apply(NDArray base, NDArray source) {
            return base.zerosLike();
        }
    }

    /**
     * A block's input in the place of its output.
     *
     * <p>What {@link #apply} gets as source is the input of the block, in the same run.
     */
    public record Skip() implements Edit {

        @Override
        public String name() {
            return "skip";
        }

        @Override
        public boolean needsSource() {
            return false;
        }

        @Override
        public boolean isElementwise() {
            return true;
        }

        @Override
        public NDArray apply(NDArray base, NDArray source) {
            return source;
        }
    }

    /**
     * {@code base + scale * value}.
     *
     * @param value what to add, broadcast to the region; empty for the source's features
     * @param scale the factor of the value, 1 by default
     */
    public record Add(Optional<Value> value, float scale) implements Edit {

        /** Checks that the scaled value is finite. */
        public Add {
            checkFinite("add", value, scale);
        }

        /**
         * Returns what is added: the scaled value, or the factor of the source.
         *
         * @return the scaled value; the scale itself where there is no value
         */
        public Value term() {
            return value.map(v -> v.scaled(scale)).orElseGet(() -> new Value(scale));
        }

        @Override
        public String name() {
            return "add";
        }

        @Override
        public boolean needsSource() {
            return value.isEmpty();
        }

        @Override
        public boolean isElementwise() {
            return true;
        }

        @Override
        public NDArray apply(NDArray base, NDArray source) {
            NDArray term = scaled(value, scale, base, source);
            return base.add(term);
        }
    }

    /**
     * {@code base - scale * value}.
     *
     * @param value what to subtract, broadcast to the region; empty for the source's features
     * @param scale the factor of the value, 1 by default
     */
    public record Subtract(Optional<Value> value, float scale) implements Edit {

        /** Checks that the scaled value is finite. */
        public Subtract {
            checkFinite("subtract", value, scale);
        }

        /**
         * Returns what is subtracted: the scaled value, or the factor of the source.
         *
         * @return the scaled value; the scale itself where there is no value
         */
        public Value term() {
            return value.map(v -> v.scaled(scale)).orElseGet(() -> new Value(scale));
        }

        @Override
        public String name() {
            return "subtract";
        }

        @Override
        public boolean needsSource() {
            return value.isEmpty();
        }

        @Override
        public boolean isElementwise() {
            return true;
        }

        @Override
        public NDArray apply(NDArray base, NDArray source) {
            NDArray term = scaled(value, scale, base, source);
            return base.sub(term);
        }
    }

    /**
     * {@code base * factor}.
     *
     * @param factor the factor, broadcast to the region
     */
    public record Scale(Value factor) implements Edit {

        /** Checks the value. */
        public Scale {
            Objects.requireNonNull(factor, "factor");
        }

        @Override
        public String name() {
            return "scale";
        }

        @Override
        public boolean needsSource() {
            return false;
        }

        @Override
        public boolean isElementwise() {
            return true;
        }

        @Override
        public NDArray apply(NDArray base, NDArray source) {
            return base.mul(factor.like(base));
        }
    }

    /**
     * Numbers in the place of the base's features.
     *
     * @param value what to set, broadcast to the region
     */
    public record SetTo(Value value) implements Edit {

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
        public boolean isElementwise() {
            return true;
        }

        @Override
        public NDArray apply(NDArray base, NDArray source) {
            return value.like(base).broadcast(base.getShape());
        }
    }

    /**
     * A mean over a dataset in the place of the base's features.
     *
     * @param value the mean, broadcast to the region
     */
    public record Mean(Value value) implements Edit {

        /** Checks the value. */
        public Mean {
            Objects.requireNonNull(value, "value");
        }

        @Override
        public String name() {
            return "mean";
        }

        @Override
        public boolean needsSource() {
            return false;
        }

        @Override
        public boolean isElementwise() {
            return true;
        }

        @Override
        public NDArray apply(NDArray base, NDArray source) {
            return value.like(base).broadcast(base.getShape());
        }
    }

    /**
     * {@code (1 - w) * base + w * source}.
     *
     * @param weights w, from 0 to 1, broadcast to the region
     */
    public record Mask(Value weights) implements Edit {

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
        public boolean needsSource() {
            return true;
        }

        @Override
        public boolean isElementwise() {
            return true;
        }

        @Override
        public NDArray apply(NDArray base, NDArray source) {
            return between(base, source, weights.like(base));
        }
    }

    /**
     * Returns whether an edit puts something in the place of the base's features, whatever they
     * are.
     *
     * @param edit any edit
     * @return whether it is one of interchange, zero, set and mean
     */
    public static boolean replaces(Edit edit) {
        return edit instanceof Interchange
                || edit instanceof Zero
                || edit instanceof SetTo
                || edit instanceof Mean;
    }

    /** Goes the part w of the way from base to source. */
    static NDArray between(NDArray base, NDArray source, NDArray weights) {
        return base.add(source.sub(base).mul(weights));
    }

    private static NDArray scaled(
            Optional<Value> value, float scale, NDArray base, NDArray source) {
        if (value.isPresent()) {
            return value.get().scaled(scale).like(base);
        }
        return scale == 1f ? source : source.mul(new Value(scale).like(base));
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
