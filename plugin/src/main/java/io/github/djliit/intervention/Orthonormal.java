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
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Matrices with orthonormal columns, {@code [rows, columns]} with no more columns than rows.
 *
 * <p>What is trained is a free matrix W; what is used is its polar factor, {@code W (W^T
 * W)^(-1/2)}, the nearest matrix with orthonormal columns; see {@link Polar}.
 */
final class Orthonormal {

    /** The name of the parameter. */
    static final String WEIGHT = "weight";

    private static final double NOT_ORTHONORMAL = 1e-3;

    private Orthonormal() {}

    /** Makes the weights that start from a matrix. */
    static Weights weights(Value matrix) {
        return new Weights(Map.of(WEIGHT, matrix));
    }

    /**
     * Draws a matrix uniformly (Haar): the polar factor of a Gaussian one, whose distribution no
     * rotation changes.
     */
    static Value random(String map, int rows, int columns, long seed) {
        Shape shape = new Shape(rows, columns);
        checkShape(map, shape);
        SplittableRandom random = new SplittableRandom(seed);
        float[] gaussian = new float[Math.multiplyExact(rows, columns)];
        for (int i = 0; i < gaussian.length; i++) {
            gaussian[i] = (float) random.nextGaussian();
        }
        return polar(new Value(gaussian, shape));
    }

    /** Checks that columns are orthonormal, and takes what rounding there is away. */
    static Value checked(String map, Value matrix) {
        checkShape(map, matrix.shape());
        checkColumns("columns of the " + map, matrix, false);
        return polar(matrix);
    }

    /** Checks that the columns of a matrix are orthonormal, or its rows. */
    static void checkColumns(String what, Value matrix, boolean rows) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray array = matrix.toArray(manager, DataType.FLOAT32);
            double off = Polar.largest(Polar.error(rows ? array.transpose() : array));
            if (!(off <= NOT_ORTHONORMAL)) {
                throw new IllegalArgumentException(
                        String.format(
                                Locale.ROOT,
                                "The %s must be orthonormal: their products differ from those of"
                                        + " the unit matrix by up to %.3g, at most %.0e is allowed",
                                what,
                                off,
                                NOT_ORTHONORMAL));
            }
        }
    }

    /** Returns the matrix that the weights stand for now. */
    static Value present(Weights weights) {
        Value weight = weights.value(WEIGHT);
        return weights.isInitialized() ? polar(weight) : weight;
    }

    /** Returns the matrix that the weights stand for in a call. */
    static NDArray bind(Weights weights, Map<String, NDArray> arrays) {
        NDArray weight = arrays.get(WEIGHT);
        // What they start from is orthonormal already, and nothing changed it.
        boolean isStart = !weights.isInitialized() && !weight.hasGradient();
        return isStart ? weight : Polar.factorOfWeights(weight);
    }

    private static Value polar(Value matrix) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return Value.of(Polar.factor(matrix.toArray(manager, DataType.FLOAT32)));
        }
    }

    private static void checkShape(String map, Shape shape) {
        boolean isMatrix = shape.dimension() == 2 && shape.get(0) > 0 && shape.get(1) > 0;
        if (!isMatrix || shape.get(1) > shape.get(0)) {
            throw new IllegalArgumentException(
                    "A "
                            + map
                            + " is a matrix [width, features] with at least one feature, and no"
                            + " more features than its width, found shape "
                            + shape);
        }
    }
}
