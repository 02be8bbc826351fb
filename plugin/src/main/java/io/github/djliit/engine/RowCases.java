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
import java.util.ArrayList;
import java.util.List;

/** Known cases of operators that work on the rows of a matrix, {@code [batch, units]}. */
final class RowCases {

    private static final int[] UNITS = {4, 6, 16, 33, 64};
    private static final int[] BATCHES = {1, 3, 32};
    private static final float EPSILON = 1e-5f;

    private RowCases() {}

    /** {@code y = x W}, with {@code W [units, 7]}. */
    static List<KnownCase> matrixProduct() {
        int out = 7;
        List<KnownCase> cases = new ArrayList<>();
        for (int units : UNITS) {
            float[] weight = Waves.of(units * out, 5, 1);
            float[] rows = rows(units);
            float[] expected = new float[Waves.ROWS * out];
            for (int i = 0; i < expected.length; i++) {
                double sum = 0;
                for (int k = 0; k < units; k++) {
                    sum += (double) rows[i / out * units + k] * weight[k * out + i % out];
                }
                expected[i] = (float) sum;
            }
            Computed computed = x -> x.matMul(x.getManager().create(weight, new Shape(units, out)));
            add(cases, Operator.MATRIX_PRODUCT, units, computed, expected);
        }
        return cases;
    }

    /** {@code y = exp(x) / sum exp(x)}. */
    static List<KnownCase> softmax() {
        List<KnownCase> cases = new ArrayList<>();
        for (int units : UNITS) {
            float[] rows = rows(units);
            float[] expected = new float[rows.length];
            for (int i = 0; i < rows.length; i++) {
                int start = i / units * units;
                double sum = 0;
                for (int k = start; k < start + units; k++) {
                    sum += Math.exp(rows[k]);
                }
                expected[i] = (float) (Math.exp(rows[i]) / sum);
            }
            add(cases, Operator.SOFTMAX, units, x -> x.softmax(-1), expected);
        }
        return cases;
    }

    /** {@code y = g (x - mean) / sqrt(variance + e) + b} over each row. */
    static List<KnownCase> layerNorm() {
        List<KnownCase> cases = new ArrayList<>();
        for (int units : UNITS) {
            float[] rows = rows(units);
            float[] scale = Waves.of(units, 5, 1);
            float[] shift = Waves.of(units, 3, 1);
            float[] expected = new float[rows.length];
            for (int row = 0; row < Waves.ROWS; row++) {
                int start = row * units;
                double[] moments = moments(rows, start, 1, units);
                for (int k = 0; k < units; k++) {
                    expected[start + k] = normal(rows[start + k], moments, scale[k], shift[k]);
                }
            }
            Computed computed =
                    x -> {
                        NDManager manager = x.getManager();
                        return x.getNDArrayInternal()
                                .layerNorm(
                                        x,
                                        new Shape(units),
                                        manager.create(scale),
                                        manager.create(shift),
                                        EPSILON)
                                .head();
                    };
            add(cases, Operator.LAYER_NORM, units, computed, expected);
        }
        return cases;
    }

    /**
     * The same over each unit: in training with the mean and variance of the batch, whose rows do
     * not repeat, otherwise with kept ones.
     */
    static List<KnownCase> batchNorm() {
        List<KnownCase> cases = new ArrayList<>();
        for (int units : UNITS) {
            float[] rows = rows(units);
            float[] ofBatch = new float[rows.length];
            float[] ofKept = new float[rows.length];
            float[] means = Waves.of(units, 7, 1);
            float[] variances = variances(units);
            float[] scale = Waves.of(units, 5, 1);
            float[] shift = Waves.of(units, 3, 1);
            for (int i = 0; i < rows.length; i++) {
                int k = i % units;
                double[] batch = moments(rows, k, units, Waves.ROWS);
                ofBatch[i] = normal(rows[i], batch, scale[k], shift[k]);
                double[] kept = {means[k], variances[k]};
                ofKept[i] = normal(rows[i], kept, scale[k], shift[k]);
            }
            add(cases, Operator.BATCH_NORM, units, batchNorm(units, false), ofKept);
            String setting = units + " units, batch " + Waves.ROWS + ", training";
            cases.add(
                    new KnownCase(
                            Operator.BATCH_NORM,
                            setting,
                            manager -> batchNorm(units, true).of(input(manager, units, Waves.ROWS)),
                            ofBatch));
        }
        return cases;
    }

    private static Computed batchNorm(int units, boolean training) {
        return x -> {
            NDManager manager = x.getManager();
            return x.getNDArrayInternal()
                    .batchNorm(
                            x,
                            manager.create(Waves.of(units, 7, 1)),
                            manager.create(variances(units)),
                            manager.create(Waves.of(units, 5, 1)),
                            manager.create(Waves.of(units, 3, 1)),
                            1,
                            .9f,
                            EPSILON,
                            training)
                    .head();
        };
    }

    private static float[] variances(int units) {
        float[] values = Waves.of(units, 2, .5);
        for (int i = 0; i < units; i++) {
            values[i] += 1;
        }
        return values;
    }

    private static float normal(float value, double[] moments, float scale, float shift) {
        return (float) (scale * (value - moments[0]) / Math.sqrt(moments[1] + EPSILON) + shift);
    }

    /** Returns mean and variance of every {@code step}-th of the values from a start on. */
    private static double[] moments(float[] values, int start, int step, int count) {
        double mean = 0;
        double square = 0;
        for (int i = 0; i < count; i++) {
            mean += values[start + i * step] / (double) count;
        }
        for (int i = 0; i < count; i++) {
            double off = values[start + i * step] - mean;
            square += off * off / count;
        }
        return new double[] {mean, square};
    }

    private static float[] rows(int units) {
        return Waves.of(Waves.ROWS * units, 1, 2);
    }

    private static NDArray input(NDManager manager, int units, int batch) {
        return Waves.batch(manager, rows(units), batch, new Shape(units));
    }

    private static void add(
            List<KnownCase> cases,
            Operator operator,
            int units,
            Computed computed,
            float[] expected) {
        for (int batch : BATCHES) {
            cases.add(
                    new KnownCase(
                            operator,
                            units + " units, batch " + batch,
                            manager -> computed.of(input(manager, units, batch)),
                            expected));
        }
    }

    /** What the engine makes of the input. */
    @FunctionalInterface
    private interface Computed {
        NDArray of(NDArray input);
    }
}
