/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import io.github.djliit.site.Site;
import java.util.Objects;

/**
 * A site that a variable may live at, and its cell in a table of such sites.
 *
 * @param site the site
 * @param row the label of its row, usually the layer
 * @param column the label of its column: a position, a head, a block of units
 */
public record Candidate(Site site, String row, String column) {

    /** Checks that everything is there. */
    public Candidate {
        Objects.requireNonNull(site, "site");
        Objects.requireNonNull(row, "row");
        Objects.requireNonNull(column, "column");
    }
}
