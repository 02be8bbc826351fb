/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Autoencoder;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.LowRank;
import io.github.djliit.intervention.Partition;
import io.github.djliit.intervention.Pca;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.intervention.Value;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A featurizer, and its two ways worked out in plain Java.
 *
 * @param name how the case is called
 * @param featurizer the featurizer
 * @param features the text of the features that are edited, or the name of a part
 * @param edited the numbers of these features, in order
 * @param there from an activation of {@link #WIDTH} units to features
 * @param back from edited features and the activation to an activation
 */
record MapByHand(
        String name,
        Featurizer featurizer,
        String features,
        int[] edited,
        UnaryOperator<double[]> there,
        BinaryOperator<double[]> back) {

    /** How many units the featurizers map. */
    static final int WIDTH = 8;

    private static final int LATENTS = 5;
    private static final float[] BIAS = {.1f, -.2f, .3f, .05f, 0};
    private static final float[] THRESHOLD = {.1f, .2f, .3f, .4f, .5f};

    /** Every featurizer, with the features that an edit takes of it. */
    static final List<MapByHand> ALL =
            List.of(
                    identity(),
                    of("rotation", Rotation.random(WIDTH, 1)),
                    of("low rank", LowRank.random(WIDTH, 3, 2)),
                    of("pca", Pca.fit(points(), 4)),
                    of("pca, unscaled", Pca.fitUnscaled(points(), 4)),
                    of("autoencoder", autoencoder().build(), new float[LATENTS]),
                    of("jump", autoencoder().optThreshold(new Value(THRESHOLD)).build(), THRESHOLD),
                    own(),
                    named());

    private static MapByHand identity() {
        return new MapByHand(
                "identity", Featurizer.identity(), "{5,2}", new int[] {5, 2}, x -> x, (f, x) -> f);
    }

    private static MapByHand own() {
        return new MapByHand(
                "own",
                Featurizer.of("signed square", x -> x.mul(x.abs()), (f, x) -> f.add(x)),
                "1:3",
                new int[] {1, 2},
                x -> each(x, i -> x[i] * Math.abs(x[i])),
                (f, x) -> each(x, i -> f[i] + x[i]));
    }

    private static MapByHand named() {
        MapByHand map = of("rotation", Rotation.random(WIDTH, 4));
        Partition parts = Partition.of("color", "0:3", "shape", "{4,5}");
        Featurizer named = map.featurizer.withPartition(parts);
        return new MapByHand("a part", named, "shape", new int[] {4, 5}, map.there, map.back);
    }

    private static MapByHand of(String name, Rotation map) {
        double[][] matrix = matrix(map.matrix());
        return linear(name, map, x -> times(x, matrix), (f, x) -> times(f, transposed(matrix)));
    }

    private static MapByHand of(String name, LowRank map) {
        double[][] matrix = matrix(map.matrix());
        UnaryOperator<double[]> there = x -> times(x, matrix);
        return linear(
                name,
                map,
                there,
                (f, x) -> sum(x, times(difference(f, there.apply(x)), transposed(matrix))));
    }

    private static MapByHand of(String name, Pca map) {
        float[] mean = map.mean().toArray();
        float[] std = map.std().toArray();
        double[][] rows = matrix(map.components());
        UnaryOperator<double[]> there =
                x -> times(each(x, i -> (x[i] - mean[i]) / std[i]), transposed(rows));
        return linear(
                name,
                map,
                there,
                (f, x) -> {
                    double[] change = times(difference(f, there.apply(x)), rows);
                    return each(x, i -> x[i] + change[i] * std[i]);
                });
    }

    private static MapByHand linear(
            String name,
            Featurizer map,
            UnaryOperator<double[]> there,
            BinaryOperator<double[]> back) {
        return new MapByHand(name, map, "0:2", new int[] {0, 1}, there, back);
    }

    private static MapByHand of(String name, Autoencoder map, float... threshold) {
        double[][] encoder = matrix(encoder());
        double[][] decoder = matrix(decoder());
        UnaryOperator<double[]> there =
                x -> {
                    double[] p = times(x, encoder);
                    return each(p, i -> p[i] + BIAS[i] > threshold[i] ? p[i] + BIAS[i] : 0);
                };
        return new MapByHand(
                name,
                map,
                "{3,1}",
                new int[] {3, 1},
                there,
                (f, x) -> sum(x, times(difference(f, there.apply(x)), decoder)));
    }

    private static Autoencoder.Builder autoencoder() {
        return Autoencoder.builder()
                .setEncoder(encoder(), new Value(BIAS))
                .setDecoder(decoder(), new Value(EditByHand.numbers(WIDTH)));
    }

    private static Value encoder() {
        return value(WIDTH, LATENTS);
    }

    private static Value decoder() {
        return value(LATENTS, WIDTH);
    }

    private static Value points() {
        return value(20, WIDTH);
    }

    private static Value value(int rows, int columns) {
        float[] numbers = EditByHand.numbers(rows * columns + columns);
        return new Value(Arrays.copyOf(numbers, rows * columns), new Shape(rows, columns));
    }

    private static double[][] matrix(Value value) {
        float[] numbers = value.toArray();
        int columns = Math.toIntExact(value.shape().get(1));
        double[][] matrix = new double[numbers.length / columns][columns];
        for (int i = 0; i < numbers.length; i++) {
            matrix[i / columns][i % columns] = numbers[i];
        }
        return matrix;
    }

    private static double[][] transposed(double[][] matrix) {
        double[][] transposed = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < transposed.length; j++) {
                transposed[j][i] = matrix[i][j];
            }
        }
        return transposed;
    }

    private static double[] times(double[] x, double[][] matrix) {
        double[] product = new double[matrix[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < product.length; j++) {
                product[j] += x[i] * matrix[i][j];
            }
        }
        return product;
    }

    private static double[] sum(double[] x, double... y) {
        return each(x, i -> x[i] + y[i]);
    }

    private static double[] difference(double[] x, double... y) {
        return each(x, i -> x[i] - y[i]);
    }

    private static double[] each(double[] like, IntToDoubleFunction number) {
        return IntStream.range(0, like.length).mapToDouble(number).toArray();
    }

    @Override
    public String toString() {
        return name;
    }
}
