/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import io.github.djliit.intervention.Autoencoder;
import io.github.djliit.intervention.BoundaryMask;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.LowRank;
import io.github.djliit.intervention.Pca;
import io.github.djliit.intervention.Positions;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.intervention.Rows;
import io.github.djliit.intervention.SigmoidMask;
import io.github.djliit.intervention.Trainable;
import io.github.djliit.intervention.Value;
import io.github.djliit.support.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The gradient of a loss of the counterfactual, with respect to inputs, parameters and trainable
 * weights, is its slope along random directions, in double precision.
 */
class PlanGradientTest {

    private static final String SITE = "02LambdaBlock";
    private static final int WIDTH = 5;
    private static final double STEP = 1e-5;

    private final NDManager manager = NDManager.newBaseManager();
    private final Random random = new Random(17);
    private final List<NDArray> inputs = new ArrayList<>();
    private Block network;

    @BeforeEach
    void open() {
        Engine.getInstance().setRandomSeed(5);
        network =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(WIDTH).build())
                        .add(Activation.tanhBlock())
                        .add(TestBlocks.lambda(x -> x.add(x.mean(new int[] {1}, true))))
                        .add(Linear.builder().setUnits(WIDTH).build())
                        .add(Activation.tanhBlock());
        network.initialize(manager, DataType.FLOAT64, new Shape(1, 3, 4));
        for (int i = 0; i < 3; i++) {
            inputs.add(manager.create(gaussian(24)).reshape(2, 3, 4));
        }
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private double[] gaussian(int size) {
        return random.doubles(size, -1.5, 1.5).toArray();
    }

