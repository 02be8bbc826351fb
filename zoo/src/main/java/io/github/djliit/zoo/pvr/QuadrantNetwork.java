/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.pvr;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.initializer.UniformInitializer;
import io.github.djliit.zoo.NamedSequence;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes small convolutional networks that classify grids of digits.
 *
 * <p>{@code features} has {@code conv1}, {@code conv2}, ..., each of which halves height and width,
 * so that quadrants stay quadrants; {@code routing} has {@code conv1}, ..., which do not, and in
 * which quadrants meet; {@code head} is linear on the mean of all places. All convolutions are
 * followed by a ReLU. Without norms, so that rows of a batch do not know of each other. Input:
 * float32 {@code [batch, 1, 32, 32]}; output: logits {@code [batch, 10]}.
 */
public final class QuadrantNetwork {

    private static final int CLASSES = 10;
    private static final int GATE_UNITS = 64;

    /** After as many halvings a quadrant is one by one. */
    private static final int MAX_LAYERS = 4;

    private final List<Integer> channels;
    private final List<Integer> routing;

    /**
     * Creates the plan of a network.
     *
     * @param channels the number of channels of each convolution of the features
     * @param routing the number of channels of each convolution of the routing
     * @throws IllegalArgumentException if there are not one to four convolutions of features, or a
     *     convolution has no channel
     */
    public QuadrantNetwork(List<Integer> channels, List<Integer> routing) {
        if (channels.isEmpty() || channels.size() > MAX_LAYERS) {
            throw new IllegalArgumentException(
                    "Expected the channels of one to %d convolutions, found %s"
                            .formatted(MAX_LAYERS, channels));
        }
        if (Stream.of(channels, routing).flatMap(List::stream).anyMatch(count -> count < 1)) {
            throw new IllegalArgumentException(
                    "A convolution has at least one channel, found %s and %s"
                            .formatted(channels, routing));
        }
        this.channels = List.copyOf(channels);
        this.routing = List.copyOf(routing);
    }

    /**
     * Makes the network.
     *
     * @return a new block, not initialised
     */
    public Block build() {
        NamedSequence network = new NamedSequence().add("features", convolutions(1, channels, 2));
        int outputs = channels.get(channels.size() - 1);
        return routing.isEmpty()
                ? network.add("head", gated(outputs))
                : network.add("routing", convolutions(outputs, routing, 1))
                        .add("head", pooled(routing.get(routing.size() - 1)));
    }

    private Block gated(int inputs) {
        int quadrants = Quadrant.values().length;
        int half = side(channels.size()) / 2;
        SequentialBlock values = new SequentialBlock();
        values.add(bare(inputs, CLASSES, 1, 1))
                .add(
                        LambdaBlock.singleton(
                                x -> x.reshape(x.getShape().get(0), CLASSES, quadrants)));
        SequentialBlock gates = new SequentialBlock();
        gates.add(Blocks.batchFlattenBlock())
                .add(linear(inputs * quadrants, GATE_UNITS))
                .add(Activation.reluBlock())
                .add(linear(GATE_UNITS, quadrants))
                .add(LambdaBlock.singleton(x -> x.softmax(1).expandDims(1)));
        Block weighed =
                new ParallelBlock(
                        list ->
                                new NDList(
                                        list.get(0)
                                                .head()
                                                .mul(list.get(1).head())
                                                .sum(new int[] {2})),
                        List.of(values, gates));
        Shape shape = new Shape(half, half);
        return new SequentialBlock().add(Pool.avgPool2dBlock(shape, shape)).add(weighed);
    }

    private static Block pooled(int inputs) {
        return new SequentialBlock().add(Pool.globalAvgPool2dBlock()).add(linear(inputs, CLASSES));
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

    private static NamedSequence convolutions(int inputs, List<Integer> channels, int stride) {
        NamedSequence sequence = new NamedSequence();
        int from = inputs;
        for (int i = 0; i < channels.size(); i++) {
            // The first looks at pixels, and strides over some: it is a little wider.
            int kernel = i == 0 && stride > 1 ? 5 : 3;
            Block convolution = convolution(from, channels.get(i), kernel, stride);
            sequence.add("conv" + (i + 1), convolution);
            from = channels.get(i);
        }
        return sequence;
    }

    private static Block convolution(int inputs, int outputs, int kernel, int stride) {
        return new SequentialBlock()
                .add(bare(inputs, outputs, kernel, stride))
                .add(Activation.reluBlock());
    }

    private static Block bare(int inputs, int outputs, int kernel, int stride) {
        Conv2d convolution =
                Conv2d.builder()
                        .setKernelShape(new Shape(kernel, kernel))
                        .optPadding(new Shape(kernel / 2, kernel / 2))
                        .optStride(new Shape(stride, stride))
                        .setFilters(outputs)
                        .build();
        start(convolution, inputs * kernel * kernel);
        return convolution;
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
