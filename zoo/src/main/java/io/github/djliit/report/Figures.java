/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is known of the variables of an alignment beside their places.
 *
 * @param iia the interchange intervention accuracy, by variable; none where it was not measured
 * @param notes what stands beside a variable's sites, by variable, as by which task it is judged
 */
record Figures(Map<String, Double> iia, Map<String, String> notes) {

    private static final String NONE = "n";

    /** Copies the maps, and checks that shares are shares. */
    Figures {
        iia = Map.copyOf(iia);
        notes = Map.copyOf(notes);
        iia.forEach(Figures::check);
    }

    private static void check(String variable, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    "The IIA of '" + variable + "' is " + value + "; expected a share from 0 to 1");
        }
    }

    /** Returns the figure of a variable as text. */
    String text(String variable) {
        Double value = iia.get(variable);
        return value == null ? "no IIA" : "IIA " + Text.share(value);
    }

    String note(String variable) {
        return notes.getOrDefault(variable, "");
    }

    /** Returns the step of the scale that a variable has. */
    String step(String variable) {
        Double value = iia.get(variable);
        return value == null ? NONE : Integer.toString(Scale.step(value));
    }

    /** Returns the step that all variables share; if they do not, that of no figure. */
    String step(List<String> variables) {
        List<String> steps =
                variables.stream().map(this::step).distinct().collect(Collectors.toList());
        return steps.size() == 1 ? steps.get(0) : NONE;
    }
}
