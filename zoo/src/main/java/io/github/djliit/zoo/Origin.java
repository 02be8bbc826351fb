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
import io.github.djliit.alignment.Alignment;
import java.util.List;
import java.util.Optional;

/**
 * What a folder is made by, and from.
 *
 * @param kind what is made
 * @param recipe the recipe; of a package, nothing
 * @param settings the settings; of a package, none
 * @param alignment the alignment that is written, if it is not that of the recipe
 */
public record Origin(Kind kind, String recipe, Config settings, Optional<Alignment> alignment) {

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
    public static final Origin PACKAGE =
            new Origin(Kind.PACKAGE, "", ConfigFactory.empty(), Optional.empty());

    /**
     * Returns what a training makes.
     *
     * @param recipe the recipe
     * @param settings all its settings
     * @param goesOn whether it goes on with one in its own folder
     * @return the origin
     */
    public static Origin of(Recipe recipe, Config settings, boolean goesOn) {
        Kind kind = goesOn ? Kind.CONTINUATION : Kind.MODEL;
        return new Origin(kind, recipe.name(), settings, Optional.empty());
    }

    static Origin of(ModelCard card, Optional<Alignment> alignment) {
        Trained trained = card.trained();
        return new Origin(Kind.MODEL, trained.recipe(), trained.settings(), alignment);
    }

    /**
     * Tells what a training, of which something is left, has other than this.
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
        return kind == Kind.CONTINUATION ? all.withoutPath("epochs") : all;
    }
}
