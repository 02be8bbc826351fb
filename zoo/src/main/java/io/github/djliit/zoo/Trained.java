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

/**
 * What a training that left something was of.
 *
 * @param recipe the name of the recipe
 * @param settings its settings
 */
record Trained(String recipe, Config settings) {

    /** Fills in what is missing, as of a training by an older version, if it is known. */
    Trained {
        try {
            settings = new RecipeSettings(Recipes.get(recipe)).with(settings).get();
        } catch (IllegalArgumentException e) {
            settings = settings.resolve(); // Of another version: it stays what it is.
        }
    }
}
