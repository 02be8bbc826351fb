/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import io.github.djliit.causal.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Inputs of an interchange.
 *
 * @param base the input that is run
 * @param source the input that values are taken from
 */
public record InputPair(Setting base, Setting source) {

    /**
     * Draws pairs, base and source independently.
     *
     * @param inputs settings of the inputs
     * @param count how many pairs
     * @param seed the seed of the draws
     * @return the pairs
     * @throws IllegalArgumentException if there are no inputs, or the count is negative
     */
    public static List<InputPair> draw(List<Setting> inputs, int count, long seed) {
        if (inputs.isEmpty() || count < 0) {
            throw new IllegalArgumentException(
                    "Expected inputs to draw from, and a number of pairs from 0; found "
                            + inputs.size()
                            + " inputs, and "
                            + count
                            + " pairs");
        }
        SplittableRandom random = new SplittableRandom(seed);
        List<InputPair> pairs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Setting base = inputs.get(random.nextInt(inputs.size()));
            pairs.add(new InputPair(base, inputs.get(random.nextInt(inputs.size()))));
        }
        return pairs;
    }
}
