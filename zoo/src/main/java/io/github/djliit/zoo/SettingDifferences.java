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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** The settings in which two trainings of one recipe differ, in words. */
final class SettingDifferences {

    private SettingDifferences() {}

    /**
     * Compares settings.
     *
     * @param there those of what is there
     * @param given those that are asked for
     * @return a phrase for each setting that differs, by the order of their names
     */
    static List<String> of(Config there, Config given) {
        TreeSet<String> keys = new TreeSet<>(there.root().keySet());
        keys.addAll(given.root().keySet());
        List<String> found = new ArrayList<>();
        for (String key : keys) {
            ConfigValue before = there.root().get(key);
            ConfigValue now = given.root().get(key);
            if (!Objects.equals(before, now)) {
                found.add(key + " is " + text(before) + " there, found " + text(now));
            }
        }
        return found;
    }

    private static String text(ConfigValue value) {
        return value == null ? "nothing" : value.unwrapped().toString();
    }
}
