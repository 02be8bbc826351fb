/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.causal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A model of random shape, and a slow evaluator of it that shares no code with the real one. */
final class RandomModel {

    private static final int MODULUS = 97;

    final CausalModel model;
    final List<Variable<Integer>> variables = new ArrayList<>();
    private final Map<Variable<Integer>, List<Variable<Integer>>> parents = new HashMap<>();
    private final int inputs;
    private final Random random;

    RandomModel(long seed) {
        random = new Random(seed);
        inputs = 1 + random.nextInt(4);
        int size = inputs + 1 + random.nextInt(12);
        for (int i = 0; i < size; i++) {
            Variable<Integer> variable = Variable.integer("v" + i);
            parents.put(variable, i < inputs ? List.of() : someOf(variables));
            variables.add(variable);
        }
        model = build();
    }

    private CausalModel build() {
        CausalModel.Builder builder = CausalModel.builder("random");
        List<Variable<Integer>> shuffled = new ArrayList<>(variables.subList(inputs, size()));
        Collections.shuffle(shuffled, random);
        for (Variable<Integer> target : shuffled) {
            List<Variable<Integer>> from = parents.get(target);
            builder.mechanism(
                    target, from, given -> mix(target, from.stream().map(given::get).toList()));
        }
        builder.input(variables.subList(0, inputs).toArray(Variable<?>[]::new));
        return builder.output(variables.get(size() - 1)).build();
    }

    Setting inputs() {
        Setting setting = Setting.empty();
        for (Variable<Integer> input : variables.subList(0, inputs)) {
            setting = setting.with(input, random.nextInt(MODULUS));
        }
        return setting;
    }

    /** Gives each of a few variables a random source. */
    Map<Variable<Integer>, Setting> sources() {
        Map<Variable<Integer>, Setting> sources = new HashMap<>();
        someOf(variables).forEach(variable -> sources.put(variable, inputs()));
        return sources;
    }

    /** Returns the value of a variable after an interchange, straight from the definition. */
    int naive(Variable<Integer> variable, Setting base, Map<Variable<Integer>, Setting> sources) {
        if (sources.containsKey(variable)) {
            return naive(variable, sources.get(variable), Map.of());
        }
        if (variables.indexOf(variable) < inputs) {
            return base.get(variable);
        }
        return mix(
                variable,
                parents.get(variable).stream().map(p -> naive(p, base, sources)).toList());
    }

    private int size() {
        return variables.size();
    }

    private List<Variable<Integer>> someOf(List<Variable<Integer>> candidates) {
        List<Variable<Integer>> shuffled = new ArrayList<>(candidates);
        Collections.shuffle(shuffled, random);
        return List.copyOf(shuffled.subList(0, random.nextInt(Math.min(3, shuffled.size()) + 1)));
    }

    private static int mix(Variable<Integer> target, List<Integer> values) {
        int mixed = target.name().length();
        for (int value : values) {
            mixed = (mixed * 31 + value * value + 1) % MODULUS;
        }
        return mixed;
    }
}
