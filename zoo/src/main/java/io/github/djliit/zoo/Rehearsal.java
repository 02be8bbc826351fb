/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.Device;
import ai.djl.Model;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;

/**
 * A measurement of a network that is not trained yet, on a few pairs, which finds out before a
 * training what would be told after it: a site that there is not, or pairs that cannot be drawn.
 *
 * @param recipe the recipe
 * @param settings the settings of the run, with few pairs to test on
 */
record Rehearsal(Recipe recipe, Config settings) {

    private static final int PAIRS = 8;
    private static final List<String> SIZES = List.of("test_pairs", "dataset_test_size");

    static Rehearsal of(Recipe recipe, Config settings) {
        Config few = settings;
        for (String key : SIZES) {
            if (few.hasPath(key) && few.getInt(key) > PAIRS) {
                few = few.withValue(key, ConfigValueFactory.fromAnyRef(PAIRS));
            }
        }
        return new Rehearsal(recipe, few);
    }

    /**
     * Measures a network of its own, so that the one that is trained finds nothing changed.
     *
     * @throws IllegalArgumentException if a setting is not right
     */
    void run(Device device) {
        try (Model model = Model.newInstance(recipe.name(), device)) {
            NetworkFile.of(recipe).start(model, settings);
            new RecipeRun(recipe, settings).rehearse(model);
        }
    }
}
