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
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks of the values of settings; a setting that a recipe does not have is right. */
final class SettingChecks {

    /** Bases and sources of all pairs are one list, which is twice as long. */
    static final int MAX_PAIRS = Integer.MAX_VALUE / 2;

    private final Config config;

    SettingChecks(Config config) {
        this.config = config;
    }

    /** Checks what the recipes have in common. */
    void common() {
        whole("seed", Long.MIN_VALUE, Long.MAX_VALUE);
        whole("epochs", 0, Integer.MAX_VALUE);
        whole("batch_size", 1, Integer.MAX_VALUE);
        whole("train_pairs", 1, MAX_PAIRS);
        whole("test_pairs", 1, MAX_PAIRS);
        whole("eval_freq", 0, Integer.MAX_VALUE);
        range("momentum", 0, 1);
        oneOf("optimizer", Set.of("adam", "sgd"));
        oneOf("schedule", Set.of("constant", "linear", "one_cycle"));
        whole("num_warmup_steps", 0, Integer.MAX_VALUE);
        float rate = (float) config.getDouble("learning_rate");
        if (!(rate > 0) || Float.isInfinite(rate)) {
            throw fault("learning_rate", "a positive number that a float can hold");
        }
    }

    void whole(String key, long least, long most) {
        if (!config.hasPath(key)) {
            return;
        }
        Number number = config.getNumber(key);
        // A double as large as that is whole, but no long, and may be infinite.
        boolean huge = Math.abs(number.doubleValue()) > 0x1p63;
        BigDecimal value = huge ? null : new BigDecimal(number.toString());
        if (huge
                || value.compareTo(BigDecimal.valueOf(least)) < 0
                || value.compareTo(BigDecimal.valueOf(most)) > 0
                || value.stripTrailingZeros().scale() > 0) {
            throw fault(key, "a whole number from " + least + " to " + most);
        }
    }

    /** Checks a number that may be the least, and is smaller than the end. */
    void range(String key, double least, double end) {
        if (config.hasPath(key)) {
            double value = config.getDouble(key);
            if (!(value >= least && value < end)) {
                throw fault(key, "a number from " + least + " to less than " + end);
            }
        }
    }

    void oneOf(String key, Set<String> values) {
        if (config.hasPath(key) && !values.contains(config.getString(key))) {
            throw fault(key, "one of " + String.join(", ", values.stream().sorted().toList()));
        }
    }

    /** Checks the list of the variables that are trained. */
    void alignment(List<String> known) {
        Set<Object> names = new HashSet<>();
        for (ConfigValue name : config.getList("alignment")) {
            if (name.valueType() != ConfigValueType.STRING || !names.add(name.unwrapped())) {
                throw fault("alignment", "a list of different variables");
            }
        }
        if (names.isEmpty()) {
            throw fault(
                    "alignment",
                    "one or more of the variables "
                            + known
                            + " (to train the task only, set iit = false)");
        }
    }

    IllegalArgumentException fault(String key, String expected) {
        return fault(key, expected, null);
    }

    IllegalArgumentException fault(String key, String expected, Throwable cause) {
        return new IllegalArgumentException(
                "The setting "
                        + key
                        + " must be "
                        + expected
                        + ", found "
                        + config.getValue(key).unwrapped(),
                cause);
    }
}
