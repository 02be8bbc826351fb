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

/**
 * The colours of shares from 0 to 1, in steps of a tenth.
 *
 * <p>They are a part of <i>plasma</i> of matplotlib (Smith and van der Walt, "A Better Default
 * Colormap for Matplotlib", SciPy 2015), which is even to the eye and can be told apart by people
 * who are colour-blind. On light ground a larger share is darker, on dark ground lighter, so that
 * it always stands out more; each colour has a contrast of 3 to 1 or more with its ground.
 */
final class Scale {

    /** How many steps there are. */
    static final int STEPS = 10;

    private static final int[] PLASMA = {
        0x0d0887, 0x41049d, 0x6a00a8, 0x8f0da4, 0xb12a90, 0xcc4778, 0xe16462, 0xf2844b, 0xfca636,
        0xfcce25, 0xf0f921
    };

    private Scale() {}

    /** Returns the step of a share, the last for 1. */
    static int step(double share) {
        return Math.max(0, Math.min(STEPS - 1, (int) Math.floor(share * STEPS + 1e-9)));
    }

    /** Returns the colour of a step as red, green and blue. */
    static int color(int step, boolean isDark) {
        double part = step / (STEPS - 1.0);
        return plasma(isDark ? .41 + .57 * part : .6 * (1 - part) + .02);
    }

    /** Returns the colour of text on the colour of a step. */
    static int ink(int step, boolean isDark) {
        int ground = color(step, isDark);
        return contrast(ground, 0xffffff) >= contrast(ground, 0x11141a) ? 0xffffff : 0x11141a;
    }

    /** Returns the rules for a fill {@code f}, a stroke {@code s}, and a text upon a fill. */
    static String rules(boolean isDark) {
        StringBuilder rules = new StringBuilder();
        for (int step = 0; step < STEPS; step++) {
            String color = hex(color(step, isDark));
            rules.append(
                    String.format(
                            Locale.ROOT,
                            ".f%1$d{fill:%2$s}.s%1$d{stroke:%2$s}.f%1$d+text{fill:%3$s}",
                            step,
                            color,
                            hex(ink(step, isDark))));
        }
        return rules.toString();
    }

    /** Returns the contrast of two colours, from 1 to 21, as WCAG 2 defines it. */
    static double contrast(int one, int other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    }

    private static double luminance(int color) {
        return .2126 * linear(color >> 16 & 255)
                + .7152 * linear(color >> 8 & 255)
                + .0722 * linear(color & 255);
    }

    private static double linear(int channel) {
        double value = channel / 255.0;
        return value <= .04045 ? value / 12.92 : Math.pow((value + .055) / 1.055, 2.4);
    }

    private static int plasma(double at) {
        int below = Math.min(PLASMA.length - 2, (int) (at * (PLASMA.length - 1)));
        double rest = at * (PLASMA.length - 1) - below;
        int color = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int from = PLASMA[below] >> shift & 255;
            int to = PLASMA[below + 1] >> shift & 255;
            color |= (int) Math.round(from + rest * (to - from)) << shift;
        }
        return color;
    }

    private static String hex(int color) {
        return String.format(Locale.ROOT, "#%06x", color);
    }
}