    private static Value values(long seed, long... shape) {
        Shape s = new Shape(shape);
        Random random = new Random(seed);
        float[] data = new float[Math.toIntExact(s.size())];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextGaussian();
        }
        return new Value(data, s);
    }

    private static Autoencoder.Builder autoencoder() {
        return Autoencoder.builder()
                .setEncoder(values(1, WIDTH, 7), values(2, 7))
                .setDecoder(values(3, 7, WIDTH), values(4, WIDTH));
    }

    private static Intervention interchange(String site) {
        return Intervention.of(site, Edit.interchange());
    }

    static Stream<Arguments> plans() {
        Intervention swap = interchange(SITE);
        Intervention some = swap.withFeatures(Features.of("{3,0}"));
        Positions apart = Positions.of(new int[][] {{0}, {2, 1}}, new int[][] {{-1}, {0, 1}});
        return Stream.of(
                plan("region", interchange(SITE + "[1:, {4,0}]")),
                plan("add source", Intervention.of(SITE, Edit.addSource(.7f))),
                plan("subtract source", Intervention.of(SITE, Edit.subtractSource(.7f))),
                plan("add", Intervention.of(SITE, Edit.add(1, 2, 3, 4, 5))),
                plan("subtract", Intervention.of(SITE + "[0]", Edit.subtract(.3f))),
                plan("scale", Intervention.of(SITE, Edit.scale(.5f))),
                plan("fixed mask", Intervention.of(SITE, Edit.mask(0, .2f, .5f, .9f, 1))),
                plan("sigmoid mask", Intervention.of(SITE, SigmoidMask.of(values(5, 5), .5f))),
                plan("boundary", Intervention.of(SITE, BoundaryMask.of(.45f, .8f))),
                plan(
                        "boundless",
                        Intervention.of(SITE, BoundaryMask.of(.45f, .8f))
                                .withFeaturizer(Rotation.random(WIDTH, 3))),
                plan("rotation", some.withFeaturizer(Rotation.random(WIDTH, 4))),
                plan("low rank", swap.withFeaturizer(LowRank.random(WIDTH, 2, 5))),
                plan("low rank, some", some.withFeaturizer(LowRank.random(WIDTH, 4, 5))),
                plan("pca", some.withFeaturizer(Pca.fit(values(6, 20, WIDTH), 4))),
                plan("relu", some.withFeaturizer(autoencoder().build())),
                plan(
                        "jumprelu",
                        some.withFeaturizer(autoencoder().optThreshold(values(7, 7)).build())),
                plan("range", swap.withFeatures(Features.of("1:4"))),
                plan("features per row", swap.withFeatures(Features.rows("0", "{4,1}"))),
                plan(
                        "rotated per row",
                        swap.withFeaturizer(Rotation.random(WIDTH, 8))
                                .withFeatures(Features.rows("0:3", "{4,1}"))),
                plan("rows", some.withRows(Rows.at(1))),
                plan("positions", swap.withPositions(apart)),
                plan(
                        "rotated positions",
                        swap.withPositions(apart).withFeaturizer(Rotation.random(WIDTH, 9))),
                plan("from", interchange(SITE + "[0]").withFrom("05LambdaBlock[2]")),
                plan("skip", Intervention.of(SITE + "[1]", Edit.skip())),
                plan(
                        "chain",
                        interchange(SITE + "[0]").withInto(1),
                        interchange("05LambdaBlock[:, 1:3]").withSource(1)),
                plan(
                        "two in order",
                        Intervention.of(SITE, Edit.addSource(1)),
                        Intervention.of(SITE, Edit.scale(.3f))),
                merged(
                        "merged rotation",
                        swap.withFeaturizer(Rotation.random(WIDTH, 10)),
                        Features.of("0:2"),
                        Features.of("{4,3}")),
                merged(
                        "merged low rank",
                        Intervention.of(SITE, Edit.addSource(.5f))
                                .withFeaturizer(LowRank.random(WIDTH, 3, 11))
                                .withPositions(Positions.of(new int[][] {{0}}, new int[][] {{2}})),
                        Features.of("0"),
                        Features.of("1:3")),
                merged(
                        "merged mask",
                        Intervention.of(SITE + "[1:]", Edit.mask(.3f)),
                        Features.of("0"),
                        Features.of("2:")));
    }

    private static Arguments plan(String name, Intervention... interventions) {
        return arguments(name, InterventionPlan.of(interventions));
    }

    private static Arguments merged(
            String name, Intervention each, Features first, Features second) {
        return arguments(
                name,
                InterventionPlan.ofRows(
                        List.of(
                                InterventionPlan.of(each.withFeatures(first)),
                                InterventionPlan.of(each.withFeatures(second)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("plans")
    void gradientsAreTheSlopes(String name, InterventionPlan plan) {
        List<NDArray> arrays = new ArrayList<>(inputs.subList(0, 1 + plan.sources()));
        network.getParameters().values().forEach(p -> arrays.add(p.getArray()));
        weights(plan).forEach(p -> arrays.add(p.getArray()));
        arrays.forEach(array -> array.setRequiresGradient(true));
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(loss(plan));
        }
        for (NDArray array : arrays) {
            double[] gradient = array.getGradient().toDoubleArray();
            for (int i = 0; i < 3; i++) {
                double[] direction = gaussian(gradient.length);
                double expected = slope(plan, array, direction);
                assertThat(dot(gradient, direction))
                        .as("%s %s", array.getName(), array.getShape())
                        .isCloseTo(expected, within(1e-6 * (1 + Math.abs(expected))));
            }
        }
    }

    /** The parameters of what can be trained in a plan, initialised, each once. */
    private List<Parameter> weights(InterventionPlan plan) {
        return plan.interventions().stream()
                .flatMap(i -> Stream.of(i.edit(), i.featurizer()))
                .filter(Trainable.class::isInstance)
                .map(part -> ((Trainable<?>) part).weights())
                .distinct()
                .peek(weights -> weights.initialize(manager, DataType.FLOAT64))
                .flatMap(weights -> weights.getParameters().values().stream())
                .filter(p -> !p.getName().equals("decoder_bias")) // cancels out
                .toList();
    }

    private NDArray loss(InterventionPlan plan) {
        NDList[] sources =
                inputs.subList(1, 1 + plan.sources()).stream()
                        .map(NDList::new)
                        .toArray(NDList[]::new);
        InterventionResult result =
                new InterventionBlock(network).intervene(plan, new NDList(inputs.get(0)), sources);
        NDArray loss = result.counterfactual().head().square().mul(counting()).sum();
        // So that each source is in the graph.
        for (NDList source : result.sources()) {
            loss = loss.add(source.head().square().sum());
        }
        return loss;
    }

    private NDArray counting() {
        return manager.arange(0f, 30f, 1f, DataType.FLOAT64).reshape(2, 3, WIDTH).add(1);
    }

    private double slope(InterventionPlan plan, NDArray array, double[] direction) {
        double[] start = array.toDoubleArray();
        double[] losses = new double[2];
        for (int side = 0; side < 2; side++) {
            double[] shifted = start.clone();
            for (int i = 0; i < shifted.length; i++) {
                shifted[i] += (side == 0 ? -STEP : STEP) * direction[i];
            }
            set(array, shifted);
            losses[side] = loss(plan).toDoubleArray()[0];
        }
        set(array, start);
        return (losses[1] - losses[0]) / (2 * STEP);
    }

    private static void set(NDArray array, double[] values) {
        array.setRequiresGradient(false);
        Numbers.set(array, values);
        array.setRequiresGradient(true);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
