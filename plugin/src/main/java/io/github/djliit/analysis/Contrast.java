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
import java.util.List;

/**
 * Two readings of the same sites: what the first hypothesis takes for one variable, the second
 * takes for another.
 *
 * @param first the variable of the first hypothesis
 * @param second the variable of the second
 * @param sites the sites, with full paths
 */
public record Contrast(String first, String second, List<Site> sites) {

    /** Copies the list. */
    public Contrast {
        sites = List.copyOf(sites);
    }
}
