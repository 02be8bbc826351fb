/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;

/**
 * Tells which numbers are finite.
 *
 * <p>Zero times a finite number is zero, and zero times NaN or infinity is not. Arrays of other
 * types than floating point hold finite numbers only. Nothing is left on an array's manager.
 */
public final class Finite {

    private Finite() {}

    /**
     * Returns whether all numbers of an array are finite.
     *
     * @param array the array
     * @return false if there is NaN or infinity in it
     */
    public static boolean isAll(NDArray array) {
        if (!array.getDataType().isFloating() || array.isEmpty()) {
            return true;
        }
        try (NDManager scope = array.getManager().newSubManager()) {
            NDArray view = view(array, scope);
            // A sum is finite only if all its terms are; the other way round it may overflow.
            return Float.isFinite(number(view.sum())) || Float.isFinite(number(zeros(view).sum()));
        }
    }

    /**
     * Returns which rows hold finite numbers only.
     *
     * @param arrays arrays of equally many rows, {@code [rows, ...]}
     * @param rows the number of rows
     * @return for each row whether it is finite in all of the arrays
     */
    public static boolean[] rows(NDList arrays, int rows) {
        boolean[] finite = new boolean[rows];
        Arrays.fill(finite, true);
        for (NDArray array : arrays) {
            if (!isAll(array)) {
                try (NDManager scope = array.getManager().newSubManager()) {
                    NDArray wide = zeros(view(array, scope)).reshape(rows, -1);
                    float[] sums =
                            wide.sum(new int[] {1}).toType(DataType.FLOAT32, false).toFloatArray();
                    for (int row = 0; row < rows; row++) {
                        finite[row] &= Float.isFinite(sums[row]);
                    }
                }
            }
        }
        return finite;
    }

    /**
     * Counts the numbers that are not finite.
     *
     * @param array the array
     * @return how many are NaN or infinite
     */
    public static long countOthers(NDArray array) {
        if (isAll(array)) {
            return 0;
        }
        try (NDManager scope = array.getManager().newSubManager()) {
            // NaN is what differs from itself.
            NDArray zeros = zeros(view(array, scope));
            return zeros.neq(zeros).toType(DataType.INT64, false).sum().toLongArray()[0];
        }
    }

    private static NDArray zeros(NDArray array) {
        return array.mul(array.getManager().create(0f).toType(array.getDataType(), false));
    }

    private static float number(NDArray sum) {
        return sum.toType(DataType.FLOAT32, false).toFloatArray()[0];
    }

    /** What is computed from the view belongs to the scope. */
    private static NDArray view(NDArray array, NDManager scope) {
        NDArray view = array.stopGradient();
        view.attach(scope);
        return view;
    }
}
