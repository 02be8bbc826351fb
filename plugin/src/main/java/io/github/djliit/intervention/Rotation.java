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
 * A rotation of the last axis, which distributed alignment search trains.
 *
 * <p>{@code featurize(x) = x R}, {@code restore(f, x) = f R^T}, {@code [rows, ..., width]} to
 * {@code [rows, ..., width]}, with R orthogonal, {@code [width, width]} (Geiger et al. 2023,
 * Finding Alignments Between Interpretable Causal Variables and Distributed Neural Representations;
 * Wu et al. 2023, Interpretability at Scale). A feature is thus a direction: a column of R. All
 * features interchanged are the plain interchange.
 *
 * <p>What a trainer updates is a free matrix W, the parameter {@code weight}; R is its polar factor
 * {@code W (W^T W)^(-1/2)}, the nearest orthogonal matrix. It is made once a call, by Newton-Schulz
 * steps {@code X <- X (1.5 I - 0.5 X^T X)} inside the gradient's graph, so that the gradient is
 * that of the parametrisation and nothing is written in place. The number of steps is decided
 * outside of the graph, from norms of {@code W^T W - I}: a W near an orthogonal matrix needs few,
 * since convergence is quadratic; a far one is scaled first by a bound of its spectral norm; one
 * that is orthogonal to 1e-5 is used as it is, in training with one step, which makes its gradient
 * tangent to the orthogonal matrices. R is orthogonal to 1e-5 throughout training. A W that is
 * singular is an {@link IllegalStateException}.
 *
 * <p>Thread-safe for inference.
 */
public final class Rotation extends Projection {

    private static final String NAME = "rotation";

    private Rotation(Value matrix) {
        super(NAME, matrix);
    }

    /**
     * Draws a rotation uniformly (Haar): the polar factor of a Gaussian matrix.
     *
     * @param width the width of the region
     * @param seed the seed; the same one gives the same rotation, but for the engine's rounding
     * @return the rotation
     */
    public static Rotation random(int width, long seed) {
        return new Rotation(Orthonormal.random(NAME, width, width, seed));
    }

    /**
     * Creates a rotation from its matrix.
     *
     * @param matrix R, {@code [width, width]}; orthonormal to 1e-3, and what it lacks to 1e-5 is
     *     mended
     * @return the rotation
     * @throws IllegalArgumentException if the matrix is not square, or not orthogonal; the message
     *     says how far off it is
     */
    public static Rotation of(Value matrix) {
        boolean isSquare =
                matrix.shape().dimension() == 2 && matrix.shape().get(0) == matrix.shape().get(1);
        if (!isSquare) {
            throw new IllegalArgumentException(
                    "The matrix of a rotation is square, found shape " + matrix.shape());
        }
        return new Rotation(Orthonormal.checked(NAME, matrix));
    }

    @Override
    NDArray restore(NDArray features, NDArray activation, Bound bound) {
        return features.matMul(bound.transposed());
    }
}
