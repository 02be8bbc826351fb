/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.support;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.training.CounterfactualDataset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A network of two layers that give back what they get, and a causal model of four variables, the
 * n-th of which lives in unit n of the first layer and in output n.
 *
 * <p>An interchange of a variable at its own unit is always right, and at any other one wrong as
 * often as not, so that a figure tells whose it is.
 */
public final class FourUnits {

    public static final String SITE = "01Linear";

    private static final int COUNT = 4;

    private static final List<Variable<Integer>> INPUTS = inputVariables();
    private static final List<Variable<Integer>> VARIABLES = variables();

    public static final CausalModel MODEL = model();

    /** The names of the variables, in the order of their units. */
    public static final List<String> NAMES = VARIABLES.stream().map(Variable::name).toList();

    private FourUnits() {}

    private static List<Variable<Integer>> inputVariables() {
        List<Variable<Integer>> inputs = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            inputs.add(Variable.integer("in" + i));
        }
        return inputs;
    }

    /** Names with what separates names elsewhere. */
    private static List<Variable<Integer>> variables() {
        List<Variable<Integer>> variables = new ArrayList<>();
        for (String name : List.of("a", "b, \"c\"", "null", "[a]")) {
            variables.add(Variable.integer(name));
        }
        return variables;
    }

    private static CausalModel model() {
        CausalModel.Builder builder =
                CausalModel.builder("four").input(INPUTS.toArray(Variable<?>[]::new));
        for (int i = 0; i < COUNT; i++) {
            builder.mechanism(VARIABLES.get(i), INPUTS.get(i), value -> value);
        }
        Variable<float[]> out = Variable.vector("out", COUNT);
        return builder.mechanism(out, VARIABLES, FourUnits::all).output(out).build();
    }

    private static float[] all(Setting parents) {
        float[] values = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            values[i] = parents.get(VARIABLES.get(i));
        }
        return values;
    }

    public static Block network(NDManager manager) {
        Block network =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(COUNT).build())
                        .add(Linear.builder().setUnits(COUNT).build());
        network.initialize(manager, DataType.FLOAT32, new Shape(1, COUNT));
        for (Parameter parameter : network.getParameters().values()) {
            boolean isWeight = parameter.getType() == Parameter.Type.WEIGHT;
            float[] values = new float[isWeight ? COUNT * COUNT : COUNT];
            for (int i = 0; isWeight && i < COUNT; i++) {
                values[i * COUNT + i] = 1;
            }
            Numbers.set(parameter.getArray(), values);
        }
        return network;
    }

    /** Some of the variables, in any order. */
    public static List<String> some(Random random) {
        List<String> names = new ArrayList<>(NAMES);
        Collections.shuffle(names, random);
        return List.copyOf(names.subList(0, 1 + random.nextInt(COUNT)));
    }

    /** Each variable at a unit, half of the time at its own. */
    public static List<Integer> places(Random random) {
        List<Integer> places = new ArrayList<>(List.of(0, 1, 2, 3));
        Collections.swap(places, random.nextInt(COUNT), random.nextInt(COUNT));
        Collections.swap(places, random.nextInt(COUNT), random.nextInt(COUNT));
        return List.copyOf(places);
    }

    public static boolean isRight(String variable, List<Integer> places) {
        int unit = NAMES.indexOf(variable);
        return places.get(unit) == unit;
    }

    public static Alignment alignment(List<String> variables, List<Integer> places) {
        Alignment.Builder alignment = Alignment.builder();
        for (String variable : variables) {
            int unit = places.get(NAMES.indexOf(variable));
            alignment.align(variable, SITE + "[" + unit + "]");
        }
        return alignment.build();
    }

    public static CounterfactualDataset.Builder pairs(List<String> variables) {
        Random random = new Random(5);
        List<Setting> inputs = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            Setting input = Setting.empty();
            for (Variable<Integer> variable : INPUTS) {
                input = input.with(variable, random.nextInt(9));
            }
            inputs.add(input);
        }
        return CounterfactualDataset.builder()
                .setCausalModel(MODEL)
                .setAlignment(Alignment.ofVariables(variables))
                .setInputs(inputs)
                .setSampling(60, true);
    }
}
