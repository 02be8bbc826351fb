/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

/** The scale of colours with its numbers. */
final class Legend {

    /** The height of a legend. */
    static final double HEIGHT = 40;

    private static final double STEP = 21;

    /** The width of a legend. */
    static final double WIDTH = STEP * Scale.STEPS;

    private Legend() {}

    /** Writes the scale of shares. */
    static void scale(Markup out, double x, double y, String name) {
        out.label(Style.NOTE, "", name, x, y + 9);
        out.open("g");
        for (int step = 0; step < Scale.STEPS; step++) {
            double left = x + step * STEP;
            out.empty(
                    "rect",
                    "class",
                    "f" + step,
                    "x",
                    left,
                    "y",
                    y + 17,
                    "width",
                    STEP,
                    "height",
                    10.0);
        }
        out.close();
        out.label(Style.NOTE, "", "0", x, y + 41);
        out.label(Style.NOTE, "mi", "0.5", x + WIDTH / 2, y + 41);
        out.label(Style.NOTE, "en", "1", x + WIDTH, y + 41).line();
    }

    /** Writes what a line in the colour of no figure says. */
    static void neutral(Markup out, double x, double y, String name) {
        String path = "M%s %sh26".formatted(Markup.number(x), Markup.number(y + 22));
        out.empty("path", "class", "w sn", "d", path);
        out.label(Style.NOTE, "", name, x + 36, y + 26).line();
    }
}
