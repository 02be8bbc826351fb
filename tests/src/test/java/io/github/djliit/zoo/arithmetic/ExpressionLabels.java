/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.arithmetic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** What a network is to say of an expression. */
public enum ExpressionLabels {
    /** The value, float32 {@code [rows, 1]}. */
    VALUE {
        @Override
        NDArray of(NDManager manager, ArithmeticExpressions range, int... values) {
            float[] numbers = new float[values.length];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = values[i];
            }
            return manager.create(numbers).reshape(-1, 1);
        }
    },
    /** The class, int64 {@code [rows]}: 0 for the smallest value that there can be. */
    CLASS {
        @Override
        NDArray of(NDManager manager, ArithmeticExpressions range, int... values) {
            long[] classes = new long[values.length];
            for (int i = 0; i < classes.length; i++) {
                classes[i] = (long) values[i] - range.smallest();
            }
            return manager.create(classes);
        }
    };

    abstract NDArray of(NDManager manager, ArithmeticExpressions range, int... values);
}
