/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The style sheet of all pictures, light and dark. */
final class Theme {

    /** The ground of pictures, light. */
    static final int LIGHT = 0xffffff;

    /** The ground of pictures, dark. */
    static final int DARK = 0x14171c;

    /** How many colours there are for lines that are told apart by name. */
    static final int SERIES = 6;

    /** In order: ground, even and odd surfaces, border, text, note, edge. */
    private static final String PLAIN =
            ".bg{fill:%s}.d0{fill:%s}.d1{fill:%s}.bx{stroke:%s}.tt,.tn,.tc{fill:%s}"
                    + ".th,.to{fill:%s}.e{stroke:%s}.ar{fill:%7$s}.gr{stroke:%4$s}"
                    + ".sn{stroke:%8$s}.fn{fill:%8$s}";

    private static final Object[] LIGHT_COLORS = {
        "#ffffff", "#f6f7f9", "#ffffff", "#d3d8e0", "#1b1f27", "#596273", "#8d96a5", "#4d6a94"
    };
    private static final Object[] DARK_COLORS = {
        "#14171c", "#1b1f26", "#222730", "#39414d", "#e8ebf0", "#a0a9b7", "#727d8d", "#8fabd6"
    };

    /** After Okabe and Ito, "Color Universal Design" (2008), darker and lighter for contrast. */
    private static final String[] LIGHT_SERIES = {
        "#0072b2", "#c44e00", "#00795a", "#a8488a", "#8a6a00", "#3d7f9f"
    };

    private static final String[] DARK_SERIES = {
        "#56b4e9", "#f08a4b", "#2fc79b", "#e39bc7", "#e6c34a", "#9fd3ea"
    };

    private static final String FORM =
            "text{font-kerning:none}.e,.w,.gr,.l{fill:none}.e{stroke-width:1.3}.w{stroke-width:2.2;"
                    + "stroke-linecap:round}.w:hover{stroke-width:4}.bx{stroke-width:1}"
                    + ".al{stroke-width:2}.su{stroke-dasharray:7 3}.fo{stroke-dasharray:4 4}.l{stroke-width:2;"
                    + "stroke-linejoin:round}.en{text-anchor:end}.mi{text-anchor:middle}"
                    + ".c1{stroke-dasharray:7 3}.c2{stroke-dasharray:2 3}";

    private Theme() {}

    /** Returns the style sheet; a print is light. */
    static String css() {
        String fonts = Arrays.stream(Style.values()).map(Style::rule).collect(Collectors.joining());
        return fonts
                + FORM
                + colors(LIGHT_COLORS, LIGHT_SERIES, false)
                + "@media screen and (prefers-color-scheme:dark){"
                + colors(DARK_COLORS, DARK_SERIES, true)
                + "}";
    }

    private static String colors(Object[] plain, String[] series, boolean isDark) {
        StringBuilder css = new StringBuilder(PLAIN.formatted(plain)).append(Scale.rules(isDark));
        for (int i = 0; i < series.length; i++) {
            css.append(".k%1$s{stroke:%2$s}.m%1$s{fill:%2$s}".formatted(i, series[i]));
        }
        return css.toString();
    }
}
