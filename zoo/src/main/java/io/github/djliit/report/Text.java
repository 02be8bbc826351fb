/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import java.util.Locale;

/** Names from outside as a picture may show them, and figures. */
final class Text {

    private static final String MORE = "…";
    private static final int REPLACEMENT = 0xFFFD;
    private static final int LONGEST = 500;

    private Text() {}

    /**
     * Returns a text on one line, with white space as single spaces. What does not show, or changes
     * how its surroundings are read, or is not allowed in XML is replaced.
     */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .map(c -> Character.isWhitespace(c) ? ' ' : c)
                .map(c -> isShown(c) ? c : REPLACEMENT)
                .forEach(clean::appendCodePoint);
        return clean.toString().replaceAll(" +", " ").strip();
    }

    private static boolean isShown(int c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.UNASSIGNED
                && type != Character.PRIVATE_USE;
    }

    /** Returns a clean text that is not too long for a tooltip. */
    static String title(String text) {
        String clean = clean(text);
        return clean.codePointCount(0, clean.length()) <= LONGEST
                ? clean
                : clean.substring(0, clean.offsetByCodePoints(0, LONGEST)) + MORE;
    }

    /** Returns a clean text no wider than that, with its middle left out where it must be. */
    static String fit(String text, Style style, double width) {
        String clean = title(text);
        if (style.width(clean) <= width) {
            return clean;
        }
        int[] characters = clean.codePoints().toArray();
        int kept = characters.length;
        String shorter;
        do {
            kept--;
            int tail = kept / 2;
            shorter =
                    new String(characters, 0, kept - tail)
                            + MORE
                            + new String(characters, characters.length - tail, tail);
        } while (kept > 0 && style.width(shorter) > width);
        return shorter;
    }

    /** Returns a share as text, as the command line prints it. */
    static String share(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    /** Returns how many there are of something. */
    static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** Returns a number as text, as short as a label needs it. */
    static String number(double value) {
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-3 || size >= 1e6)) {
            return String.format(Locale.ROOT, "%.1e", value);
        }
        String fixed = String.format(Locale.ROOT, size >= 1000 ? "%.0f" : "%.4f", value);
        return fixed.contains(".") ? fixed.replaceFirst("\\.?0+$", "") : fixed;
    }
}
