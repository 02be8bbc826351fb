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
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Known cases of LSTM and GRU of two layers, the first of which takes fewer units than it has.
 *
 * <p>With weights {@code [gates * hidden, units]} and the gates in the engine's order, a step is
 *
 * <ul>
 *   <li>LSTM ({@code i, f, g, o}): {@code c' = f c + i g}, {@code h' = o tanh(c')};
 *   <li>GRU ({@code r, z, n}): {@code n = tanh(W x + b + r (U h + d))}, {@code h' = (1 - z) n + z
 *       h}.
 * </ul>
 */
final class RecurrentCases {

    private static final int[] HIDDEN = {4, 6, 16, 32, 64};
    private static final int[] BATCHES = {1, 3, 32};
    private static final int INPUT = 3;
    private static final int STEPS = 2;
    private static final int LAYERS = 2;

    private final Operator operator;
    private final int hidden;
    private final int gates;

    /** For each layer: weights of the input and of the state, biases of both. */
    private final List<float[]> parameters = new ArrayList<>();

    private RecurrentCases(Operator operator, int hidden) {
        this.operator = operator;
        this.hidden = hidden;
        gates = operator == Operator.LSTM ? 4 : 3;
        for (int layer = 0; layer < LAYERS; layer++) {
            int rows = gates * hidden;
            double size = 1.5 / Math.sqrt(hidden);
            parameters.add(Waves.of(rows * units(layer), 5 + layer, size));
            parameters.add(Waves.of(rows * hidden, 11 + layer, size));
            parameters.add(Waves.of(rows, 3 + layer, size));
            parameters.add(Waves.of(rows, 9 + layer, size));
        }
    }

    /** Makes the cases of one operator. */
    static List<KnownCase> of(Operator operator) {
        List<KnownCase> cases = new ArrayList<>();
        for (int hidden : HIDDEN) {
            RecurrentCases network = new RecurrentCases(operator, hidden);
            float[] rows = Waves.of(Waves.ROWS * STEPS * INPUT, 1, 1);
            float[] expected = network.run(rows);
            for (int batch : BATCHES) {
                for (boolean training : new boolean[] {false, true}) {
                    cases.add(network.knownCase(rows, expected, batch, training));
                }
            }
        }
        return cases;
    }

    private int units(int layer) {
        return layer == 0 ? INPUT : hidden;
    }

    private KnownCase knownCase(float[] rows, float[] expected, int batch, boolean training) {
        String setting = "hidden size " + hidden + ", batch " + batch;
        return new KnownCase(
                operator,
                training ? setting + ", training" : setting,
                manager -> engine(manager, rows, batch, training),
                expected);
    }

    private NDArray engine(NDManager manager, float[] rows, int batch, boolean training) {
        NDArray input = Waves.batch(manager, rows, batch, new Shape(STEPS, INPUT));
        NDList all = new NDList();
        for (int i = 0; i < parameters.size(); i++) {
            float[] values = parameters.get(i);
            boolean isWeight = i % 4 < 2;
            long wide = isWeight ? values.length / ((long) gates * hidden) : 0;
            Shape shape =
                    isWeight ? new Shape((long) gates * hidden, wide) : new Shape(values.length);
            all.add(manager.create(values, shape));
        }
        NDArrayEx ex = input.getNDArrayInternal();
        NDArray state = manager.zeros(new Shape(LAYERS, batch, hidden));
        NDList outputs =
                operator == Operator.LSTM
                        ? ex.lstm(
                                input,
                                new NDList(state, state.zerosLike()),
                                all,
                                true,
                                LAYERS,
                                0,
                                training,
                                false,
                                true)
                        : ex.gru(input, state, all, true, LAYERS, 0, training, false, true);
        return outputs.head();
    }

    /** Returns the last layer's states, {@code [rows, steps, hidden]}. */
    private float[] run(float[] rows) {
        float[] values = rows;
        for (int layer = 0; layer < LAYERS; layer++) {
            float[] states = new float[Waves.ROWS * STEPS * hidden];
            for (int row = 0; row < Waves.ROWS; row++) {
                runRow(values, layer, row, states);
            }
            values = states;
        }
        return values;
    }

    private void runRow(float[] inputs, int layer, int row, float[] states) {
        int units = units(layer);
        double[] state = new double[hidden];
        double[] cell = new double[hidden];
        for (int step = 0; step < STEPS; step++) {
            int at = row * STEPS + step;
            double[] ofInput = new double[gates * hidden];
            double[] ofState = new double[gates * hidden];
            for (int gate = 0; gate < ofInput.length; gate++) {
                ofInput[gate] = parameter(layer, 2)[gate];
                ofState[gate] = parameter(layer, 3)[gate];
                for (int i = 0; i < units; i++) {
                    ofInput[gate] +=
                            (double) parameter(layer, 0)[gate * units + i] * inputs[at * units + i];
                }
                for (int i = 0; i < hidden; i++) {
                    ofState[gate] += parameter(layer, 1)[gate * hidden + i] * state[i];
                }
            }
            next(ofInput, ofState, state, cell);
            for (int i = 0; i < hidden; i++) {
                states[at * hidden + i] = (float) state[i];
            }
        }
    }

    private float[] parameter(int layer, int index) {
        return parameters.get(layer * 4 + index);
    }

    private void next(double[] ofInput, double[] ofState, double[] state, double[] cell) {
        for (int i = 0; i < hidden; i++) {
            double first = sigmoid(ofInput[i] + ofState[i]);
            double second = sigmoid(ofInput[hidden + i] + ofState[hidden + i]);
            int third = 2 * hidden + i;
            if (operator == Operator.LSTM) {
                cell[i] = second * cell[i] + first * Math.tanh(ofInput[third] + ofState[third]);
                int last = 3 * hidden + i;
                state[i] = sigmoid(ofInput[last] + ofState[last]) * Math.tanh(cell[i]);
            } else {
                double fresh = Math.tanh(ofInput[third] + first * ofState[third]);
                state[i] = (1 - second) * fresh + second * state[i];
            }
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
