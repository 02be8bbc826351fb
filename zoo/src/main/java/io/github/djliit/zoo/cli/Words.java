/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import io.github.djliit.zoo.FreshPairs;
import java.util.ArrayList;
import java.util.List;

/** The words at the positions of a network whose inputs are text. */
final class Words {

    /** What a star behind a word says. */
    static final String LEGEND = "* one of several";

    /** So many that words which differ are not taken for one. */
    private static final int INPUTS = 200;

    private Words() {}

    /**
     * Labels positions by the words of inputs.
     *
     * @param fresh draws the inputs
     * @param positions how many positions there are
     * @return for each position its number and the word there, that of the first input with a star
     *     where not all have it; none where inputs are no text, or of other lengths
     */
    static List<String> of(FreshPairs fresh, int positions) {
        return of(
                fresh.inputs(FreshPairs.Use.SWEEP, INPUTS).stream()
                        .map(fresh.recipe()::words)
                        .toList(),
                positions);
    }

    static List<String> of(List<List<String>> inputs, int positions) {
        if (positions == 0 || inputs.stream().anyMatch(words -> words.size() != positions)) {
            return List.of();
        }
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < positions; i++) {
            int at = i;
            boolean isSame = inputs.stream().map(words -> words.get(at)).distinct().count() == 1;
            labels.add(i + " " + inputs.get(0).get(i) + (isSame ? "" : "*"));
        }
        return labels;
    }
}
