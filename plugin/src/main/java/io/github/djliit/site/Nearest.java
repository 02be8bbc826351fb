/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.site;

import static java.util.stream.Collectors.joining;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Finds what was probably meant by a name that does not exist.
 *
 * <p>Two names are near if, case aside, a third of the longer one at most has to be edited, or if
 * one holds the other or the other's last step after a dot.
 */
public final class Nearest {

    private static final int FAR = Integer.MAX_VALUE;
    private static final int HINTS = 3;
    private static final int SHORT_LIST = 8;

    /** Shorter names are inside too many others by chance. */
    private static final int MIN_SHARED = 3;

    private Nearest() {}

    /**
     * Returns the candidates near a name, nearest first and otherwise in the given order.
     *
     * @param wanted the name that does not exist
     * @param candidates the names that do
     * @param count how many to return at most
     * @return none if nothing is near
     */
    public static List<String> of(String wanted, Collection<String> candidates, int count) {
        return candidates.stream()
                .distinct()
                .map(candidate -> new Scored(candidate, distance(wanted, candidate)))
                .filter(scored -> scored.distance < FAR)
                .sorted(Comparator.comparingInt(Scored::distance))
                .limit(count)
                .map(Scored::name)
                .toList();
    }

    /**
     * Returns a sentence to put behind a message about an unknown name.
     *
     * @param wanted the name that does not exist
     * @param candidates the names that do
     * @return {@code " Did you mean 'a', 'b'?"}; where nothing is near {@code " Known: 'a', 'b'."}
     *     if there are at most eight; otherwise nothing
     */
    public static String hint(String wanted, Collection<String> candidates) {
        List<String> near = of(wanted, candidates, HINTS);
        if (!near.isEmpty()) {
            return " Did you mean " + list(near) + "?";
        }
        boolean isShort = !candidates.isEmpty() && candidates.size() <= SHORT_LIST;
        return isShort ? " Known: " + list(candidates) + "." : "";
    }

    static String list(Collection<?> names) {
        return names.stream().map(name -> "'" + name + "'").collect(joining(", "));
    }

    private static int distance(String wanted, String candidate) {
        String left = wanted.toLowerCase(Locale.ROOT);
        String right = candidate.toLowerCase(Locale.ROOT);
        int longer = Math.max(left.length(), right.length());
        int edits = new LevenshteinDistance(longer / 3).apply(left, right);
        if (edits >= 0) {
            return edits;
        }
        boolean shared = overlap(left, right) || overlap(lastStep(left), lastStep(right));
        return shared ? longer : FAR;
    }

    private static boolean overlap(String left, String right) {
        return Math.min(left.length(), right.length()) >= MIN_SHARED
                && (left.contains(right) || right.contains(left));
    }

    private static String lastStep(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private record Scored(String name, int distance) {}
}
