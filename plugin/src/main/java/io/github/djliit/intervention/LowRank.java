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

/**
 * A few orthogonal directions of the last axis; what lies outside of them stays.
 *
 * <p>{@code featurize(x) = x R}, {@code restore(f, x) = x + (f - x R) R^T}, {@code [rows, ...,
 * width]} to {@code [rows, ..., rank]}, with orthonormal columns in R, {@code [width, rank]}. An
 * interchange of all features gives {@code base + (source R - base R) R^T}: the interchange of a
 * subspace (Geiger et al. 2023), which at full rank is the plain one.
 *
 * <p>R is the polar factor of a free matrix W, the parameter {@code weight}, made once a call as in
 * a {@link Rotation}. Thread-safe for inference.
 */
public final class LowRank extends Projection {

    private static final String NAME = "lowrank";

    private LowRank(Value matrix) {
        super(NAME, matrix);
    }

    /**
     * Draws directions uniformly (Haar): the polar factor of a Gaussian matrix.
     *
     * @param width the width of the region
     * @param rank the number of directions, from 1 to the width
     * @param seed the seed; the same one gives the same directions, but for the engine's rounding
     * @return the map
     */
    public static LowRank random(int width, int rank, long seed) {
        return new LowRank(Orthonormal.random(NAME, width, rank, seed));
    }

    /**
     * Creates the map from its matrix.
     *
     * @param matrix R, {@code [width, rank]}; its columns orthonormal to 1e-3, and what they lack
     *     to 1e-5 is mended
     * @return the map
     * @throws IllegalArgumentException if the columns are not orthonormal; the message says how far
     *     off they are
     */
    public static LowRank of(Value matrix) {
        return new LowRank(Orthonormal.checked(NAME, matrix));
    }

    @Override
    NDArray restore(NDArray features, NDArray activation, Bound bound) {
        return Scratch.run(
                features,
                activation,
                (f, x) -> x.add(f.sub(x.matMul(bound.matrix())).matMul(bound.transposed())));
    }
}
