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

/**
 * A box with its text.
 *
 * @param css the classes of the rectangle
 * @param x the left edge, in pixels, as all lengths
 * @param y the upper edge
 * @param width the width
 * @param height the height
 * @param title what a reader of the screen says
 * @param labels the texts, within the box
 */
record Box(
        String css,
        double x,
        double y,
        double width,
        double height,
        String title,
        List<Label> labels) {

    /** Copies the list. */
    Box {
        labels = List.copyOf(labels);
    }

    /** Returns the same box at another place. */
    Box at(double left, double top) {
        return new Box(css, left, top, width, height, title, labels);
    }

    /** Which point of a text its place is. */
    enum Anchor {
        START(""),
        MIDDLE("mi"),
        END("en");

        private final String css;

        Anchor(String css) {
            this.css = css;
        }

        String css() {
            return css;
        }
    }

    /**
     * A text in a box.
     *
     * @param style how it is set
     * @param text the text, clean and short
     * @param x the place of its anchor, from the box's left edge
     * @param y the place of its base line, from the box's upper edge
     * @param anchor the point that is at that place
     */
    record Label(Style style, String text, double x, double y, Anchor anchor) {

        double left() {
            double width = style.width(text);
            return switch (anchor) {
                case START -> x;
                case MIDDLE -> x - width / 2;
                case END -> x - width;
            };
        }

        double right() {
            return left() + style.width(text);
        }
    }

    void write(Markup out) {
        out.open("g", "class", "node").text("title", title);
        out.empty(
                "rect",
                "class",
                css,
                "x",
                x,
                "y",
                y,
                "width",
                width,
                "height",
                height,
                "rx",
                Math.min(6, height / 5));
        for (Label label : labels) {
            out.label(
                    label.style(),
                    label.anchor().css(),
                    label.text(),
                    x + label.x(),
                    y + label.y());
        }
        out.close().line();
    }
}
