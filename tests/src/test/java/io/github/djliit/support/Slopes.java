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
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import java.util.function.Supplier;

/** Gradients against central finite differences, in double precision. */
public final class Slopes {

    private static final double STEP = 1e-5;

    private Slopes() {}

    /** Checks the gradient of a scalar with respect to each element of each array. */
    public static void assertGradients(Supplier<NDArray> loss, NDArray... arrays) {
        for (NDArray array : arrays) {
            array.setRequiresGradient(true);
        }
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(loss.get());
        }
        for (NDArray array : arrays) {
            // For an array that the loss does not depend on, DJL gives zeros in single precision.
            double[] gradient = array.getGradient().toType(DataType.FLOAT64, false).toDoubleArray();
            for (int i = 0; i < gradient.length; i++) {
                assertThat(gradient[i])
                        .as("element %d of %s", i, array.getShape())
                        .isCloseTo(slope(loss, array, i), within(1e-7));
            }
        }
    }

    private static double slope(Supplier<NDArray> loss, NDArray array, int i) {
        double[] values = array.toDoubleArray();
        double[] losses = new double[2];
        for (int side = 0; side < 2; side++) {
            double[] shifted = values.clone();
            shifted[i] += side == 0 ? -STEP : STEP;
            set(array, shifted);
            losses[side] = loss.get().getDouble();
        }
        set(array, values);
        return (losses[1] - losses[0]) / (2 * STEP);
    }

    private static void set(NDArray array, double[] values) {
        array.setRequiresGradient(false);
        Numbers.set(array, values);
        array.setRequiresGradient(true);
    }
}
