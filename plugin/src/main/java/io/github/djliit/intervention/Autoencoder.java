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
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A sparse autoencoder of the last axis: features are its latents.
 *
 * <p>{@code p = x We + be}; {@code featurize(x) = relu(p)}, or {@code 1[p > threshold] relu(p)} for
 * the jump (Rajamanoharan et al. 2024, Jumping Ahead), {@code [rows, ..., width]} to {@code [rows,
 * ..., latents]}; {@code decode(f) = f Wd + bd}. What the autoencoder misses of the activation is
 * added back: {@code restore(f, x) = decode(f) + (x - decode(featurize(x)))}, computed as {@code x
 * + (f - featurize(x)) Wd}, which is the same and leaves an activation whose latents are unedited
 * as it was. An autoencoder whose encoder subtracts the decoder's bias first has {@code be - bd We}
 * for be.
 *
 * <p>The parameters are {@code encoder}, {@code encoder_bias}, {@code decoder} and {@code
 * decoder_bias}. The threshold is a constant: the step has no gradient, and no straight-through
 * estimator stands in for one. Since the bias of the decoder cancels out in {@code restore}, only
 * {@link #reconstruct} trains it. Thread-safe for inference.
 */
public final class Autoencoder implements Featurizer, Trainable<Featurizer> {

    static final String ENCODER = "encoder";
    static final String ENCODER_BIAS = "encoder_bias";
    static final String DECODER = "decoder";
    static final String DECODER_BIAS = "decoder_bias";

    private static final String NAME = "autoencoder";

    private final Weights weights;
    private final Optional<Value> threshold;
    private final long width;
    private final long latents;

    private Autoencoder(Builder builder) {
        Map<String, Value> start = new LinkedHashMap<>();
        start.put(ENCODER, builder.encoder);
        start.put(ENCODER_BIAS, builder.encoderBias);
        start.put(DECODER, builder.decoder);
        start.put(DECODER_BIAS, builder.decoderBias);
        weights = new Weights(start);
        threshold = builder.threshold;
        width = builder.encoder.shape().get(0);
        latents = builder.encoder.shape().get(1);
    }

    /**
     * Starts an autoencoder.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the threshold of the jump.
     *
     * @return the threshold, {@code [latents]}; empty for a plain ReLU
     */
    public Optional<Value> threshold() {
        return threshold;
    }

    /**
     * Encodes and decodes, as the loss of the autoencoder's own training wants it.
     *
     * @param activation the activation, {@code [rows, ..., width]}
     * @return {@code decode(featurize(x))}, on the manager of the activation
     */
    public NDArray reconstruct(NDArray activation) {
        Widths.checkRegion(NAME, width, activation);
        return Scratch.run(activation, x -> call(weights.arrays(x)).reconstruct(x));
    }

    @Override
    public Weights weights() {
        return weights;
    }

    @Override
    public Featurizer bind(Map<String, NDArray> arrays) {
        return call(arrays);
    }

    private Bound call(Map<String, NDArray> arrays) {
        NDArray like = arrays.get(ENCODER);
        return new Bound(
                this,
                arrays,
                threshold.map(value -> value.toArray(like.getManager(), like.getDataType())));
    }

    /** Encodes with the present weights; a plan's call binds them once instead. */
    @Override
    public NDArray featurize(NDArray activation) {
        Widths.checkRegion(NAME, width, activation);
        return Scratch.run(activation, x -> call(weights.arrays(x)).encode(x));
    }

    /** Decodes with the present weights; a plan's call binds them once instead. */
    @Override
    public NDArray restore(NDArray features, NDArray activation) {
        check(features, activation);
        return Scratch.run(features, activation, (f, x) -> call(weights.arrays(f)).apply(f, x));
    }

    @Override
    public Optional<Matrices> matrices(NDArray like) {
        return call(weights.arrays(like)).matrices(like);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptionalLong width() {
        return OptionalLong.of(width);
    }

    @Override
    public boolean mapsLastAxis() {
        return true;
    }

    @Override
    public OptionalLong count() {
        return OptionalLong.of(latents);
    }

    private void check(NDArray features, NDArray activation) {
        Widths.checkRegion(NAME, width, activation);
        Widths.checkFeatures(NAME, latents, features);
    }

    /** The autoencoder of one call. */
    private record Bound(Autoencoder map, Map<String, NDArray> arrays, Optional<NDArray> threshold)
            implements Featurizer {

        @Override
        public NDArray featurize(NDArray activation) {
            Widths.checkRegion(NAME, map.width, activation);
            return Scratch.run(activation, this::encode);
        }

        @Override
        public NDArray restore(NDArray features, NDArray activation) {
            map.check(features, activation);
            return Scratch.run(features, activation, this::apply);
        }

        NDArray encode(NDArray x) {
            NDArray p = x.matMul(arrays.get(ENCODER)).add(arrays.get(ENCODER_BIAS));
            NDArray active = Activation.relu(p);
            // The mask is a constant of the graph, whose type may be converted.
            return threshold
                    .map(t -> active.mul(p.stopGradient().gt(t).toType(p.getDataType(), false)))
                    .orElse(active);
        }

        NDArray apply(NDArray features, NDArray x) {
            return x.add(features.sub(encode(x)).matMul(arrays.get(DECODER)));
        }

        NDArray reconstruct(NDArray x) {
            return encode(x).matMul(arrays.get(DECODER)).add(arrays.get(DECODER_BIAS));
        }

        /** A plain ReLU jumps at zero, by nothing. */
        @Override
        public Optional<Matrices> matrices(NDArray like) {
            Widths.checkRegion(NAME, map.width, like);
            Shape row = new Shape(1, map.latents);
            NDArray jump =
                    threshold
                            .map(t -> t.reshape(row))
                            .orElseGet(() -> like.getManager().zeros(row, like.getDataType()));
            return Optional.of(
                    new Matrices(
                            arrays.get(ENCODER),
                            arrays.get(ENCODER_BIAS).reshape(row),
                            arrays.get(DECODER),
                            Optional.of(jump)));
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public OptionalLong width() {
            return map.width();
        }

        @Override
        public OptionalLong count() {
            return map.count();
        }
    }

    /** Builds an {@link Autoencoder}. */
    public static final class Builder {

        private Value encoder;
        private Value encoderBias;
        private Value decoder;
        private Value decoderBias;
        private Optional<Value> threshold = Optional.empty();

        private Builder() {}

        /**
         * Sets the encoder.
         *
         * @param weight We, {@code [width, latents]}
         * @param bias be, {@code [latents]}
         * @return this builder
         */
        public Builder setEncoder(Value weight, Value bias) {
            encoder = weight;
            encoderBias = bias;
            return this;
        }

        /**
         * Sets the decoder.
         *
         * @param weight Wd, {@code [latents, width]}
         * @param bias bd, {@code [width]}
         * @return this builder
         */
        public Builder setDecoder(Value weight, Value bias) {
            decoder = weight;
            decoderBias = bias;
            return this;
        }

        /**
         * Makes the activation a JumpReLU; without, it is a ReLU.
         *
         * @param threshold the threshold of each latent, {@code [latents]}
         * @return this builder
         */
        public Builder optThreshold(Value threshold) {
            this.threshold = Optional.of(threshold);
            return this;
        }

        /**
         * Builds the autoencoder.
         *
         * @return the autoencoder
         * @throws IllegalArgumentException if shapes do not fit each other
         */
        public Autoencoder build() {
            Objects.requireNonNull(encoder, "setEncoder is missing");
            Objects.requireNonNull(decoder, "setDecoder is missing");
            if (encoder.shape().dimension() != 2) {
                throw new IllegalArgumentException(
                        "The encoder is a matrix [width, latents], found shape " + encoder.shape());
            }
            long width = encoder.shape().get(0);
            long latents = encoder.shape().get(1);
            encoderBias = fit(ENCODER_BIAS, encoderBias, latents);
            decoder = fit(DECODER, decoder, latents, width);
            decoderBias = fit(DECODER_BIAS, decoderBias, width);
            threshold = threshold.map(value -> fit("threshold", value, latents));
            return new Autoencoder(this);
        }

        /** One number is a value without axes, and a vector all the same. */
        private Value fit(String what, Value value, long... axes) {
            Objects.requireNonNull(value, what);
            Shape expected = new Shape(axes);
            boolean isNumber = value.shape().dimension() == 0 && expected.size() == 1;
            if (!isNumber && !value.shape().equals(expected)) {
                throw new IllegalArgumentException(
                        "With an encoder of shape "
                                + encoder.shape()
                                + " (width, latents) the "
                                + what
                                + " is of shape "
                                + expected
                                + ", found "
                                + value.shape());
            }
            return new Value(value.toArray(), expected);
        }
    }
}
