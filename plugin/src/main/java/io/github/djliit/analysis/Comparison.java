/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import io.github.djliit.statistics.Estimate;

/**
 * Which of two hypotheses a network follows at the sites of a contrast.
 *
 * @param contrast the two readings of the sites
 * @param pairs how many pairs there were
 * @param first of the telling pairs, the share in which the network does what the first says
 * @param second the share in which it does what the second says
 * @param preference of the telling pairs in which it does what just one says, the share in which
 *     that is the first
 * @param notFinite of the telling pairs, how many have an output with NaN or infinity, which
 *     follows neither
 */
public record Comparison(
        Contrast contrast,
        long pairs,
        Estimate first,
        Estimate second,
        Estimate preference,
        long notFinite) {

    private static final double EVEN = .5;

    /** Which hypothesis is the better one. */
    public enum Verdict {

        /** The network follows the first more often than chance explains. */
        FIRST,

        /** The network follows the second more often than chance explains. */
        SECOND,

        /** The pairs do not decide, or the network follows neither. */
        UNDECIDED
    }

    /**
     * Returns how many pairs tell the hypotheses apart.
     *
     * @return the number of pairs whose counterfactual outputs differ
     */
    public long telling() {
        return first.count();
    }

    /**
     * Returns which hypothesis the network follows. Whether it follows that one well is told by its
     * share.
     *
     * @return the one that the interval of the preference leaves, if it leaves one
     */
    public Verdict verdict() {
        if (preference.interval().low() > EVEN) {
            return Verdict.FIRST;
        }
        return preference.interval().high() < EVEN ? Verdict.SECOND : Verdict.UNDECIDED;
    }

    /** Returns a sentence, such as {@code S 1.0000 [0.8316, 1.0000] of 20, T ...: FIRST}. */
    @Override
    public String toString() {
        return "%s %s, %s %s, at %s: %s%s"
                .formatted(
                        contrast.first(),
                        first,
                        contrast.second(),
                        second,
                        contrast.sites(),
                        verdict(),
                        notFinite == 0 ? "" : ", " + notFinite + " outputs are not finite");
    }
}
