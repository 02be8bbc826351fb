/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.pvr;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.pooling.Pool;
import io.github.djliit.zoo.NamedSequence;
import java.util.List;
import java.util.stream.Stream;

/**
 * Small convolutional networks that classify grids of digits.
 *
 * <p>{@code features} has {@code conv1}, {@code conv2}, ..., each a convolution and a ReLU, which
 * halves height and width: quadrants stay quadrants, though each looks at those to the left and
 * above, too. Then either a gated {@code head}: one layer makes the logits of a quadrant of its
 * features, the same for all four; a layer with hidden units on all features makes four gates; the
 * logits are the sum of those of the quadrants, weighed by the softmax of the gates. Or, where
 * there is a routing, {@code routing} with more convolutions, in which quadrants meet, and a linear
 * {@code head} on the mean of all places. Without norms, unless {@link #withResiduals} says
 * otherwise, so that rows of a batch do not know of each other.
 *
 * <p>Input: float32 {@code [batch, 1, 32, 32]}; output: logits {@code [batch, 10]}. Immutable.
 */
public final class QuadrantNetwork {

    private static final int CLASSES = 10;
    private static final int QUADRANTS = Quadrant.values().length;
    private static final int GATE_UNITS = 64;

    /** After as many halvings a quadrant is one by one. */
    private static final int MAX_LAYERS = 4;

    private final List<Integer> channels;
    private final int lastKernel;
    private final List<Integer> routing;
    private final boolean isResidual;

    /**
     * Creates the plan of a network.
     *
     * @param channels the number of channels of each convolution of the features
     * @param lastKernel the kernel of the last of them: 3 looks over the left and the upper border
     *     of a quadrant by as much as a quadrant is wide (after four convolutions), 2 by half of
     *     that
     * @param routing the number of channels of each convolution of the routing; none for gates
     * @throws IllegalArgumentException if there are not one to four convolutions of features, a
     *     convolution has no channel, or the kernel is another
     */
    public QuadrantNetwork(List<Integer> channels, int lastKernel, List<Integer> routing) {
        this(channels, lastKernel, routing, false);
    }

    private QuadrantNetwork(
            List<Integer> channels, int lastKernel, List<Integer> routing, boolean isResidual) {
        if (channels.isEmpty() || channels.size() > MAX_LAYERS) {
            throw new IllegalArgumentException(
                    "Expected the channels of one to %s convolutions, found %s"
                            .formatted(MAX_LAYERS, channels));
        }
        if (lastKernel != ConvolutionLayers.KERNEL - 1 && lastKernel != ConvolutionLayers.KERNEL) {
            throw new IllegalArgumentException("The last kernel is 2 or 3, found " + lastKernel);
        }
        if (Stream.of(channels, routing).flatMap(List::stream).anyMatch(count -> count < 1)) {
            throw new IllegalArgumentException(
                    "A convolution has at least one channel, found %s and %s"
                            .formatted(channels, routing));
        }
        this.channels = List.copyOf(channels);
        this.lastKernel = lastKernel;
        this.routing = List.copyOf(routing);
        this.isResidual = isResidual;
    }

    /**
     * Returns the plan with residual units of DJL's ResNet in the place of the convolutions of the
     * features, with as many channels. Their batch norms make rows of a batch know of each other in
     * training. Needs {@code ai.djl:model-zoo} on the class path.
     *
     * @return another plan
     */
    public QuadrantNetwork withResiduals() {
        return new QuadrantNetwork(channels, lastKernel, routing, true);
    }

    /**
     * Makes the network.
     *
     * @return a new block, not initialised
     */
    public Block build() {
        int outputs = last(channels);
        NamedSequence network =
                new NamedSequence()
                        .keepingRowsApart()
                        .add(
                                "features",
                                isResidual
                                        ? ConvolutionLayers.residuals(channels)
                                        : ConvolutionLayers.convolutions(
                                                1, channels, 2, lastKernel));
        return routing.isEmpty()
                ? network.add("head", gated(outputs))
                : network.add(
                                "routing",
                                ConvolutionLayers.convolutions(
                                        outputs, routing, 1, ConvolutionLayers.KERNEL))
                        .add("head", mean(last(routing)));
    }

    /**
     * Returns the site of a quadrant after a convolution of the features.
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
     * Returns how many numbers a quadrant has after a convolution of the features.
     *
     * @param layer the number of the convolution, from 1
     * @return channels by rows by columns
     * @throws IllegalArgumentException if there is no such convolution
     */
    public int width(int layer) {
        checkLayer(layer);
        return channels.get(layer - 1) * side(layer) * side(layer) / QUADRANTS;
    }

    private void checkLayer(int layer) {
        if (layer < 1 || layer > channels.size()) {
            throw new IllegalArgumentException(
                    "The features have the convolutions 1 to %s, found %s"
                            .formatted(channels.size(), layer));
        }
    }

    private Block gated(int inputs) {
        int half = side(channels.size()) / 2;
        SequentialBlock values = new SequentialBlock();
        values.add(ConvolutionLayers.convolution(inputs, CLASSES, 1, 1))
                .add(LambdaBlock.singleton(QuadrantNetwork::byQuadrant));
        SequentialBlock gates = new SequentialBlock();
        gates.add(Blocks.batchFlattenBlock())
                .add(ConvolutionLayers.linear(inputs * QUADRANTS, GATE_UNITS))
                .add(Activation.reluBlock())
                .add(ConvolutionLayers.linear(GATE_UNITS, QUADRANTS))
                .add(LambdaBlock.singleton(gate -> gate.softmax(1).expandDims(1)));
        Shape quadrant = new Shape(half, half);
        return new SequentialBlock()
                .add(Pool.avgPool2dBlock(quadrant, quadrant))
                .add(new ParallelBlock(QuadrantNetwork::weighed, List.of(values, gates)));
    }

    /** From [batch, classes, 2, 2] to [batch, classes, quadrants]. */
    private static NDArray byQuadrant(NDArray logits) {
        return logits.reshape(logits.getShape().get(0), CLASSES, QUADRANTS);
    }

    /** Logits [batch, classes, quadrants] by gates [batch, 1, quadrants]. */
    private static NDList weighed(List<NDList> valuesAndGates) {
        NDArray values = valuesAndGates.get(0).singletonOrThrow();
        NDArray gates = valuesAndGates.get(1).singletonOrThrow();
        return new NDList(values.mul(gates).sum(new int[] {2}));
    }

    private static Block mean(int inputs) {
        return new SequentialBlock()
                .add(Pool.globalAvgPool2dBlock())
                .add(ConvolutionLayers.linear(inputs, CLASSES));
    }

    private static int side(int layer) {
        return GridEncoding.SIDE >> layer;
    }

    private static int last(List<Integer> list) {
        return list.get(list.size() - 1);
    }
}
