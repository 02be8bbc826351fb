/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;
import java.util.function.Function;

/** A computation whose result is known. */
final class KnownCase {

    private final Operator operator;
    private final String setting;
    private final Function<NDManager, NDArray> computed;
    private final float[] expected;

    /**
     * Makes a case.
     *
     * @param operator the operator
     * @param setting its sizes, in words
     * @param computed lets the engine compute it, on a manager that the caller closes
     * @param expected the right result, in the order of the array; where the engine's result is
     *     longer, its rows repeat these
     */
    KnownCase(
            Operator operator,
            String setting,
            Function<NDManager, NDArray> computed,
            float[] expected) {
        this.operator = operator;
        this.setting = setting;
        this.computed = computed;
        this.expected = expected;
    }

    /** Runs the case. */
    Optional<Deviation> check(NDManager manager, double tolerance) {
        try (NDManager scope = manager.newSubManager()) {
            double error = error(computed.apply(scope).toFloatArray());
            return error <= tolerance
                    ? Optional.empty()
                    : Optional.of(new Deviation(operator, setting, error));
        }
    }

    private double error(float[] found) {
        double scale = 0;
        for (float value : expected) {
            scale = Math.max(scale, Math.abs(value));
        }
        double most = 0;
        for (int i = 0; i < found.length; i++) {
            double error = Math.abs(found[i] - (double) expected[i % expected.length]);
            if (!Double.isFinite(error)) {
                return Double.NaN;
            }
            most = Math.max(most, error);
        }
        return most / scale;
    }
}
