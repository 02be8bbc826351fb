/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.support;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;

/** Writes numbers into arrays as DJL's own {@code set} does, of which PyTorch warns. */
public final class Numbers {

    private Numbers() {}

    /** Sets all numbers of an array of float32. */
    public static void set(NDArray array, float... numbers) {
        try (NDArray from = array.getManager().create(numbers, array.getShape())) {
            write(from, array);
        }
    }

    /** Sets all numbers of an array of float64. */
    public static void set(NDArray array, double... numbers) {
        try (NDArray from = array.getManager().create(numbers, array.getShape())) {
            write(from, array);
        }
    }

    /** PyTorch refuses to write into a parameter of which it wants a gradient. */
    private static void write(NDArray from, NDArray to) {
        boolean wantsGradient = to.hasGradient();
        if (wantsGradient) {
            to.setRequiresGradient(false);
        }
        to.set(new NDIndex("..."), from);
        if (wantsGradient) {
            to.setRequiresGradient(true);
        }
    }
}
