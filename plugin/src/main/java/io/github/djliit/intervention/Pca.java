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
import java.util.OptionalLong;

/**
 * Principal components of the last axis; what lies outside of them stays.
 *
 * <p>{@code featurize(x) = ((x - mean) / std) C^T}, {@code restore(f, x) = x + ((f - featurize(x))
 * C) * std}, {@code [rows, ..., width]} to {@code [rows, ..., components]}, with orthonormal rows
 * in C, {@code [components, width]}. With all components that is the inverse, {@code (f C) * std +
 * mean}; with fewer, what they miss of the activation is kept. The features are not whitened: their
 * variances are those of the components.
 *
 * <p>Fixed: it has no weights to train. Immutable and thread-safe.
 */
public final class Pca implements Featurizer {

    private static final String NAME = "pca";

    private final Value mean;
    private final Value std;
    private final Value components;
    private final Optional<Value> explainedVariance;

    Pca(Value mean, Value std, Value components, Optional<Value> explainedVariance) {
        this.mean = mean;
        this.std = std;
        this.components = components;
        this.explainedVariance = explainedVariance;
    }

    /**
     * Creates the map from its numbers.
     *
     * @param mean the mean of each unit, {@code [width]}
     * @param std the standard deviation of each unit, positive, {@code [width]}
     * @param components C, {@code [components, width]}, with orthonormal rows
     * @return the map
     * @throws IllegalArgumentException if shapes do not fit, or a standard deviation is not
     *     positive, or rows are not orthonormal
     */
    public static Pca of(Value mean, Value std, Value components) {
        if (components.shape().dimension() != 2) {
            throw new IllegalArgumentException(
                    "The components of a pca are a matrix [components, width], found shape "
                            + components.shape());
        }
        long width = components.shape().get(1);
        checkUnits("mean", mean, width);
        checkUnits("std", std, width);
        for (float number : std.toArray()) {
            if (number <= 0) {
                throw new IllegalArgumentException(
                        "The standard deviations of a pca are positive, found " + number);
            }
        }
        Orthonormal.checkColumns("components of the pca", components, true);
        return new Pca(mean, std, components, Optional.empty());
    }

    /**
     * Fits the components of activations, each unit scaled to variance one.
     *
     * <p>As {@code StandardScaler} and {@code PCA} of scikit-learn do; a unit that does not vary is
     * not scaled. Components come by falling variance; the sign of each is such that its entry of
     * the largest magnitude is positive. Computed in double precision in Java; the time grows with
     * the cube of the width.
     *
     * @param activations the activations, {@code [rows, ..., width]}, at least two rows
     * @param components the number of components, from 1 to the smaller of rows and width
     * @return the map
     */
    public static Pca fit(Value activations, int components) {
        return PcaFit.fit(activations, components, true);
    }

    /**
     * Fits the components of activations, each unit scaled to variance one.
     *
     * @param activations the activations, {@code [rows, ..., width]}, on any device; they stay the
     *     caller's
     * @param components the number of components
     * @return the map
     * @see #fit(Value, int)
     */
    public static Pca fit(NDArray activations, int components) {
        return fit(Value.of(activations), components);
    }

    /**
     * Fits the components of activations as they are, without scaling their units.
     *
     * @param activations the activations, {@code [rows, ..., width]}, at least two rows
     * @param components the number of components, from 1 to the smaller of rows and width
     * @return the map, with a standard deviation of one for each unit
     * @see #fit(Value, int)
     */
    public static Pca fitUnscaled(Value activations, int components) {
        return PcaFit.fit(activations, components, false);
    }

    /**
     * Returns the mean of each unit.
     *
     * @return the mean, {@code [width]}
     */
    public Value mean() {
        return mean;
    }

    /**
     * Returns what each unit is divided by.
     *
     * @return the standard deviation, {@code [width]}; one for a unit that is not scaled
     */
    public Value std() {
        return std;
    }

    /**
     * Returns the components.
     *
     * @return C, {@code [components, width]}, with orthonormal rows
     */
    public Value components() {
        return components;
    }

    /**
     * Returns the share of the variance that each component explains.
     *
     * @return the ratios, {@code [components]}; empty for a map that was not fitted here
     */
    public Optional<Value> explainedVariance() {
        return explainedVariance;
    }

    @Override
    public NDArray featurize(NDArray activation) {
        Widths.checkRegion(NAME, components.shape().get(1), activation);
        return Scratch.run(activation, x -> project(x, array(components, x)));
    }

    @Override
    public NDArray restore(NDArray features, NDArray activation) {
        Widths.checkRegion(NAME, components.shape().get(1), activation);
        Widths.checkFeatures(NAME, components.shape().get(0), features);
        return Scratch.run(
                features,
                activation,
                (f, x) -> {
                    NDArray rows = array(components, x);
                    return x.add(f.sub(project(x, rows)).matMul(rows).mul(array(std, x)));
                });
    }

    @Override
    public Optional<Matrices> matrices(NDArray like) {
        Widths.checkRegion(NAME, components.shape().get(1), like);
        NDArray rows = array(components, like);
        NDArray matrix = rows.div(array(std, like)).transpose();
        NDArray offset = array(mean, like).reshape(1, -1).matMul(matrix).neg();
        NDArray back = rows.mul(array(std, like));
        return Optional.of(new Matrices(matrix, offset, back, Optional.empty()));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptionalLong width() {
        return OptionalLong.of(components.shape().get(1));
    }

    @Override
    public boolean isLinear() {
        return true;
    }

    @Override
    public boolean mapsLastAxis() {
        return true;
    }

    @Override
    public OptionalLong count() {
        return OptionalLong.of(components.shape().get(0));
    }

    private NDArray project(NDArray x, NDArray rows) {
        return x.sub(array(mean, x)).div(array(std, x)).matMul(rows.transpose());
    }

    private static NDArray array(Value value, NDArray like) {
        return value.toArray(like.getManager(), like.getDataType());
    }

    private static void checkUnits(String what, Value value, long width) {
        Objects.requireNonNull(value, what);
        if (value.shape().dimension() > 1 || value.shape().size() != width) {
            throw new IllegalArgumentException(
                    "The components of a pca are "
                            + width
                            + " wide, its "
                            + what
                            + " is of shape "
                            + value.shape());
        }
    }
}
