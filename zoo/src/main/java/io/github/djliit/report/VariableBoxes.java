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
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** The boxes of variables with their texts. */
final class VariableBoxes {

    private static final double SIDE = 14;
    private static final double LEAST = 76;
    private static final double NAME = 190;
    private static final double ONE_LINE = 36;
    private static final double TWO_LINES = 52;

    private VariableBoxes() {}

    static Box box(CausalModel model, Variable<?> variable, Alignment alignment, Figures figures) {
        boolean isAligned = alignment.sites().containsKey(variable.name());
        StringJoiner facts = new StringJoiner(" · ");
        if (model.inputs().contains(variable)) {
            facts.add("input");
        } else if (model.outputs().contains(variable)) {
            facts.add("output");
        }
        if (isAligned && !figures.iia().isEmpty()) {
            facts.add(figures.text(variable.name()));
        }
        String css = "bx " + (isAligned ? "al d1 s" + figures.step(variable.name()) : "d0");
        String title = variable.name() + ", " + facts + (isAligned ? "" : ", not aligned");
        return box(css, variable.name(), facts.toString(), title);
    }

    private static Box box(String css, String variable, String note, String title) {
        String name = Text.fit(variable, Style.NAME, NAME);
        double text = Math.max(Style.NAME.width(name), Style.NOTE.width(note));
        double width = Math.max(LEAST, text + 2 * SIDE);
        List<Box.Label> labels = new ArrayList<>();
        labels.add(new Box.Label(Style.NAME, name, width / 2, 23, Box.Anchor.MIDDLE));
        if (!note.isEmpty()) {
            labels.add(new Box.Label(Style.NOTE, note, width / 2, 40, Box.Anchor.MIDDLE));
        }
        double height = note.isEmpty() ? ONE_LINE : TWO_LINES;
        return new Box(css, 0, 0, width, height, Text.title(title), labels);
    }
}
