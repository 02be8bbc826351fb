/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.support.Numbers;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A network that tells which two numbers it is given, whose variables are hidden by a known
 * rotation.
 *
 * <p>Its input is one-hot numbers v and w, and two units of noise that nothing reads; {@code
 * 01Linear} turns these eight by an orthogonal Q. Its output is a unit for each pair of numbers,
 * larger the more of them are there. Differences of v lie in the plane of the first three units
 * whose sum is 0, turned by Q; those of w likewise. By theory these are the only planes of two
 * dimensions whose interchange is that of the variables.
 */
final class PlantedNetwork {

    static final String SITE = "01Linear";
    static final int WIDTH = 8;

    static final Variable<Integer> V = Variable.integer("v");
    static final Variable<Integer> W = Variable.integer("w");
    static final Variable<float[]> O = Variable.vector("O", 9);
    static final Variable<float[]> NOISE = Variable.vector("noise", 2);
    static final CausalModel MODEL =
            CausalModel.builder("pair")
                    .input(V, W, NOISE)
                    .mechanism(O, V, W, PlantedNetwork::overlaps)
                    .output(O)
                    .build();

    private final float[] turn = Rotation.random(WIDTH, 17).matrix().toArray();
    private final Block block;

    PlantedNetwork(NDManager manager) {
        block = new SequentialBlock().add(linear(WIDTH)).add(linear(9)).add(Activation.reluBlock());
        block.initialize(manager, DataType.FLOAT32, new Shape(1, WIDTH));
        set(0, turn, new float[WIDTH]);
        set(1, cases(), bias());
    }

    private static Block linear(int units) {
        return Linear.builder().setUnits(units).build();
    }

    Block block() {
        return block;
    }

    private void set(int layer, float[] weight, float[] bias) {
        List<Parameter> parameters = block.getParameters().values();
        Numbers.set(parameters.get(2 * layer).getArray(), weight);
        Numbers.set(parameters.get(2 * layer + 1).getArray(), bias);
    }

    /** A unit for each v and w, turned back first. */
    private float[] cases() {
        float[] weight = new float[9 * WIDTH];
        for (int pair = 0; pair < 9; pair++) {
            for (int unit = 0; unit < WIDTH; unit++) {
                // Row i of the first layer is what unit i of the site reads.
                weight[pair * WIDTH + unit] =
                        turn[unit * WIDTH + pair / 3] + turn[unit * WIDTH + 3 + pair % 3];
            }
        }
        return weight;
    }

    private static float[] bias() {
        float[] bias = new float[9];
        Arrays.fill(bias, -.5f);
        return bias;
    }

    /** For each pair of numbers how many of the two are there, less a half. */
    private static float[] overlaps(int v, int w) {
        float[] row = new float[9];
        for (int pair = 0; pair < 9; pair++) {
            int there = (pair / 3 == v ? 1 : 0) + (pair % 3 == w ? 1 : 0);
            row[pair] = Math.max(0, there - .5f);
        }
        return row;
    }

    static CounterfactualDataset pairs(int count, long seed) {
        List<Setting> inputs = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            float[] noise = {(float) random.nextGaussian(), (float) random.nextGaussian()};
            inputs.add(Setting.of(V, i % 3, W, i / 3 % 3, NOISE, noise));
        }
        return CounterfactualDataset.builder()
                .setCausalModel(MODEL)
                .setAlignment(Alignment.ofVariables(List.of("v", "w")))
                .setInputs(inputs)
                .optEncoding(new OneHot())
                .optPairs(count)
                .setSampling(100, false)
                .optSeed(seed)
                .build();
    }

    /**
     * Returns the largest principal angle, in degrees, between a subspace and the one that is
     * planted.
     *
     * @param columns orthonormal columns, {@code [WIDTH, ...]}
     * @param from the first of the two that count
     * @param first the first unit of the variable
     */
    double angle(float[] columns, int from, int first) {
        double third = Math.sqrt(1 / 6.);
        double[][] plane = {{Math.sqrt(.5), -Math.sqrt(.5), 0}, {third, third, -2 * third}};
        double[][] products = new double[2][2];
        int count = columns.length / WIDTH;
        for (int k = 0; k < 2; k++) {
            for (int unit = 0; unit < WIDTH; unit++) {
                // The linear layer gives x W^T, so that column j of W is what unit j turns into.
                double planted = 0;
                for (int i = 0; i < 3; i++) {
                    planted += turn[unit * WIDTH + first + i] * plane[k][i];
                }
                products[k][0] += planted * columns[unit * count + from];
                products[k][1] += planted * columns[unit * count + from + 1];
            }
        }
        return Math.toDegrees(Math.acos(Math.min(1, smallest(products))));
    }

    /** Returns the smallest singular value of a matrix of two by two. */
    private static double smallest(double[][] m) {
        double sum = m[0][0] * m[0][0] + m[0][1] * m[0][1] + m[1][0] * m[1][0] + m[1][1] * m[1][1];
        double determinant = m[0][0] * m[1][1] - m[0][1] * m[1][0];
        double root = Math.sqrt(Math.max(0, sum * sum - 4 * determinant * determinant));
        return Math.sqrt(Math.max(0, (sum - root) / 2));
    }

    /** One-hot v, one-hot w, and noise. */
    static final class OneHot implements Encoding {

        @Override
        public NDList inputs(NDManager manager, List<Setting> settings) {
            float[] data = new float[settings.size() * WIDTH];
            for (int row = 0; row < settings.size(); row++) {
                int v = settings.get(row).get(V);
                int w = settings.get(row).get(W);
                data[row * WIDTH + v] = 1;
                data[row * WIDTH + 3 + w] = 1;
                System.arraycopy(settings.get(row).get(NOISE), 0, data, row * WIDTH + 6, 2);
            }
            return new NDList(manager.create(data, new Shape(settings.size(), WIDTH)));
        }

        @Override
        public NDList labels(NDManager manager, List<Setting> settings) {
            float[] labels = new float[settings.size() * 9];
            for (int row = 0; row < settings.size(); row++) {
                System.arraycopy(settings.get(row).get(O), 0, labels, row * 9, 9);
            }
            return new NDList(manager.create(labels, new Shape(settings.size(), 9)));
        }
    }
}
