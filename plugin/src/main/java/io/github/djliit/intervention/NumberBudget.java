/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import io.github.djliit.json.JsonNode;

/**
 * How many numbers one plan may make, before anything is run.
 *
 * <p>A short text can ask for much: a matrix drawn from a seed, one tensor named a thousand times.
 */
final class NumberBudget {

    /** All values together, as often as they are named. */
    static final long MAX_GIVEN = 4L * ValueJson.MAX_NUMBERS;

    /** The matrices that are drawn, whose time grows with the cube of the width. */
    static final long MAX_DRAWN = 1 << 20;

    /** A small matrix takes as much time as one of so many numbers. */
    private static final long LEAST = 1 << 12;

    private long given;
    private long drawn;

    void give(JsonNode node, long numbers) {
        given += Math.max(numbers, LEAST);
        if (given > MAX_GIVEN) {
            throw node.fault(
                    "the values of a plan may have at most "
                            + MAX_GIVEN
                            + " numbers together, as often as they are named: share featurizers"
                            + " by their names, or make several plans");
        }
    }

    void draw(JsonNode node, long numbers) {
        drawn += Math.max(numbers, LEAST);
        if (drawn > MAX_DRAWN) {
            throw node.fault(
                    "the featurizers of a plan may draw at most "
                            + MAX_DRAWN
                            + " numbers from seeds together: draw them in Java, and give the"
                            + " weight in a file");
        }
    }
}
