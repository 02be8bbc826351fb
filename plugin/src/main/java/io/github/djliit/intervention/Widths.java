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
import ai.djl.ndarray.types.Shape;
import io.github.djliit.tensor.Tensor;

/** Checks of the last axis, before the engine sees an array that does not fit. */
final class Widths {

    private Widths() {}

    /** Checks that a region is as wide as a map. */
    static void checkRegion(String map, long width, NDArray region) {
        check("The " + map + " is " + width + " wide, the last axis of the region ", width, region);
    }

    /** Checks that there are as many features as a map has, or a mask has weights. */
    static void checkFeatures(String map, long count, NDArray features) {
        check("The " + map + " has " + count + " features, the edit gives ", count, features);
    }

    /** Checks that there is a weight of a mask for each feature. */
    static void checkMask(long weights, NDArray base) {
        check("The mask is " + weights + " wide, the last axis of the features ", weights, base);
    }

    private static void check(String expected, long width, NDArray array) {
        Shape shape = array.getShape();
        long found = shape.dimension() == 0 ? 0 : shape.get(shape.dimension() - 1);
        if (found != width) {
            throw new IllegalArgumentException(expected + found + " (its shape is " + shape + ")");
        }
        if (!array.getDataType().isFloating()) {
            throw new IllegalArgumentException(
                    "Weights need numbers of floating point, found an array of type "
                            + Tensor.nameOf(array.getDataType()));
        }
    }
}
