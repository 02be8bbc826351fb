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
import com.typesafe.config.ConfigFactory;
import java.util.List;

/**
 * What a folder is made by, and from.
 *
 * @param kind what is made
 * @param recipe the recipe; of a package, nothing
 * @param settings the settings; of a package, none
 */
public record Origin(Kind kind, String recipe, Config settings) {

    /** What is made. */
    public enum Kind {
        /** What {@code train} writes. */
        MODEL,
        /** A training that goes on in its own folder, with more epochs perhaps. */
        CONTINUATION,
        /** What {@code retrain} writes into a repository. */
        ZOO,
        /** What {@code package} writes, which cannot be told from what was changed by hand. */
        PACKAGE
    }

    /** What a package is made by. */
    public static final Origin PACKAGE = new Origin(Kind.PACKAGE, "", ConfigFactory.empty());

    /**
     * Returns what a training makes.
     *
     * @param recipe the recipe
     * @param settings all its settings
     * @param goesOn whether it goes on with one in its own folder
     * @return the origin
     */
    public static Origin of(Recipe recipe, Config settings, boolean goesOn) {
        return new Origin(goesOn ? Kind.CONTINUATION : Kind.MODEL, recipe.name(), settings);
    }

    static Origin of(Kind kind, ModelCard card) {
        Trained trained = card.trained();
        return new Origin(kind, trained.recipe(), trained.settings());
    }

    /**
     * Tells what a training, of which something is left, has other than this. Another seed is
     * another draw of the same thing.
     *
     * @param there what the training was of
     * @return a phrase for each difference; nothing if the one may replace the other
     */
    List<String> differences(Trained there) {
        if (!there.recipe().equals(recipe)) {
            return List.of("not of " + (recipe.isEmpty() ? "a package" : recipe));
        }
        return SettingDifferences.of(free(there.settings()), free(settings));
    }

    private Config free(Config all) {
        Config rest = all.withoutPath("seed");
        return kind == Kind.CONTINUATION ? rest.withoutPath("epochs") : rest;
    }
}
