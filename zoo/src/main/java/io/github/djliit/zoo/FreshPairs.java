/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import com.typesafe.config.Config;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.Setting;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.Pairing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Pairs of a recipe's inputs for the analysis of a network, drawn by seeds that its training never
 * had, and others for each use.
 *
 * @param recipe the recipe
 * @param settings its settings
 * @param seed the seed of all draws
 */
public record FreshPairs(Recipe recipe, Config settings, long seed) {

    private static final long SEED = 0xBF58476D1CE4E5B9L;
    private static final int BATCH = 512;

    /** What pairs are for; pairs of one use are not those of another. */
    public enum Use {
        /** A sweep. */
        SWEEP(0),
        /** What a search learns from. */
        SEARCH(1),
        /** What tells a search when to stop. */
        VALIDATION(2),
        /** What a search is judged by. */
        HELD_OUT(3);

        private final int number;

        Use(int number) {
            this.number = number;
        }
    }

    /**
     * Draws pairs of a base and one source.
     *
     * @param use what they are for
     * @param variables the variables, one of which is swapped in each pair
     * @param count how many pairs
     * @return the pairs, in a fixed order
     * @throws IllegalArgumentException if the causal model has no such variable
     */
    public CounterfactualDataset get(Use use, List<String> variables, int count) {
        return CounterfactualDataset.builder()
                .setCausalModel(recipe.causalModel())
                .setAlignment(Alignment.ofVariables(variables))
                .setInputs(inputs(use, 2 * count))
                .setSampling(BATCH, false)
                .optPairing(Pairing.HALVES)
                .optEncoding(recipe.encoding(settings))
                .optSeed(seed(use))
                .build();
    }

    /**
     * Draws inputs, the first of which are those that pairs of that use are made of.
     *
     * @param use what they are for
     * @param count how many
     * @return the inputs
     */
    public List<Setting> inputs(Use use, int count) {
        return recipe.testInputs(settings, count, seed(use));
    }

    private long seed(Use use) {
        return (seed * 31 + use.number) * 31 + SEED;
    }

    /**
     * Returns the output that a variable is judged by: that of the last task that it belongs to.
     *
     * @param variable the name of the variable
     * @param alignment the alignment of the model
     * @return the index of the output, or {@link Recipe.Task#ALL}
     */
    public int output(String variable, Alignment alignment) {
        return recipe.tasks(settings, alignment).stream()
                .filter(task -> task.variables().contains(variable))
                .mapToInt(Recipe.Task::output)
                .reduce(Recipe.Task.ALL, (first, last) -> last);
    }

    /**
     * Groups variables by the output that they are judged by.
     *
     * @param variables the names of the variables
     * @param alignment the alignment of the model
     * @return the variables of each output, in their order
     */
    public Map<Integer, List<String>> byOutput(List<String> variables, Alignment alignment) {
        return variables.stream()
                .collect(
                        Collectors.groupingBy(
                                variable -> output(variable, alignment),
                                LinkedHashMap::new,
                                Collectors.toList()));
    }
}
