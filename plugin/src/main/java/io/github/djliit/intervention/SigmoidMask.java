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
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The trainable edit that goes part of the way from base to source, each feature by a weight of its
 * own.
 *
 * <p>{@code w = sigmoid(logits / temperature)}, {@code (1 - w) * base + w * source} over the last
 * axis of the features. The parameter is {@code logits}, {@code [features]}. A caller may lower the
 * temperature as training goes on, by {@link #withTemperature}. Immutable but for the weights that
 * a trainer updates; thread-safe for inference.
 */
public final class SigmoidMask implements Edit, Trainable<Edit> {

    private static final String LOGITS = "logits";

    private final Weights weights;
    private final long count;
    private final float temperature;

    private SigmoidMask(Weights weights, long count, float temperature) {
        this.weights = weights;
        this.count = count;
        this.temperature = Temperature.check(temperature);
    }

    /**
     * Creates a mask that starts half way.
     *
     * @param features the number of features
     * @param temperature the temperature, positive
     * @return the mask, with logits of zero
     */
    public static SigmoidMask of(int features, float temperature) {
        return of(new Value(new float[features], new Shape(features)), temperature);
    }

    /**
     * Creates a mask from its logits.
     *
     * @param logits the logits, {@code [features]}
     * @param temperature the temperature, positive
     * @return the mask
     */
    public static SigmoidMask of(Value logits, float temperature) {
        if (logits.shape().dimension() > 1) {
            throw new IllegalArgumentException(
                    "The logits of a mask have one axis, found shape " + logits.shape());
        }
        float[] data = logits.toArray();
        Value start = new Value(data, new Shape(data.length));
        return new SigmoidMask(new Weights(Map.of(LOGITS, start)), data.length, temperature);
    }

    /**
     * Returns the mask at another temperature.
     *
     * @param newTemperature the temperature, positive
     * @return a mask that shares the weights of this one
     */
    public SigmoidMask withTemperature(float newTemperature) {
        return new SigmoidMask(weights, count, newTemperature);
    }

    /**
     * Returns the temperature.
     *
     * @return the temperature
     */
    public float temperature() {
        return temperature;
    }

    /**
     * Returns the present logits.
     *
     * @return the logits, {@code [features]}
     */
    public Value logits() {
        return weights.value(LOGITS);
    }

    /**
     * Returns the present mask.
     *
     * @return w, {@code [features]}, from 0 (base) to 1 (source)
     */
    public Value mask() {
        try (NDManager manager = NDManager.newBaseManager()) {
            return Value.of(mask(logits().toArray(manager, DataType.FLOAT32)));
        }
    }

    @Override
    public Weights weights() {
        return weights;
    }

    @Override
    public Edit bind(Map<String, NDArray> arrays) {
        NDArray mask = Scratch.run(arrays.get(LOGITS), this::mask);
        return new Bound(
                base -> {
                    Widths.checkMask(mask.getShape().size(), base);
                    return mask;
                });
    }

    /** Edits with the present weights; a plan's call binds them once instead. */
    @Override
    public NDArray apply(NDArray base, NDArray source) {
        Widths.checkMask(count, base);
        return Scratch.run(base, source, (b, s) -> bind(weights.arrays(b)).apply(b, s));
    }

    @Override
    public String name() {
        return "mask";
    }

    @Override
    public boolean needsSource() {
        return true;
    }

    private NDArray mask(NDArray logits) {
        float[] divisor = {temperature};
        return Activation.sigmoid(logits.div(Constants.array(logits, divisor, new Shape())));
    }

    /**
     * The mask of one call: {@code (1 - w) * base + w * source} with trained weights.
     *
     * @param weights from the base's features to w, {@code [features]}
     */
    record Bound(UnaryOperator<NDArray> weights) implements Edit {

        @Override
        public String name() {
            return "mask";
        }

        @Override
        public boolean needsSource() {
            return true;
        }

        @Override
        public Optional<Terms> terms() {
            return Optional.of(affine());
        }

        @Override
        public NDArray apply(NDArray base, NDArray source) {
            return Scratch.run(base, source, affine()::apply);
        }

        private Terms affine() {
            return Terms.between(new Coefficient.Computed(weights));
        }
    }
}
