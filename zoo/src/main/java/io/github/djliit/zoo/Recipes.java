/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import java.util.List;

/** The recipes that there are. */
public final class Recipes {

    private static final List<Recipe> ALL =
            List.of(
                    new EqualityRecipe(),
                    new Sum3Recipe(),
                    new Sum4Recipe(),
                    new Sum4TransformerRecipe(),
                    new IoiRecipe(),
                    new PvrRecipe());

    private static final Registry<Recipe> BY_NAME = new Registry<>(ALL, Recipe::name, "recipe %s");

    private Recipes() {}

    /**
     * Returns all recipes.
     *
     * @return the recipes in the order of listings
     */
    public static List<Recipe> all() {
        return ALL;
    }

    /**
     * Returns a recipe by its name.
     *
     * @param name the name
     * @return the recipe
     * @throws IllegalArgumentException if there is none; the message names the near ones
     */
    public static Recipe get(String name) {
        return BY_NAME.get(name);
    }
}
