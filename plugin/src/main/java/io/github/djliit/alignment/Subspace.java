/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.alignment;

import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.site.Site;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * The part of a site that a variable lives in: some features of a featurizer, as the first columns
 * of a rotation.
 *
 * @param featurizer the map of the site's activation
 * @param features which of its features
 */
public record Subspace(Featurizer featurizer, Features features) {

    private static final Subspace WHOLE = new Subspace(Featurizer.identity(), Features.all());

    /** Checks that nothing is missing. */
    public Subspace {
        Objects.requireNonNull(featurizer, "featurizer");
        Objects.requireNonNull(features, "features");
    }

    /**
     * Returns all of a site.
     *
     * @return the subspace that is the whole space
     */
    public static Subspace whole() {
        return WHOLE;
    }

    /**
     * Returns whether this is all of a site as it is.
     *
     * @return whether nothing is mapped and nothing left out
     */
    public boolean isWhole() {
        return equals(WHOLE);
    }

    /**
     * Returns how many features there are to choose from.
     *
     * @return the number, where the featurizer tells it
     */
    public OptionalLong count() {
        return featurizer.count().isPresent() ? featurizer.count() : featurizer.width();
    }

    /**
     * Returns what this is of a site, for people.
     *
     * @return for example {@code features 0:4 of 16, rotation}; nothing for the whole
     */
    public String text() {
        if (isWhole()) {
            return "";
        }
        String of = count().isPresent() ? " of " + count().getAsLong() : "";
        boolean isAll = features == Features.all();
        String chosen = isAll ? "all features" + of : "features " + features + of;
        return featurizer == Featurizer.identity() ? chosen : chosen + ", " + featurizer.name();
    }

    /** Returns the interchange of this part of a site. */
    Intervention interchange(Site site) {
        return Intervention.of(site, Edit.interchange())
                .withFeaturizer(featurizer)
                .withFeatures(features);
    }
}
