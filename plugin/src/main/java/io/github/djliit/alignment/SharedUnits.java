/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.alignment;

import io.github.djliit.site.Site;
import java.util.List;

/** Finds variables that are aligned with the same units, as far as their sites tell. */
final class SharedUnits {

    private SharedUnits() {}

    /** Whether two variables share units; subspaces of a site are taken to be apart. */
    static boolean areThere(Alignment alignment, String first, String second) {
        boolean areSubspaces = alignment.subspaces().keySet().containsAll(List.of(first, second));
        List<Site> others = alignment.sites().get(second);
        return !areSubspaces
                && alignment.sites().get(first).stream()
                        .anyMatch(site -> others.stream().anyMatch(site::sharesUnits));
    }

    /**
     * Checks that no two of some variables share units.
     *
     * @throws IllegalArgumentException if two do
     */
    static void check(Alignment alignment, List<String> variables) {
        for (int second = 1; second < variables.size(); second++) {
            for (String first : variables.subList(0, second)) {
                if (areThere(alignment, first, variables.get(second))) {
                    throw refused(alignment, first, variables.get(second));
                }
            }
        }
    }

    private static IllegalArgumentException refused(
            Alignment alignment, String first, String second) {
        return new IllegalArgumentException(
                "The variables '%s' at %s and '%s' at %s cannot be interchanged together, since they share units: give each units of its own"
                        .formatted(
                                first,
                                words(alignment.sites().get(first)),
                                second,
                                words(alignment.sites().get(second))));
    }

    private static String words(List<Site> sites) {
        return sites.size() == 1 ? sites.get(0).toString() : sites.toString();
    }
}
