/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.pvr;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.initializer.UniformInitializer;
import io.github.djliit.zoo.NamedSequence;
import java.util.List;

/**
 * Makes small convolutional networks that classify grids of digits.
 *
 * <p>{@code features} has {@code conv1}, {@code conv2}, ..., each a convolution of 3 by 3, a ReLU,
 * and the largest of 2 by 2, so that features have half the height and width of what is before, and
 * quadrants stay quadrants; {@code head} has a hidden layer and one of logits. Without norms, so
 * that rows of a batch do not know of each other. Input: float32 {@code [batch, 1, 32, 32]};
 * output: logits {@code [batch, 10]}.
 */
public final class QuadrantNetwork {

    private static final int KERNEL = 3;
    private static final int CLASSES = 10;

    /** After as many halvings a quadrant is one by one. */
    private static final int MAX_LAYERS = 4;

    private final List<Integer> channels;
    private final int hidden;

    /**
     * Creates the plan of a network.
     *
     * @param channels the number of channels of each convolution, the first of them first
     * @param hidden the number of units of the head's hidden layer
     * @throws IllegalArgumentException if there are not one to four convolutions, or one has no
     *     channel
     */
    public QuadrantNetwork(List<Integer> channels, int hidden) {
        if (channels.isEmpty()
                || channels.size() > MAX_LAYERS
                || channels.stream().anyMatch(count -> count < 1)) {
            throw new IllegalArgumentException(
                    "Expected the channels of one to %d convolutions, at least 1 each, found %s"
                            .formatted(MAX_LAYERS, channels));
        }
        this.channels = List.copyOf(channels);
        this.hidden = hidden;
    }

    /**
     * Makes the network.
     *
     * @return a new block, not initialised
     */
    public Block build() {
        NamedSequence features = new NamedSequence();
        int inputs = 1;
        for (int i = 0; i < channels.size(); i++) {
            features.add("conv" + (i + 1), convolution(inputs, channels.get(i)));
            inputs = channels.get(i);
        }
        SequentialBlock head = new SequentialBlock();
        head.add(Blocks.batchFlattenBlock())
                .add(linear(features(channels.size()), hidden))
                .add(Activation.reluBlock())
                .add(linear(hidden, CLASSES));
        return new NamedSequence().add("features", features).add("head", head);
    }

    /**
     * Returns the site of a quadrant after a convolution.
     *
     * @param layer the number of the convolution, from 1
     * @param quadrant the quadrant
     * @return the text of the site
     * @throws IllegalArgumentException if there is no such convolution
     */
    public String site(int layer, Quadrant quadrant) {
        checkLayer(layer);
        return "features.conv" + layer + quadrant.region(side(layer));
    }

    /**
     * Returns the site of a quadrant of the image itself.
     *
     * @param quadrant the quadrant
     * @return the text of the site
     */
    public static String pixels(Quadrant quadrant) {
        return "features:input" + quadrant.region(GridEncoding.SIDE);
    }

    /**
     * Returns how many numbers a quadrant has after a convolution.
     *
     * @param layer the number of the convolution, from 1
     * @return channels by rows by columns
     * @throws IllegalArgumentException if there is no such convolution
     */
    public int width(int layer) {
        checkLayer(layer);
        return features(layer) / Quadrant.values().length;
    }

    private void checkLayer(int layer) {
        if (layer < 1 || layer > channels.size()) {
            throw new IllegalArgumentException(
                    "The network has the convolutions 1 to %d, found %d"
                            .formatted(channels.size(), layer));
        }
    }

    private int features(int layer) {
        return channels.get(layer - 1) * side(layer) * side(layer);
    }

    private static int side(int layer) {
        return GridEncoding.SIDE >> layer;
    }

    private static Block convolution(int inputs, int outputs) {
        Conv2d convolution =
                Conv2d.builder()
                        .setKernelShape(new Shape(KERNEL, KERNEL))
                        .optPadding(new Shape(KERNEL / 2, KERNEL / 2))
                        .setFilters(outputs)
                        .build();
        start(convolution, inputs * KERNEL * KERNEL);
        return new SequentialBlock()
                .add(convolution)
                .add(Activation.reluBlock())
                .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
    }

    private static Linear linear(int inputs, int units) {
        Linear linear = Linear.builder().setUnits(units).build();
        start(linear, inputs);
        return linear;
    }

    /** Weights that keep the size of what goes through a ReLU (He et al., 2015). */
    private static void start(Block block, int inputs) {
        float bound = (float) Math.sqrt(6.0 / inputs);
        block.setInitializer(new UniformInitializer(bound), Parameter.Type.WEIGHT);
    }
}
