/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.support;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The one tolerance of the tests: 1e-5 of the largest expected value, and 1e-6.
 *
 * <p>How the engine rounds hangs on the processor, on how many rows run together and on where
 * arrays lie in memory, so that no test asks for bits of what is computed in another way.
 */
public final class Close {

    private static final double RELATIVE = 1e-5;
    private static final double ABSOLUTE = 1e-6;

    private Close() {}

    public static void assertClose(NDArray found, NDArray expected) {
        assertThat(found.getShape()).isEqualTo(expected.getShape());
        assertClose(doubles(found), doubles(expected));
    }

    public static void assertClose(float[] found, float... expected) {
        assertClose(doubles(found), doubles(expected));
    }

    private static void assertClose(double[] found, double[] expected) {
        assertThat(isClose(found, expected))
                .as(() -> Arrays.toString(found) + ", expected " + Arrays.toString(expected))
                .isTrue();
    }

    /** Whether two arrays are the same but for rounding. */
    public static boolean isClose(NDArray found, NDArray expected) {
        return found.getShape().equals(expected.getShape())
                && isClose(doubles(found), doubles(expected));
    }

    /** Whether numbers are the same but for rounding. */
    public static boolean isClose(float[] found, float[] expected) {
        return isClose(doubles(found), doubles(expected));
    }

    private static boolean isClose(double[] found, double[] expected) {
        double most = most(expected);
        return found.length == expected.length
                && IntStream.range(0, found.length)
                        .allMatch(i -> Math.abs(found[i] - expected[i]) <= most);
    }

    private static double most(double[] expected) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        return ABSOLUTE + RELATIVE * largest;
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static double[] doubles(NDArray array) {
        try (NDArray wide = array.toType(DataType.FLOAT64, true)) {
            return wide.toDoubleArray();
        }
    }
}
