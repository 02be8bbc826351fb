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
import java.util.Locale;

/**
 * Known cases of convolutions, {@code y[o, p] = b[o] + sum over i and k of w[o, i, k] x[i, p s + k
 * - padding]}, with {@code i} over the channels of the group of {@code o}.
 *
 * @param input channels that go in
 * @param output channels that come out
 * @param kernel the side of the kernel
 * @param stride the stride
 * @param groups the groups; as many as channels is depthwise
 * @param axes the axes in space, 1 or 2
 */
record ConvolutionCases(int input, int output, int kernel, int stride, int groups, int axes) {

    private static final int SIDE = 6;

    private static final List<ConvolutionCases> ALL =
            List.of(
                    new ConvolutionCases(1, 4, 3, 1, 1, 2),
                    new ConvolutionCases(3, 8, 3, 2, 1, 2),
                    new ConvolutionCases(3, 16, 5, 1, 1, 2),
                    new ConvolutionCases(6, 16, 3, 1, 1, 2),
                    new ConvolutionCases(8, 8, 3, 1, 1, 2),
                    new ConvolutionCases(16, 6, 1, 1, 1, 2),
                    new ConvolutionCases(24, 12, 1, 1, 1, 2),
                    new ConvolutionCases(16, 32, 3, 2, 1, 2),
                    new ConvolutionCases(8, 12, 3, 1, 2, 2),
                    new ConvolutionCases(24, 24, 3, 1, 3, 2),
                    new ConvolutionCases(4, 4, 3, 1, 4, 2),
                    new ConvolutionCases(16, 16, 3, 2, 16, 2),
                    new ConvolutionCases(24, 24, 5, 1, 24, 2),
                    new ConvolutionCases(6, 10, 3, 1, 1, 1));

    /** Makes the cases. */
    static List<KnownCase> all() {
        List<KnownCase> cases = new ArrayList<>();
        for (ConvolutionCases convolution : ALL) {
            float[] rows =
                    Waves.of(Waves.ROWS * convolution.input * convolution.places(SIDE), 1, 1);
            float[] expected = convolution.run(rows);
            for (int batch : new int[] {1, 32}) {
                cases.add(
                        new KnownCase(
                                Operator.CONVOLUTION,
                                convolution.setting() + ", batch " + batch,
                                manager -> convolution.engine(manager, rows, batch),
                                expected));
            }
        }
        return cases;
    }

    private String setting() {
        String kind = groups == 1 ? "plain" : groups == input ? "depthwise" : "grouped";
        return String.format(
                Locale.ROOT,
                "%s, %d axes, %d to %d channels, kernel %d, stride %d",
                kind,
                axes,
                input,
                output,
                kernel,
                stride);
    }

    private int places(int side) {
        return axes == 1 ? side : side * side;
    }

    private int padding() {
        return kernel / 2;
    }

    private Shape cube(long side) {
        return axes == 1 ? new Shape(side) : new Shape(side, side);
    }

    private float[] weight() {
        int size = output * (input / groups) * places(kernel);
        return Waves.of(size, 5, 1.5 / Math.sqrt(places(kernel)));
    }

    private float[] bias() {
        return Waves.of(output, 3, 1);
    }

    private NDArray engine(NDManager manager, float[] rows, int batch) {
        Shape row = new Shape(input).addAll(cube(SIDE));
        NDArray array = Waves.batch(manager, rows, batch, row);
        Shape shape = new Shape(output, input / groups).addAll(cube(kernel));
        return array.getNDArrayInternal()
                .convolution(
                        array,
                        manager.create(weight(), shape),
                        manager.create(bias()),
                        cube(stride),
                        cube(padding()),
                        cube(1),
                        groups)
                .head();
    }

    /** Returns the result, {@code [rows, output, places]}. */
    private float[] run(float[] rows) {
        int side = (SIDE + 2 * padding() - kernel) / stride + 1;
        float[] weight = weight();
        float[] bias = bias();
        float[] result = new float[Waves.ROWS * output * places(side)];
        for (int i = 0; i < result.length; i++) {
            int place = i % places(side);
            int channel = i / places(side) % output;
            int row = i / places(side) / output;
            result[i] = (float) (bias[channel] + sum(rows, weight, row, channel, place, side));
        }
        return result;
    }

    private double sum(float[] rows, float[] weight, int row, int channel, int place, int side) {
        int width = input / groups;
        int first = channel / (output / groups) * width;
        int top = axes == 1 ? 0 : place / side * stride - padding();
        int left = place % side * stride - padding();
        double sum = 0;
        for (int i = 0; i < width; i++) {
            int plane = (row * input + first + i) * places(SIDE);
            int kernels = (channel * width + i) * places(kernel);
            for (int k = 0; k < places(kernel); k++) {
                int y = top + (axes == 1 ? 0 : k / kernel);
                int x = left + k % kernel;
                if (y >= 0 && y < SIDE && x >= 0 && x < SIDE) {
                    sum += (double) weight[kernels + k] * rows[plane + y * SIDE + x];
                }
            }
        }
        return sum;
    }
}
