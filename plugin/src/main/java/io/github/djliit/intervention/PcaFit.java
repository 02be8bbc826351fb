/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** Fits a {@link Pca}, in double precision. */
final class PcaFit {

    private static final double EPSILON = Math.ulp(1.0);

    private final int rows;
    private final int width;
    private final double[] mean;
    private final double[] std;
    private final DMatrixRMaj scaled;

    private PcaFit(Value activations, boolean scale) {
        Shape shape = activations.shape();
        width = (int) shape.get(shape.dimension() - 1);
        float[] data = activations.toArray();
        rows = data.length / width;
        mean = new double[width];
        std = new double[width];
        scaled = new DMatrixRMaj(rows, width);
        for (int unit = 0; unit < width; unit++) {
            fitUnit(data, unit, scale);
        }
    }

    static Pca fit(Value activations, int components, boolean scale) {
        check(activations.shape(), components);
        return new PcaFit(activations, scale).components(components);
    }

    private void fitUnit(float[] data, int unit, boolean scale) {
        for (int row = 0; row < rows; row++) {
            mean[unit] += data[row * width + unit] / (double) rows;
        }
        double variance = 0;
        for (int row = 0; row < rows; row++) {
            double centred = data[row * width + unit] - mean[unit];
            scaled.set(row, unit, centred);
            variance += centred * centred / rows;
        }
        std[unit] = scale && varies(variance, mean[unit]) ? Math.sqrt(variance) : 1;
        for (int row = 0; row < rows; row++) {
            scaled.set(row, unit, scaled.get(row, unit) / std[unit]);
        }
    }

    /** Rounding alone gives a variance; the bound is scikit-learn's. */
    private boolean varies(double variance, double mean) {
        double rounding = rows * mean * EPSILON;
        return variance > rows * EPSILON * variance + rounding * rounding;
    }

    private Pca components(int count) {
        DMatrixRMaj covariance = new DMatrixRMaj(width, width);
        CommonOps_DDRM.multInner(scaled, covariance);
        EigenDecomposition_F64<DMatrixRMaj> eigen =
                DecompositionFactory_DDRM.eig(width, true, true);
        if (!eigen.decompose(covariance)) {
            throw new IllegalArgumentException(
                    "The covariance of the activations has no eigenvectors that could be computed:"
                            + " are the activations of very different magnitudes?");
        }
        double[] variances = new double[width];
        Arrays.setAll(variances, i -> Math.max(0, eigen.getEigenvalue(i).getReal()));
        double total = Arrays.stream(variances).sum();
        int[] order =
                IntStream.range(0, width)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> -variances[i]))
                        .mapToInt(Integer::intValue)
                        .limit(count)
                        .toArray();
        float[] components = new float[count * width];
        float[] ratios = new float[count];
        for (int i = 0; i < count; i++) {
            ratios[i] = total == 0 ? 0 : (float) (variances[order[i]] / total);
            copy(eigen.getEigenVector(order[i]), components, i);
        }
        return new Pca(
                vector(mean),
                vector(std),
                new Value(components, new Shape(count, width)),
                Optional.of(new Value(ratios, new Shape(count))));
    }

    private void copy(DMatrixRMaj vector, float[] components, int row) {
        int largest = 0;
        for (int i = 1; i < width; i++) {
            largest = Math.abs(vector.get(i)) > Math.abs(vector.get(largest)) ? i : largest;
        }
        double sign = Math.signum(vector.get(largest));
        for (int i = 0; i < width; i++) {
            components[row * width + i] = (float) (sign * vector.get(i));
        }
    }

    private static Value vector(double[] numbers) {
        float[] data = new float[numbers.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) numbers[i];
        }
        return new Value(data, new Shape(data.length));
    }

    private static void check(Shape shape, int components) {
        int axes = shape.dimension();
        long width = axes < 2 ? 0 : shape.get(axes - 1);
        long rows = axes < 2 ? 0 : shape.size() / width;
        if (rows < 2) {
            throw new IllegalArgumentException(
                    "A pca is fitted to activations [rows, ..., width] of at least two rows, found"
                            + " shape "
                            + shape);
        }
        if (components < 1 || components > Math.min(rows, width)) {
            throw new IllegalArgumentException(
                    "A pca of activations of shape "
                            + shape
                            + " has from 1 to "
                            + Math.min(rows, width)
                            + " components, asked for "
                            + components);
        }
    }
}
