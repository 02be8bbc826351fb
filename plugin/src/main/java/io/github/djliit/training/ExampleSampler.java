/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Draws examples: bases, sources, and the variables that are interchanged.
 *
 * <p>All randomness comes from the {@link SplittableRandom} that is handed in, whose algorithm is
 * fixed by its specification: one state, one result, on every machine.
 */
final class ExampleSampler {

    /** How often a pair is drawn anew in search of an impactful one. */
    private static final int MAX_TRIES = 1000;

    private final CausalModel model;
    private final List<Variable<?>> aligned;
    private final int[] drawn;
    private final List<Setting> inputs;
    private final List<List<Setting>> groups;
    private final int sources;
    private final Pairing pairing;
    private final boolean impactfulOnly;
    private final boolean bothDirections;

    /** How many pairs in a row interchange the same variables. */
    private final int run;

    /**
     * Creates a sampler from the checked settings of a dataset.
     *
     * @param builder the settings
     * @param aligned all aligned variables, in the order that numbers them
     * @param drawn the numbers of those that are interchanged
     */
    ExampleSampler(CounterfactualDataset.Builder builder, List<Variable<?>> aligned, int[] drawn) {
        this.model = builder.model;
        this.aligned = aligned;
        this.drawn = drawn;
        this.inputs = builder.inputs.stream().map(model::run).toList();
        this.groups = groups(inputs, builder.key);
        this.sources = builder.sources;
        this.pairing = builder.pairing;
        this.impactfulOnly = builder.impactfulOnly;
        this.bothDirections = builder.bothDirections;
        this.run = builder.variablePerBatch ? builder.batchSize : 1;
    }

    List<CounterfactualExample> draw(int count, SplittableRandom random) {
        List<Setting> order = shuffled(random);
        List<CounterfactualExample> examples = new ArrayList<>(count);
        List<Integer> which = List.of();
        for (int pair = 0; examples.size() < count; pair++) {
            which = examples.size() % run == 0 ? variables(random) : which;
            CounterfactualExample example =
                    pairing == Pairing.HALVES
                            ? halves(order, pair, which)
                            : independent(order, pair, which, random);
            examples.add(example);
            if (bothDirections && examples.size() < count) {
                examples.add(reversed(example));
            }
        }
        return examples;
    }

    private CounterfactualExample reversed(CounterfactualExample example) {
        List<Setting> from = List.of(example.base());
        return example(example.sources().get(0), from, example.which());
    }

    private CounterfactualExample halves(List<Setting> order, int i, List<Integer> which) {
        List<Setting> source = List.of(order.get(order.size() / 2 + i));
        return example(order.get(i), source, which);
    }

    private CounterfactualExample independent(
            List<Setting> order, int i, List<Integer> which, SplittableRandom random) {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            boolean inOrder = groups.size() == 1 && tries == 0;
            Setting base = inOrder ? order.get(i % order.size()) : one(random);
            List<Setting> from = new ArrayList<>(sources);
            for (int s = 0; s < sources; s++) {
                from.add(one(random));
            }
            CounterfactualExample example = example(base, from, which);
            if (!impactfulOnly || isImpactfulEachWay(example)) {
                return example;
            }
        }
        throw new IllegalStateException(
                "No impactful pair for "
                        + names(which)
                        + " in "
                        + MAX_TRIES
                        + " draws: no"
                        + " interchange of it seems to change an output of "
                        + model.name()
                        + ". Check the inputs, or leave the variable out");
    }

    private CounterfactualExample example(Setting base, List<Setting> from, List<Integer> which) {
        Map<Variable<?>, Setting> swaps = new LinkedHashMap<>();
        for (int s = 0; s < which.size(); s++) {
            swaps.put(aligned.get(which.get(s)), from.get(s));
        }
        return new CounterfactualExample(base, from, which, model.interchange(base, swaps));
    }

    private boolean isImpactfulEachWay(CounterfactualExample example) {
        return isImpactful(example) && (!bothDirections || isImpactful(reversed(example)));
    }

    private boolean isImpactful(CounterfactualExample example) {
        return model.outputs().stream()
                .anyMatch(
                        output ->
                                !Objects.deepEquals(
                                        example.base().value(output),
                                        example.counterfactual().value(output)));
    }

    /** Draws a different variable for each source. */
    private List<Integer> variables(SplittableRandom random) {
        int[] pool = drawn.clone();
        List<Integer> which = new ArrayList<>(sources);
        for (int s = 0; s < sources; s++) {
            int pick = s + random.nextInt(pool.length - s);
            which.add(pool[pick]);
            pool[pick] = pool[s];
        }
        return which;
    }

    private Setting one(SplittableRandom random) {
        List<Setting> group = groups.get(random.nextInt(groups.size()));
        return group.get(random.nextInt(group.size()));
    }

    private List<Setting> shuffled(SplittableRandom random) {
        List<Setting> order = new ArrayList<>(inputs);
        shuffle(order, random);
        return order;
    }

    static void shuffle(List<?> list, SplittableRandom random) {
        @SuppressWarnings("unchecked") // Elements only change their places.
        List<Object> items = (List<Object>) list;
        for (int i = items.size() - 1; i > 0; i--) {
            items.set(i, items.set(random.nextInt(i + 1), items.get(i)));
        }
    }

    private List<String> names(List<Integer> which) {
        List<String> names = new ArrayList<>();
        for (int variable : which) {
            names.add(aligned.get(variable).name());
        }
        return names;
    }

    private static List<List<Setting>> groups(List<Setting> inputs, Function<Setting, ?> key) {
        Map<Object, List<Setting>> groups = new LinkedHashMap<>();
        for (Setting input : inputs) {
            groups.computeIfAbsent(byContent(key.apply(input)), k -> new ArrayList<>()).add(input);
        }
        return List.copyOf(groups.values());
    }

    /** Arrays are equal only to themselves, and a setting gives copies. */
    private static Object byContent(Object key) {
        if (key instanceof List<?> list) {
            return list.stream().map(ExampleSampler::byContent).toList();
        } else if (key == null || !key.getClass().isArray()) {
            return key;
        }
        List<Object> content = new ArrayList<>();
        for (int i = 0; i < Array.getLength(key); i++) {
            content.add(byContent(Array.get(key, i)));
        }
        return content;
    }
}
