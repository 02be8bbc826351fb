/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

/**
 * A picture as SVG: text as text, light and dark as the reader has it, nothing loaded from
 * elsewhere.
 *
 * <p>Sealed, since all pictures of a page share one style sheet. Immutable and thread-safe.
 */
public abstract sealed class Picture permits AlignmentPicture, HeatMap, TrainingCurves {

    /** The space around a picture, in pixels. */
    static final double MARGIN = 28;

    Picture() {}

    /**
     * Returns the picture as a file of its own.
     *
     * @return the text of an SVG file, to be written in UTF-8
     */
    public final String toSvg() {
        Markup out = new Markup();
        write(out, Theme.css());
        return out.line().end();
    }

    /** Writes the picture with a style sheet, or into a page that has it, with none. */
    abstract void write(Markup out, String css);

    /** Returns what a reader of the screen says first. */
    abstract String title();

    /** Returns what the picture shows, in words. */
    abstract String description();

    /** Opens the element of the picture, and paints its ground. */
    final void open(Markup out, String css, double width, double height) {
        out.openSvg(width, height, Text.title(title()), Text.clean(description()));
        if (!css.isEmpty()) {
            out.text("style", css).line();
        }
        out.empty("rect", "class", "bg", "width", width, "height", height).line();
    }
}
