/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import io.github.djliit.site.Site;
import java.util.Objects;

/**
 * One edit at one site.
 *
 * <p>Immutable; the {@code with} methods return a changed copy.
 *
 * @param site where the edit happens
 * @param featurizer the map into the space of the edit
 * @param edit what is done
 * @param source the index of the source that the edit takes its value from; without meaning for an
 *     edit that needs none
 */
public record Intervention(Site site, Featurizer featurizer, Edit edit, int source) {

    /** So that the number of sources, one more, is an int. */
    static final int MAX_SOURCE = Integer.MAX_VALUE - 1;

    /** Checks that everything is there and the index can be one. */
    public Intervention {
        Objects.requireNonNull(site, "site");
        Objects.requireNonNull(featurizer, "featurizer");
        Objects.requireNonNull(edit, "edit");
        if (source < 0 || source > MAX_SOURCE) {
            throw new IllegalArgumentException(
                    "The source of an intervention is an index from 0 to "
                            + MAX_SOURCE
                            + ", found "
                            + source
                            + " at "
                            + site);
        }
    }

    /**
     * Creates an intervention with source 0 and no featurizer.
     *
     * @param site where the edit happens
     * @param edit what is done
     * @return the intervention
     */
    public static Intervention of(Site site, Edit edit) {
        return new Intervention(site, Featurizer.identity(), edit, 0);
    }

    /**
     * Creates an intervention with source 0 and no featurizer.
     *
     * @param site the text form of the site
     * @param edit what is done
     * @return the intervention
     */
    public static Intervention of(String site, Edit edit) {
        return of(Site.of(site), edit);
    }

    /**
     * Returns the same intervention at another site.
     *
     * @param other the site
     * @return the changed copy
     */
    public Intervention withSite(Site other) {
        return new Intervention(other, featurizer, edit, source);
    }

    /**
     * Returns the same intervention with another source.
     *
     * @param index the index of the source
     * @return the changed copy
     */
    public Intervention withSource(int index) {
        return new Intervention(site, featurizer, edit, index);
    }

    /**
     * Returns the same intervention in another space.
     *
     * @param other the featurizer
     * @return the changed copy
     */
    public Intervention withFeaturizer(Featurizer other) {
        return new Intervention(site, other, edit, source);
    }
}
