/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;

/** Compares arrays: bit for bit, or with the tolerance of all tests. */
final class Near {

    private static final double RTOL = 1e-5;
    private static final double ATOL = 1e-6;

    private Near() {}

    static void assertNear(NDArray actual, NDArray expected) {
        assertThat(actual.getShape()).isEqualTo(expected.getShape());
        double[] found = doubles(actual);
        double[] wanted = doubles(expected);
        for (int i = 0; i < wanted.length; i++) {
            double error = Math.abs(found[i] - wanted[i]);
            assertThat(error)
                    .as("element %d: found %s, expected %s", i, found[i], wanted[i])
                    .isLessThanOrEqualTo(ATOL + RTOL * Math.abs(wanted[i]));
        }
    }

    static void assertNear(NDList actual, NDList expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertNear(actual.get(i), expected.get(i));
        }
    }

    static void assertEqual(NDList actual, NDList expected) {
        assertThat(same(actual, expected)).as("%s%nexpected%n%s", actual, expected).isTrue();
    }

    /** Whether two lists are equal bit for bit. */
    static boolean same(NDList actual, NDList expected) {
        if (actual.size() != expected.size()) {
            return false;
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!actual.get(i).contentEquals(expected.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static double[] doubles(NDArray array) {
        try (NDArray wide = array.toType(DataType.FLOAT64, true)) {
            return wide.toDoubleArray();
        }
    }
}
