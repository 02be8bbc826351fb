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
import ai.djl.ndarray.types.Shape;

/** Numbers for known cases, the same on every machine. */
final class Waves {

    /** Rows of a batch repeat after so many, so that the right result is computed for these. */
    static final int ROWS = 2;

    private Waves() {}

    /** Returns numbers between {@code -size} and {@code size}, which a seed tells apart. */
    static float[] of(int count, int seed, double size) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (size * Math.sin(1.37 * i + seed));
        }
        return values;
    }

    /**
     * Returns a batch whose rows repeat.
     *
     * @param rows all rows, one after another; as many as {@link #ROWS}
     * @param row the shape of a row
     */
    static NDArray batch(NDManager manager, float[] rows, int batch, Shape row) {
        int size = Math.toIntExact(row.size());
        float[] all = new float[batch * size];
        for (int i = 0; i < all.length; i++) {
            all[i] = rows[i % rows.length];
        }
        return manager.create(all, new Shape(batch).addAll(row));
    }
}
