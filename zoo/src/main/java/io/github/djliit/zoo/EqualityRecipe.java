/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.initializer.UniformInitializer;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Hierarchical equality: are two pairs of objects alike in being, or not being, of equal objects?
 *
 * <p>Four objects a, b, c, d, each a vector of 4 numbers in (-0.5, 0.5); the label is {@code (a ==
 * b) == (c == d)}. The causal model has {@code left = (a == b)} and {@code right = (c == d)}; the
 * network has three hidden layers of 16 units, and the variables live in units 0 to 3 and 4 to 7 of
 * the second. An epoch has 40,000 pairs, at which the published figures come out. Geiger et al.,
 * "Finding Alignments Between Interpretable Causal Variables and Distributed Neural
 * Representations" (CLeaR 2024).
 */
final class EqualityRecipe implements Recipe {

    private static final int SIZE = 4;
    private static final int INPUTS = 4 * SIZE;
    private static final int HIDDEN = 16;

    private static final List<Variable<float[]>> OBJECTS =
            List.of(object("a"), object("b"), object("c"), object("d"));
    private static final Variable<Boolean> LEFT = Variable.bool("left");
    private static final Variable<Boolean> RIGHT = Variable.bool("right");
    private static final Variable<Boolean> SAME = Variable.bool("O");

    private static final CausalModel MODEL =
            CausalModel.builder("equality")
                    .input(OBJECTS.toArray(Variable<?>[]::new))
                    .mechanism(LEFT, OBJECTS.get(0), OBJECTS.get(1), Arrays::equals)
                    .mechanism(RIGHT, OBJECTS.get(2), OBJECTS.get(3), Arrays::equals)
                    .mechanism(SAME, LEFT, RIGHT, Boolean::equals)
                    .output(SAME)
                    .build();

    private static final Alignment ALIGNMENT =
            Alignment.builder()
                    .align(LEFT, "02SequentialBlock[0:4]")
                    .align(RIGHT, "02SequentialBlock[4:8]")
                    .build();

    @Override
    public String name() {
        return "equality";
    }

    @Override
    public String description() {
        return "Hierarchical equality, ((a == b) == (c == d)), with the variables left and right";
    }

    @Override
    public Config defaults() {
        return ConfigFactory.parseString(
                """
                seed = 42
                epochs = 200
                batch_size = 1028
                learning_rate = 0.001
                train_pairs = 40000
                test_pairs = 10000
                iit = true
                detach_source = false
                alignment = [left, right]
                strict = false
                unaligned = ["02SequentialBlock[8:12]", "02SequentialBlock[12:16]"]
                """);
    }

    @Override
    public CausalModel causalModel() {
        return MODEL;
    }

    @Override
    public Alignment alignment() {
        return ALIGNMENT;
    }

    @Override
    public Block network(Config settings) {
        Block network =
                new SequentialBlock()
                        .add(hidden())
                        .add(hidden())
                        .add(hidden())
                        .add(Linear.builder().setUnits(2).build());
        // Every layer has 16 inputs: the bound 1 / sqrt(16), for weights and biases alike, is how
        // the published runs start. The start decides how soon, and whether chance stays chance.
        network.setInitializer(new UniformInitializer(.25f), Parameter.Type.WEIGHT);
        network.setInitializer(new UniformInitializer(.25f), Parameter.Type.BIAS);
        return network;
    }

    @Override
    public Shape[] inputShapes() {
        return new Shape[] {new Shape(1, INPUTS)};
    }

    /** Balanced over the truth of both comparisons: each of the four cases comes in turn. */
    @Override
    public List<Setting> inputs(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Setting> inputs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            float[] a = draw(random);
            float[] b = i % 2 == 0 ? a : draw(random);
            float[] c = draw(random);
            float[] d = i % 4 < 2 ? c : draw(random);
            inputs.add(
                    Setting.of(OBJECTS.get(0), a, OBJECTS.get(1), b)
                            .with(OBJECTS.get(2), c)
                            .with(OBJECTS.get(3), d));
        }
        return inputs;
    }

    @Override
    public Meaning meaning() {
        return new Meaning(
                "float32 [batch, 16]: four objects of 4 numbers in (-0.5, 0.5) side by side",
                "float32 [batch, 2]: logits of the classes different and same");
    }

    private static Variable<float[]> object(String name) {
        return Variable.vector(name, SIZE);
    }

    private static Block hidden() {
        return new SequentialBlock()
                .add(Linear.builder().setUnits(HIDDEN).build())
                .add(Activation.reluBlock());
    }

    private static float[] draw(SplittableRandom random) {
        float[] vector = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            vector[i] = (float) (random.nextDouble() - .5);
        }
        return vector;
    }
}
