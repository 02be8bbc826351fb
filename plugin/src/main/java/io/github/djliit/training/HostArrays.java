/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** Host arrays hold the numbers of engine arrays in Java. */
final class HostArrays {

    /** The least probability whose logarithm is taken, since that of 0 has none. */
    static final float TINY = 1e-30f;

    private HostArrays() {}

    /** Returns the numbers of an array of any type; nothing is left on its manager. */
    static float[] of(NDArray array) {
        if (array.getDataType() == DataType.FLOAT32) {
            return array.toFloatArray();
        }
        try (NDArray floats = array.toType(DataType.FLOAT32, true)) {
            return floats.toFloatArray();
        }
    }

    /**
     * Returns how far the numbers of two arrays of one size are apart. Whole numbers are not
     * rounded, as floats from 2^24 on are.
     */
    static double[] distances(NDArray one, NDArray other) {
        if (one.getDataType().isInteger() && other.getDataType().isInteger()) {
            return distances(whole(one), whole(other));
        }
        if (one.getDataType() == DataType.FLOAT64 && other.getDataType() == DataType.FLOAT64) {
            return distances(one.toDoubleArray(), other.toDoubleArray());
        }
        return distances(of(one), of(other));
    }

    private static double[] distances(long[] one, long[] other) {
        double[] distances = new double[one.length];
        for (int i = 0; i < one.length; i++) {
            // Of those that differ beyond 2^53, the rest may round to 0.
            double least = one[i] == other[i] ? 0 : 1;
            distances[i] = Math.max(least, Math.abs((double) one[i] - other[i]));
        }
        return distances;
    }

    private static double[] distances(double[] one, double[] other) {
        double[] distances = new double[one.length];
        Arrays.setAll(distances, i -> Math.abs(one[i] - other[i]));
        return distances;
    }

    private static double[] distances(float[] one, float[] other) {
        double[] distances = new double[one.length];
        Arrays.setAll(distances, i -> Math.abs(one[i] - other[i]));
        return distances;
    }

    private static long[] whole(NDArray array) {
        try (NDArray longs = array.toType(DataType.INT64, true)) {
            return longs.toLongArray();
        }
    }

    /**
     * Checks what an implementation of the caller's gives for a prediction.
     *
     * @param whose the name of what gave it
     * @param values how many values it gave, -1 for null
     * @param shape the shape of the prediction
     * @throws IllegalArgumentException if there is not a value for each row
     */
    static void checkRows(String whose, int values, Shape shape) {
        if (shape.dimension() == 0 || values != shape.get(0)) {
            throw new IllegalArgumentException(
                    "The %s gave %s for a prediction of shape %s: expected one for each row, which are along the first axis"
                            .formatted(whose, values < 0 ? "null" : values + " values", shape));
        }
    }
}
