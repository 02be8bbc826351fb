/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.intervention.Value;
import io.github.djliit.network.ActivationCache;
import io.github.djliit.site.Site;
import io.github.djliit.training.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The directions by which a linear probe reads a variable from activations.
 *
 * <p>The probe is a ridge regression of the variable's values on centred activations, {@code W =
 * (X^T X + a I)^-1 X^T Y}, with Y one column for each value of a variable that has few, its numbers
 * otherwise; the directions are the left singular vectors of W whose singular values are not nearly
 * zero, the largest first. Computed in double precision in Java.
 */
public final class LinearProbe {

    /** A variable of more values is read as a number. */
    private static final int MAX_VALUES = 64;

    private static final double RIDGE = 1e-3;
    private static final double NEARLY_ZERO = 1e-6;

    private final CausalModel model;
    private final Encoding encoding;
    private final List<Setting> inputs;

    /**
     * Creates a probe.
     *
     * @param model the causal model, which tells the values of its variables
     * @param encoding how settings become the network's inputs
     * @param inputs inputs that the result of the search is not judged by
     */
    public LinearProbe(CausalModel model, Encoding encoding, List<Setting> inputs) {
        this.model = model;
        this.encoding = encoding;
        this.inputs = inputs.stream().map(model::run).toList();
        if (this.inputs.size() < 2) {
            throw new IllegalArgumentException(
                    "A probe learns from two inputs or more, found " + this.inputs.size());
        }
    }

    /** Returns for each site the directions, {@code [width, at most dimensions]}, orthonormal. */
    List<Value> directions(
            SubspaceSearch search, NDManager parent, String variable, List<Integer> dimensions) {
        double[][] targets = targets(model.variable(variable));
        List<Value> directions = new ArrayList<>();
        try (NDManager scope = parent.newSubManager()) {
            NDList arrays = encoding.checked().inputs(scope, inputs);
            ActivationCache cache = PairBatch.run(search.network(), search.sites(), arrays);
            for (int i = 0; i < search.sites().size(); i++) {
                Site site = search.sites().get(i);
                NDArray activation = cache.activations().get(site).get(0);
                directions.add(directions(activation, targets, dimensions.get(i)));
            }
        }
        return directions;
    }

    /**
     * Checks that a variable can be read.
     *
     * @throws IllegalArgumentException if its values are neither few, nor numbers or vectors
     */
    void check(String variable) {
        targets(model.variable(variable));
    }

    /** Returns a row of targets for each input. */
    private double[][] targets(Variable<?> variable) {
        List<Object> values = new ArrayList<>();
        inputs.forEach(setting -> values.add(setting.value(variable)));
        List<Object> distinct = values.stream().distinct().toList();
        boolean hasClasses = distinct.size() <= MAX_VALUES && !(values.get(0) instanceof float[]);
        double[][] targets = new double[values.size()][];
        for (int i = 0; i < targets.length; i++) {
            targets[i] =
                    hasClasses
                            ? oneHot(distinct.indexOf(values.get(i)), distinct.size())
                            : numbers(variable, values.get(i));
        }
        return targets;
    }

    private static double[] oneHot(int index, int size) {
        double[] row = new double[size];
        row[index] = 1;
        return row;
    }

    private static double[] numbers(Variable<?> variable, Object value) {
        if (value instanceof Number number) {
            return new double[] {number.doubleValue()};
        }
        if (value instanceof float[] vector) {
            double[] row = new double[vector.length];
            for (int i = 0; i < row.length; i++) {
                row[i] = vector[i];
            }
            return row;
        }
        throw new IllegalArgumentException(
                "A probe reads variables of at most "
                        + MAX_VALUES
                        + " values, numbers and vectors; '"
                        + variable.name()
                        + "' is none of these: search without a probe");
    }

    /** Positions of an activation are rows of their own, all with the target of their input. */
    private static Value directions(NDArray activation, double[][] targets, int dimensions) {
        Shape shape = activation.getShape();
        int width = (int) shape.get(shape.dimension() - 1);
        float[] data = Value.of(activation).toArray();
        int repeats = data.length / width / targets.length;
        DMatrixRMaj x = new DMatrixRMaj(targets.length * repeats, width);
        DMatrixRMaj y = new DMatrixRMaj(targets.length * repeats, targets[0].length);
        for (int row = 0; row < x.numRows; row++) {
            for (int unit = 0; unit < width; unit++) {
                x.set(row, unit, data[row * width + unit]);
            }
            for (int k = 0; k < y.numCols; k++) {
                y.set(row, k, targets[row / repeats][k]);
            }
        }
        centre(x);
        centre(y);
        return columns(weights(x, y), dimensions);
    }

    private static void centre(DMatrixRMaj matrix) {
        for (int column = 0; column < matrix.numCols; column++) {
            double sum = 0;
            for (int row = 0; row < matrix.numRows; row++) {
                sum += matrix.get(row, column);
            }
            for (int row = 0; row < matrix.numRows; row++) {
                matrix.add(row, column, -sum / matrix.numRows);
            }
        }
    }

    private static DMatrixRMaj weights(DMatrixRMaj x, DMatrixRMaj y) {
        DMatrixRMaj gram = new DMatrixRMaj(x.numCols, x.numCols);
        CommonOps_DDRM.multInner(x, gram);
        double ridge = RIDGE * (1e-12 + CommonOps_DDRM.trace(gram) / x.numCols);
        for (int i = 0; i < x.numCols; i++) {
            gram.add(i, i, ridge);
        }
        DMatrixRMaj right = new DMatrixRMaj(x.numCols, y.numCols);
        CommonOps_DDRM.multTransA(x, y, right);
        DMatrixRMaj weights = new DMatrixRMaj(x.numCols, y.numCols);
        if (!CommonOps_DDRM.solve(gram, right, weights)) {
            throw new IllegalStateException(
                    "The regression of the probe has no solution: are activations infinite?");
        }
        return weights;
    }

    private static Value columns(DMatrixRMaj weights, int dimensions) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(weights.numRows, weights.numCols, true, false, true);
        svd.decompose(weights.copy());
        DMatrixRMaj u = svd.getU(null, false);
        double[] sizes = svd.getSingularValues().clone();
        Integer[] order = new Integer[sizes.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> -sizes[i]));
        int count = 0;
        while (count < Math.min(dimensions, order.length)
                && sizes[order[count]] > NEARLY_ZERO * sizes[order[0]]) {
            count++;
        }
        int taken = Math.max(1, count);
        float[] columns = new float[weights.numRows * taken];
        for (int row = 0; row < weights.numRows; row++) {
            for (int k = 0; k < taken; k++) {
                columns[row * taken + k] = (float) u.get(row, order[k]);
            }
        }
        return new Value(columns, new Shape(weights.numRows, taken));
    }
}
