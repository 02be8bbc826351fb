/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import io.github.djliit.site.Path;
import io.github.djliit.site.Site;
import io.github.djliit.site.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** The boxes of blocks, folds and sites with their texts. */
final class BlockBoxes {

    private static final double SIDE = 12;
    private static final double BETWEEN = 22;
    private static final double NAME = 250;
    private static final double NOTE = 240;
    private static final double LEAST = 190;
    private static final double CHIP = 26;
    private static final double STRIP = 10;
    private static final double BAR = 7;
    private static final double LEAST_BAR = 1.5;

    private final Figures figures;

    BlockBoxes(Figures figures) {
        this.figures = figures;
    }

    double width(Part.Shown block) {
        return width(name(block), Style.CODE, note(block));
    }

    double width(Part.Folded folded) {
        return width(name(folded), Style.NOTE, note(folded));
    }

    double width(Part.Chip chip) {
        return width(name(chip), Style.CODE, note(chip));
    }

    private static double width(String name, Style style, String note) {
        double gap = note.isEmpty() ? 0 : BETWEEN;
        return Math.max(LEAST, 2 * SIDE + style.width(name) + gap + Style.NOTE.width(note));
    }

    Box box(Part.Shown block, int depth, double width, double height) {
        String path = block.path().isRoot() ? "the network" : block.path().toString();
        StringJoiner title = new StringJoiner(", ").add(path);
        for (String fact : List.of(block.type(), block.shape())) {
            if (!fact.isEmpty()) {
                title.add(fact);
            }
        }
        List<Box.Label> labels = labels(name(block), Style.CODE, note(block), width, height);
        String css = "bx d" + depth % 2;
        return new Box(css, 0, 0, width, height, Text.title(title.toString()), labels);
    }

    Box box(Part.Folded folded, int depth, double width, double height) {
        String title =
                "%s blocks that the alignment does not touch, from %s to %s"
                        .formatted(folded.count(), folded.first(), folded.last());
        List<Box.Label> labels = labels(name(folded), Style.NOTE, note(folded), width, height);
        String css = "bx fo d" + depth % 2;
        return new Box(css, 0, 0, width, height, Text.title(title), labels);
    }

    Box box(Part.Chip chip, double width) {
        List<String> facts = new ArrayList<>();
        for (String variable : chip.variables()) {
            String note = figures.note(variable);
            String of = note.isEmpty() ? "" : " (" + note + ")";
            facts.add(variable + of + ": " + figures.text(variable));
        }
        String title = chip.place() + ", aligned to " + String.join("; ", facts);
        List<Box.Label> labels = labels(name(chip), Style.CODE, note(chip), width, CHIP);
        String sub = chip.place().isSubspace() ? " su" : "";
        String css = "bx al d1" + sub + " s" + figures.step(chip.variables());
        double height = CHIP + chip.strips().size() * STRIP;
        return new Box(css, 0, 0, width, height, Text.title(title), labels);
    }

    /** Returns the axes of a chip that it does not take whole, to scale, as they lie in its box. */
    List<Box> strips(Part.Chip chip, double width) {
        List<Box> boxes = new ArrayList<>();
        String fill = "f" + figures.step(chip.variables());
        double inner = width - 2 * SIDE;
        for (int i = 0; i < chip.strips().size(); i++) {
            Strip strip = chip.strips().get(i);
            double top = CHIP + i * STRIP - 1;
            String title = Text.title(chip.place() + ": " + strip.text());
            String track = "bx d0" + (strip.isMapped() ? " fo" : "");
            boxes.add(new Box(track, SIDE, top, inner, BAR, title, List.of()));
            double unit = (inner - 2) / strip.length();
            for (Span span : strip.spans()) {
                double left = SIDE + 1 + span.start() * unit;
                double wide = Math.max(LEAST_BAR, span.length() * unit);
                left = Math.min(left, SIDE + inner - 1 - wide);
                boxes.add(new Box(fill, left, top + 1, wide, BAR - 2, title, List.of()));
            }
        }
        return boxes;
    }

    private static List<Box.Label> labels(
            String name, Style style, String note, double width, double height) {
        double base = height / 2 + 4;
        List<Box.Label> labels = new ArrayList<>();
        labels.add(new Box.Label(style, name, SIDE, base, Box.Anchor.START));
        if (!note.isEmpty()) {
            labels.add(new Box.Label(Style.NOTE, note, width - SIDE, base, Box.Anchor.END));
        }
        return labels;
    }

    private static String name(Part.Shown block) {
        if (block.path().isRoot()) {
            return block.type().isEmpty() ? "network" : Text.fit(block.type(), Style.CODE, NAME);
        }
        return Text.fit(lastStep(block.path()), Style.CODE, NAME);
    }

    private static String note(Part.Shown block) {
        StringJoiner note = new StringJoiner(" · ");
        boolean isTold = block.path().isRoot() || lastStep(block.path()).endsWith(block.type());
        if (!isTold) {
            note.add(Text.fit(block.type(), Style.NOTE, NOTE / 2));
        }
        if (block.hidden() > 0) {
            note.add(Text.count(block.hidden(), "block") + " inside");
        }
        if (!block.shape().isEmpty()) {
            note.add("→ " + Text.fit(block.shape(), Style.NOTE, NOTE / 2));
        }
        return note.toString();
    }

    private static String name(Part.Folded folded) {
        return "⋯ " + folded.count() + " blocks";
    }

    private static String note(Part.Folded folded) {
        double half = NOTE / 2 - 10;
        return Text.fit(lastStep(folded.first()), Style.NOTE, half)
                + " to "
                + Text.fit(lastStep(folded.last()), Style.NOTE, half);
    }

    private static String name(Part.Chip chip) {
        Site site = chip.site();
        String port = site.port().map(Object::toString).orElse("");
        String value = site.value().map(name -> "@" + name).orElse("");
        String text = port + value + site.region();
        return text.isEmpty() ? "output" : Text.fit(text, Style.CODE, NAME);
    }

    private String note(Part.Chip chip) {
        StringJoiner names = new StringJoiner(", ");
        for (String variable : chip.variables()) {
            String said = figures.note(variable);
            names.add(said.isEmpty() ? variable : variable + ", " + said);
        }
        String part = chip.place().subspace().text();
        if (part.isEmpty()) {
            return Text.fit(names.toString(), Style.NOTE, NOTE);
        }
        String fitting = Text.fit(part, Style.NOTE, NOTE);
        return Text.fit(names.toString(), Style.NOTE, NOTE) + " · " + fitting;
    }

    private static String lastStep(Path path) {
        return path.steps().get(path.steps().size() - 1);
    }
}
