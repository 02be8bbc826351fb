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

/**
 * The trainable edit that interchanges the first features, up to a boundary that is learnt.
 *
 * <p>{@code m_i = sigmoid(i / t) * sigmoid((clamp(b, 1e-3, 1) * D - i) / t)} for the features i
 * from 0 to D - 1, {@code (1 - m) * base + m * source}: boundless distributed alignment search (Wu
 * et al. 2023, Interpretability at Scale), together with a {@link Rotation}. The parameter is
 * {@code boundary}, a single number, as a share of the features; outside of the clamp it has no
 * gradient. A caller may lower the temperature t as training goes on, by {@link #withTemperature}.
 * Immutable but for the boundary that a trainer updates; thread-safe for inference.
 */
public final class BoundaryMask implements Edit, Trainable<Edit> {

    private static final String BOUNDARY = "boundary";
    private static final float LEAST = 1e-3f;

    private final Weights weights;
    private final float temperature;

    private BoundaryMask(Weights weights, float temperature) {
        this.weights = weights;
        this.temperature = Temperature.check(temperature);
    }

    /**
     * Creates a mask.
     *
     * @param boundary the share of the features that is interchanged at first, from 0 to 1
     * @param temperature the temperature, positive, in features: how soft the boundary is
     * @return the mask, for any number of features
     */
    public static BoundaryMask of(float boundary, float temperature) {
        if (!(boundary >= 0 && boundary <= 1)) {
            throw new IllegalArgumentException(
                    "The boundary of a mask is a share of the features, from 0 to 1, found "
                            + boundary);
        }
        Value start = new Value(new float[] {boundary}, new Shape(1));
        return new BoundaryMask(new Weights(Map.of(BOUNDARY, start)), temperature);
    }

    /**
     * Returns the mask at another temperature.
     *
     * @param newTemperature the temperature, positive
     * @return a mask that shares the boundary of this one
     */
    public BoundaryMask withTemperature(float newTemperature) {
        return new BoundaryMask(weights, newTemperature);
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
     * Returns the present boundary.
     *
     * @return the parameter, before it is clamped
     */
    public float boundary() {
        return weights.value(BOUNDARY).toArray()[0];
    }

    /**
     * Returns the present mask.
     *
     * @param features the number of features, D
     * @return m, {@code [features]}, from 0 (base) to 1 (source)
     */
    public Value mask(int features) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Value present = weights.value(BOUNDARY);
            return Value.of(mask(present.toArray(manager, DataType.FLOAT32), features));
        }
    }

    @Override
    public Weights weights() {
        return weights;
    }

    @Override
    public Edit bind(Map<String, NDArray> arrays) {
        NDArray bound = arrays.get(BOUNDARY);
        return new SigmoidMask.Bound(base -> weights(bound, base));
    }

    /** Edits with the present boundary; a plan's call binds it once instead. */
    @Override
    public NDArray apply(NDArray base, NDArray source) {
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

    private NDArray weights(NDArray bound, NDArray base) {
        int axes = base.getShape().dimension();
        int features = Math.toIntExact(base.getShape().get(axes - 1));
        Widths.checkMask(features, base);
        NDArray weights = Scratch.run(bound, b -> mask(b, features));
        weights.attach(base.getManager());
        return weights;
    }

    private NDArray mask(NDArray boundary, int features) {
        float[] start = new float[features];
        float[] index = new float[features];
        for (int i = 0; i < features; i++) {
            start[i] = (float) (1 / (1 + Math.exp(-i / (double) temperature)));
            index[i] = i;
        }
        Shape shape = new Shape(features);
        NDArray end = boundary.clip(LEAST, 1f).mul(number(boundary, features));
        NDArray distance = end.sub(Constants.array(boundary, index, shape));
        return Activation.sigmoid(distance.div(number(boundary, temperature)))
                .mul(Constants.array(boundary, start, shape));
    }

    private static NDArray number(NDArray like, float number) {
        return Constants.array(like, new float[] {number}, new Shape());
    }
}
