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
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Inputs of a sum: tuples of numbers from 0, for training or for tests, never for both. */
final class SumInputs {

    /** How many inputs of a kind are listed at most, of more a sample is drawn. */
    private static final int MAX = 100_000;

    /** How often to look for an input of a kind before there seems to be none. */
    private static final int MAX_TRIES = 10_000;

    private final List<Variable<Integer>> variables;
    private final int highest;
    private final DomainSplit split;

    SumInputs(List<Variable<Integer>> variables, Config settings) {
        this.variables = variables;
        highest = settings.getInt("dataset_highest_number");
        split = DomainSplit.of(settings.getString("domain_split"));
    }

    /** Draws inputs, the same one more than once perhaps. */
    List<Setting> draw(int count, boolean heldOut, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Setting> inputs = new ArrayList<>(count);
        int[] numbers = new int[variables.size()];
        for (int i = 0; i < count; i++) {
            int tries = 0;
            do {
                require(tries++ < MAX_TRIES, heldOut);
                for (int n = 0; n < numbers.length; n++) {
                    numbers[n] = random.nextInt(highest);
                }
            } while (split.isHeldOut(numbers, highest) != heldOut);
            inputs.add(setting(numbers));
        }
        return inputs;
    }

    /** Lists all inputs once, or draws some of them where there are too many. */
    List<Setting> all(boolean heldOut, long seed) {
        double count = Math.pow(highest, variables.size());
        if (count > MAX) {
            return draw(MAX, heldOut, seed);
        }
        List<Setting> inputs = new ArrayList<>();
        int[] numbers = new int[variables.size()];
        for (int code = 0; code < count; code++) {
            int rest = code;
            for (int n = 0; n < numbers.length; n++) {
                numbers[n] = rest % highest;
                rest /= highest;
            }
            if (split.isHeldOut(numbers, highest) == heldOut) {
                inputs.add(setting(numbers));
            }
        }
        require(!inputs.isEmpty(), heldOut);
        return inputs;
    }

    private Setting setting(int... numbers) {
        Setting setting = Setting.empty();
        for (int n = 0; n < numbers.length; n++) {
            setting = setting.with(variables.get(n), numbers[n]);
        }
        return setting;
    }

    private void require(boolean found, boolean heldOut) {
        if (!found) {
            throw new IllegalArgumentException(
                    "Of the numbers below "
                            + highest
                            + " none make an input for "
                            + (heldOut ? "tests" : "training")
                            + ": set a larger dataset_highest_number, or another domain_split");
        }
    }
}
