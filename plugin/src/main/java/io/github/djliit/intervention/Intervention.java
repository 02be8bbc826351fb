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
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One edit at one site.
 *
 * <p>Immutable; the {@code with} methods return a changed copy:
 *
 * <pre>{@code
 * Intervention.of("layers.3", Edit.interchange())
 *         .withFeaturizer(rotation)
 *         .withFeatures(Features.of("0:4"))
 *         .withFrom("layers.7")
 *         .withPositions(Positions.of(new int[][] {{5, 6}, {2, 3}}, new int[][] {{1, 2}, {0, 1}}));
 * }</pre>
 *
 * @param site where the edit happens
 * @param featurizer the map into the space of the edit
 * @param features which features the edit touches
 * @param edit what is done
 * @param source the index of the source that the edit takes its value from; without meaning for an
 *     edit that needs none
 * @param from the site that is read in the source; empty for the site itself
 * @param into the index of the source in whose run the edit happens, which makes a chain: its
 *     activations, as others read them, are those of the edited run; empty for the base
 * @param rows the rows of the batch that are touched
 * @param positions where each row is read and written on the axis after the batch, in the place of
 *     what the region says of that axis
 */
public record Intervention(
        Site site,
        Featurizer featurizer,
        Features features,
        Edit edit,
        int source,
        Optional<Site> from,
        OptionalInt into,
        Rows rows,
        Positions positions) {

    /** So that the number of sources, one more, is an int. */
    static final int MAX_SOURCE = Integer.MAX_VALUE - 1;

    /** Checks that everything is there and fits together. */
    public Intervention {
        Objects.requireNonNull(site, "site");
        Objects.requireNonNull(featurizer, "featurizer");
        Objects.requireNonNull(features, "features");
        Objects.requireNonNull(edit, "edit");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(into, "into");
        Objects.requireNonNull(rows, "rows");
        Objects.requireNonNull(positions, "positions");
        InterventionChecks.check(site, edit, source, into);
    }

    /**
     * Creates an intervention with source 0, on all rows, without a featurizer.
     *
     * @param site where the edit happens
     * @param edit what is done
     * @return the intervention
     */
    public static Intervention of(Site site, Edit edit) {
        return new Intervention(
                site,
                Featurizer.identity(),
                Features.all(),
                edit,
                0,
                Optional.empty(),
                OptionalInt.empty(),
                Rows.all(),
                Positions.none());
    }

    /**
     * Creates an intervention with source 0, on all rows, without a featurizer.
     *
     * @param site the text form of the site
     * @param edit what is done
     * @return the intervention
     */
    public static Intervention of(String site, Edit edit) {
        return of(Site.of(site), edit);
    }

    /**
     * Returns the site that is read in the source.
     *
     * @return {@link #from}, or the site itself
     */
    public Site readSite() {
        return from.orElse(site);
    }

    /**
     * Returns the same intervention at another site.
     *
     * @param other the site
     * @return the changed copy
     */
    public Intervention withSite(Site other) {
        return new Intervention(
                other, featurizer, features, edit, source, from, into, rows, positions);
    }

    /**
     * Returns another edit at the same place.
     *
     * @param other the edit
     * @return the changed copy
     */
    public Intervention withEdit(Edit other) {
        return new Intervention(
                site, featurizer, features, other, source, from, into, rows, positions);
    }

    /**
     * Returns the same intervention in another space.
     *
     * @param other the featurizer
     * @return the changed copy
     */
    public Intervention withFeaturizer(Featurizer other) {
        return new Intervention(site, other, features, edit, source, from, into, rows, positions);
    }

    /**
     * Returns the same intervention on some features only.
     *
     * @param some the features
     * @return the changed copy
     */
    public Intervention withFeatures(Features some) {
        return new Intervention(site, featurizer, some, edit, source, from, into, rows, positions);
    }

    /**
     * Returns the same intervention with another source.
     *
     * @param index the index of the source
     * @return the changed copy
     */
    public Intervention withSource(int index) {
        return new Intervention(
                site, featurizer, features, edit, index, from, into, rows, positions);
    }

    /**
     * Returns the same intervention on some rows only.
     *
     * @param some the rows
     * @return the changed copy
     */
    public Intervention withRows(Rows some) {
        return new Intervention(
                site, featurizer, features, edit, source, from, into, some, positions);
    }

    /**
     * Returns the same intervention with positions for each row.
     *
     * @param given the positions
     * @return the changed copy
     */
    public Intervention withPositions(Positions given) {
        return new Intervention(site, featurizer, features, edit, source, from, into, rows, given);
    }

    /**
     * Returns the same intervention reading another site in the source.
     *
     * @param read the site that is read
     * @return the changed copy
     */
    public Intervention withFrom(Site read) {
        return new Intervention(
                site, featurizer, features, edit, source, Optional.of(read), into, rows, positions);
    }

    /**
     * Returns the same intervention reading another site in the source.
     *
     * @param read the text form of the site that is read
     * @return the changed copy
     */
    public Intervention withFrom(String read) {
        return withFrom(Site.of(read));
    }

    /**
     * Returns the same intervention in the run of a source instead of the base's.
     *
     * @param index the index of the source that is changed
     * @return the changed copy
     */
    public Intervention withInto(int index) {
        return new Intervention(
                site,
                featurizer,
                features,
                edit,
                source,
                from,
                OptionalInt.of(index),
                rows,
                positions);
    }
}
