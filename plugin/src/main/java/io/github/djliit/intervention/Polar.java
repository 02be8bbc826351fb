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
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * The polar factor of a matrix, {@code W (W^T W)^(-1/2)}, by products of matrices alone.
 *
 * <p>Newton-Schulz: {@code X <- X (1.5 I - 0.5 X^T X)} (Bjorck and Bowie 1971; Higham 2008,
 * Functions of Matrices, chapter 8). With {@code E = X^T X - I} that is {@code X - 0.5 X E}, and a
 * norm e of E becomes {@code 0.75 e^2 + 0.25 e^3} at most. All products are part of the gradient's
 * graph, so that the gradient is that of the map from W to its factor; how many there are is
 * decided outside of it.
 */
final class Polar {

    /** Where convergence is quadratic, so that the norm foretells the number of steps. */
    private static final double NEAR = 0.1;

    /** Where the iteration converges soon without scaling. */
    private static final double CONVERGES = 0.9;

    /** How small a singular value is expected beside the bound of the largest. */
    private static final double SMALLEST = 1e-3;

    /** As many steps bring up a singular value of a millionth of the largest. */
    private static final int MOST_STEPS = 40;

    private Polar() {}

    /** Returns the polar factor, on the manager of the matrix, with the gradient of the matrix. */
    static NDArray factor(NDArray matrix) {
        return factorOf(matrix, false);
    }

    /**
     * Returns the polar factor of weights that may be trained, whose gradient has converged too.
     *
     * <p>Inside a gradient collector a view of a weight does not tell that it has a gradient, so
     * that nobody is asked.
     */
    static NDArray factorOfWeights(NDArray matrix) {
        return factorOf(matrix, true);
    }

    private static NDArray factorOf(NDArray matrix, boolean mayTrain) {
        DataType type = matrix.getDataType();
        boolean hasGradient = mayTrain || matrix.hasGradient();
        if (type == DataType.FLOAT32 || type == DataType.FLOAT64) {
            return Scratch.run(matrix, w -> factor(w, hasGradient));
        }
        if (matrix.hasGradient()) {
            throw new IllegalStateException(
                    "A matrix is kept orthogonal in FLOAT32 or FLOAT64, it cannot be trained in "
                            + type);
        }
        // Half precision is too coarse to iterate in.
        return Scratch.run(
                matrix, w -> factor(w.toType(DataType.FLOAT32, true), false).toType(type, true));
    }

    /** Returns {@code X^T X - I}. */
    static NDArray error(NDArray x) {
        int columns = Math.toIntExact(x.getShape().get(1));
        return gram(x).sub(x.getManager().eye(columns, columns, 0, x.getDataType()));
    }

    /** Returns the largest magnitude. */
    static double largest(NDArray array) {
        return number(array.stopGradient().abs().max());
    }

    private static NDArray factor(NDArray w, boolean hasGradient) {
        boolean isDouble = w.getDataType() == DataType.FLOAT64;
        NDArray error = error(w);
        if (largest(error) < (isDouble ? 1e-10 : 1e-5)) {
            // As good as it gets. One step makes its gradient that of the factor.
            return hasGradient ? step(w, error, 1) : w;
        }
        NDArray x = near(w, error);
        double norm = norm(error(x));
        int steps = hasGradient ? 1 : 0; // the gradient converges one step later
        for (double goal = isDouble ? 1e-14 : 1e-7; norm > goal; steps++) {
            norm = 0.75 * norm * norm + 0.25 * norm * norm * norm;
        }
        for (int i = 0; i < steps; i++) {
            x = step(x, error(x), 1);
        }
        return x;
    }

    /** Brings all singular values near one, looking at each step. */
    private static NDArray near(NDArray w, NDArray errorOfW) {
        NDArray x = w;
        NDArray error = errorOfW;
        double smallest = 1;
        if (!(norm(error) < CONVERGES)) {
            x = scaled(w);
            error = error(x);
            smallest = SMALLEST;
        }
        for (int i = 0; !(norm(error) < NEAR); i++) {
            if (i == MOST_STEPS) {
                throw singular(w.getShape());
            }
            // The scaling of Chen and Chow (2014): the longest step that keeps the order.
            double length = Math.sqrt(3 / (1 + smallest + smallest * smallest));
            x = step(x, error, length);
            smallest *= length * (1.5 - 0.5 * length * length * smallest * smallest);
            error = error(x);
        }
        return x;
    }

    /** Scales so that no singular value is above one; a factor of W does not change the result. */
    private static NDArray scaled(NDArray w) {
        double bound = Math.sqrt(norm(gram(w)));
        if (!Double.isFinite(bound)) {
            throw new IllegalStateException(
                    "The weights of a matrix to be kept orthogonal are not finite, or too large:"
                            + " train with a smaller learning rate");
        }
        if (bound == 0) {
            throw singular(w.getShape());
        }
        return w.mul(constant(w, 1 / bound));
    }

    /** Goes one step from the scaled matrix: {@code X' = X (1.5 I - 0.5 X^T X)} for length 1. */
    private static NDArray step(NDArray x, NDArray error, double length) {
        double cube = 0.5 * length * length * length;
        NDArray kept = length == 1 ? x : x.mul(constant(x, 1.5 * length - cube));
        return kept.sub(x.matMul(error).mul(constant(x, cube)));
    }

    private static NDArray gram(NDArray x) {
        return x.transpose().matMul(x);
    }

    /** Returns an upper bound of the spectral norm of a symmetric matrix. */
    private static double norm(NDArray symmetric) {
        NDArray array = symmetric.stopGradient();
        double frobenius = Math.sqrt(number(array.square().sum()));
        return Math.min(frobenius, number(array.abs().sum(new int[] {0}).max()));
    }

    private static double number(NDArray array) {
        return array.getDataType() == DataType.FLOAT64 ? array.getDouble() : array.getFloat();
    }

    private static NDArray constant(NDArray like, double number) {
        return Constants.array(like, new float[] {(float) number}, new Shape());
    }

    private static IllegalStateException singular(Shape shape) {
        return new IllegalStateException(
                "A matrix of shape "
                        + shape
                        + " that is to be kept orthogonal is singular, or nearly: its columns have"
                        + " become dependent. Train with a smaller learning rate");
    }
}
