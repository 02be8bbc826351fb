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

/** Arrays as Java numbers. */
final class Numbers {

    /** The least probability whose logarithm is taken, since that of 0 has none. */
    static final float TINY = 1e-30f;

    private Numbers() {}

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
