/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.architectures;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.djliit.tensor.Tensor;
import java.util.List;

/** How far arrays are from what is expected. */
final class Closeness {

    private static final double RELATIVE = 1e-5;
    private static final double ABSOLUTE = 1e-6;

    /** Larger numbers stand for minus infinity in masks, and say nothing of the scale. */
    private static final double MASKED = 1e30;

    private Closeness() {}

    /** Returns whether a difference is one of rounding. */
    static boolean isClose(double off) {
        return off <= 1;
    }

    /** Returns the largest difference of arrays, in units of what is tolerated. */
    static double off(NDList found, List<Tensor> expected) {
        if (found.size() != expected.size()) {
            return Double.POSITIVE_INFINITY;
        }
        double worst = 0;
        for (int i = 0; i < expected.size(); i++) {
            worst = Math.max(worst, off(found.get(i), expected.get(i)));
        }
        return worst;
    }

    /** Returns the largest difference of two arrays, in units of what is tolerated. */
    static double off(NDArray found, Tensor expected) {
        if (!found.getShape().equals(expected.shape())) {
            return Double.POSITIVE_INFINITY;
        }
        Tensor read = Tensor.of(found);
        if (!expected.type().isFloating() || !read.type().isFloating()) {
            return read.equals(expected) ? 0 : Double.POSITIVE_INFINITY;
        }
        return off(read.toFloats(), expected.toFloats());
    }

    static double off(float[] found, float[] expected) {
        double scale = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            if (Float.compare(found[i], expected[i]) == 0) {
                scale = Math.max(scale, scale(expected[i]));
                continue;
            }
            if (!Float.isFinite(found[i]) || !Float.isFinite(expected[i])) {
                return Double.POSITIVE_INFINITY;
            }
            scale = Math.max(scale, scale(expected[i]));
            difference = Math.max(difference, Math.abs((double) found[i] - expected[i]));
        }
        return difference / (RELATIVE * scale + ABSOLUTE);
    }

    private static double scale(float value) {
        double size = Math.abs(value);
        return size < MASKED ? size : 0;
    }

    /** Turns units of the tolerance into a share of the largest value. */
    static double share(double off) {
        return off * RELATIVE;
    }
}
