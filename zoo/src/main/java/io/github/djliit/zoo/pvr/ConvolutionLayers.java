/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.pvr;

import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.training.initializer.UniformInitializer;
import io.github.djliit.zoo.NamedSequence;
import java.util.List;

/** Layers whose weights start so that what goes through a ReLU keeps its size. */
final class ConvolutionLayers {

    static final int KERNEL = 3;

    /** How much of the running mean stays, as in DJL's ResNet. */
    private static final float NORM_MOMENTUM = .9f;

    private ConvolutionLayers() {}

    /**
     * Convolutions with a ReLU each, {@code conv1}, {@code conv2}, ....
     *
     * @param inputs the channels of what goes in
     * @param channels the channels of each
     * @param stride 2 to halve height and width each time, or 1
     * @param last the kernel of the last, 2 or 3; the others have 3, a first that strides over
     *     pixels 5
     */
    static NamedSequence convolutions(int inputs, List<Integer> channels, int stride, int last) {
        NamedSequence sequence = new NamedSequence();
        int from = inputs;
        for (int i = 0; i < channels.size(); i++) {
            int kernel = i == 0 && stride > 1 ? KERNEL + 2 : KERNEL;
            kernel = i == channels.size() - 1 ? Math.min(kernel, last) : kernel;
            Block layer = convolution(from, channels.get(i), kernel, stride);
            sequence.add(
                    "conv" + (i + 1), new SequentialBlock().add(layer).add(Activation.reluBlock()));
            from = channels.get(i);
        }
        return sequence;
    }

    /**
     * Residual units of DJL's ResNet, {@code conv1}, {@code conv2}, ..., each of two convolutions
     * with batch norms beside one that halves height and width.
     *
     * @param channels the channels of each
     */
    static NamedSequence residuals(List<Integer> channels) {
        NamedSequence sequence = new NamedSequence();
        Shape stride = new Shape(2, 2);
        for (int i = 0; i < channels.size(); i++) {
            Block unit =
                    ResNetV1.residualUnit(channels.get(i), stride, false, false, NORM_MOMENTUM);
            sequence.add("conv" + (i + 1), unit);
        }
        return sequence;
    }

    static Conv2d convolution(int inputs, int outputs, int kernel, int stride) {
        int padding = (kernel - 1) / 2;
        Conv2d convolution =
                Conv2d.builder()
                        .setKernelShape(new Shape(kernel, kernel))
                        .optPadding(new Shape(padding, padding))
                        .optStride(new Shape(stride, stride))
                        .setFilters(outputs)
                        .build();
        start(convolution, inputs * kernel * kernel);
        return convolution;
    }

    static Linear linear(int inputs, int units) {
        Linear linear = Linear.builder().setUnits(units).build();
        start(linear, inputs);
        return linear;
    }

    /** He et al., "Delving Deep into Rectifiers" (ICCV 2015). */
    private static void start(Block block, int inputs) {
        float bound = (float) Math.sqrt(6.0 / inputs);
        block.setInitializer(new UniformInitializer(bound), Parameter.Type.WEIGHT);
    }
}
