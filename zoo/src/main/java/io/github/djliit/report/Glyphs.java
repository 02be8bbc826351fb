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
 * How wide characters are.
 *
 * <p>A picture is laid out where it is made and shown elsewhere, in whatever font is there. So the
 * widths are those of DejaVu Sans, which is as wide as Verdana and wider than the fonts that come
 * first in the style sheet: a text may take less room than it was given, not more.
 */
final class Glyphs {

    private static final int FIRST = ' ';
    private static final double WIDE = 1.05;
    private static final double OTHER = .85;

    /** Thousandths of the font size, from the space to the tilde. */
    private static final int[] WIDTHS = {
        318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636,
        636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698,
        770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732,
        684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635,
        634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592,
        525, 636, 337, 636, 838
    };

    private Glyphs() {}

    /** Returns the width of a text in a proportional font, in multiples of the font's size. */
    static double ems(String text) {
        return text.codePoints().mapToDouble(Glyphs::ems).sum();
    }

    /** Returns how many columns of a monospaced font a text takes. */
    static double columns(String text) {
        return text.codePoints().mapToDouble(c -> c < 0x300 ? 1 : isWide(c) ? 2 : 1.5).sum();
    }

    private static double ems(int character) {
        int index = character - FIRST;
        if (index >= 0 && index < WIDTHS.length) {
            return WIDTHS[index] / 1000.0;
        }
        return isWide(character) ? WIDE * 1.2 : OTHER;
    }

    /** Characters of East Asia, and pictures. */
    private static boolean isWide(int character) {
        return character >= 0x1100 && !(character >= 0x2000 && character < 0x2190);
    }
}
