/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import io.github.djliit.alignment.Alignment;
import io.github.djliit.alignment.Subspace;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a variable is aligned to: a site, or a subspace of one.
 *
 * @param site the site, its path in full
 * @param subspace what it is of the site
 */
record SubspaceSite(Site site, Subspace subspace) {

    /** Returns the places of a variable, in the order of its sites. */
    static List<SubspaceSite> of(Alignment alignment, String variable) {
        List<Site> sites = alignment.sites().get(variable);
        List<Subspace> parts = alignment.subspaces().get(variable);
        List<SubspaceSite> places = new ArrayList<>();
        for (int i = 0; i < sites.size(); i++) {
            places.add(
                    new SubspaceSite(
                            sites.get(i), parts == null ? Subspace.whole() : parts.get(i)));
        }
        return places;
    }

    boolean isSubspace() {
        return !subspace.isWhole();
    }

    /** Returns the site and what of it this is. */
    @Override
    public String toString() {
        return isSubspace() ? site + " (" + subspace.text() + ")" : site.toString();
    }
}
