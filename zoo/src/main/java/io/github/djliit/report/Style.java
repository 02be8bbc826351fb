/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

/** How a text of a picture is set. */
enum Style {
    TITLE("tt", 20, false, true),
    HEAD("th", 13, false, true),
    NAME("tn", 13.5, false, true),
    CODE("tc", 12.5, true, false),
    NOTE("to", 11.5, false, false);

    private static final double BOLDER = 1.1;
    private static final double BOLD_EACH = .04;
    private static final double MONOSPACE = .602;

    private final String css;
    private final double size;
    private final boolean isCode;
    private final boolean isBold;

    Style(String css, double size, boolean isCode, boolean isBold) {
        this.css = css;
        this.size = size;
        this.isCode = isCode;
        this.isBold = isBold;
    }

    /** Returns the name of the class in the style sheet. */
    String css() {
        return css;
    }

    double size() {
        return size;
    }

    boolean isCode() {
        return isCode;
    }

    boolean isBold() {
        return isBold;
    }

    /** Returns the width that a text takes at most, in pixels. */
    double width(String text) {
        double plain = isCode ? Glyphs.columns(text) * MONOSPACE : Glyphs.ems(text);
        int count = text.codePointCount(0, text.length());
        double ems = isBold ? plain * BOLDER + BOLD_EACH * count : plain;
        return ems * size;
    }

    /** Returns the rule of the style sheet, without colour. */
    String rule() {
        String family =
                isCode
                        ? "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"
                        : "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,"
                                + "sans-serif";
        return ".%s{font:%s %spx %s}".formatted(css, isBold ? "600" : "400", size, family);
    }
}
