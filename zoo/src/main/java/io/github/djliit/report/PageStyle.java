/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

/** The style sheet of a page around its pictures. */
final class PageStyle {

    private static final String FORM =
            """
            :root{color-scheme:light dark}
            body{margin:0;overflow-wrap:anywhere;font:16px/1.55 system-ui,-apple-system,'Segoe UI',
            Roboto,'Helvetica Neue',Arial,sans-serif}
            main{max-width:1240px;margin:0 auto;padding:40px 24px 64px}
            h1{font-size:30px;line-height:1.2;margin:0 0 6px}
            h2{font-size:19px;margin:0 0 6px}
            p{margin:0 0 14px;max-width:75ch}
            section{margin-top:44px}
            .facts{display:flex;flex-wrap:wrap;gap:12px;margin:24px 0 0}
            .facts div{border:1px solid;border-radius:8px;padding:12px 18px;min-width:120px;
            display:flex;flex-direction:column-reverse}
            .facts dt{font-size:13px}
            .facts dd{margin:0;font-size:22px;font-weight:600;font-variant-numeric:tabular-nums}
            .scroll{overflow-x:auto;margin-top:12px}
            .scroll + .scroll{margin-top:28px}
            .picture{border:1px solid;border-radius:8px}
            .picture svg{display:block}
            table{border-collapse:collapse;font-size:14px;min-width:min(100%,560px)}
            caption{text-align:left;padding:0 0 6px;font-size:14px}
            th,td{padding:7px 22px 7px 0;text-align:left;vertical-align:top;border-bottom:1px solid;
            max-width:56ch;overflow-wrap:break-word}
            thead th{font-weight:600;font-size:13px;white-space:nowrap}
            tbody th{font-weight:600}
            .num{text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:normal;white-space:nowrap}
            :focus-visible{outline:2px solid;outline-offset:2px}
            @media print{main{max-width:none;padding:0}section{break-inside:avoid}
            .scroll{overflow:visible}.picture svg{max-width:100%;height:auto}}
            """;

    /** Ground, text, notes, borders, surface. */
    private static final String COLORS =
            "body{background:%s;color:%s}p,dt,caption,thead th{color:%s}"
                    + "th,td,.picture,.facts div{border-color:%s}.facts div{background:%s}";

    private static final Object[] LIGHT = {"#ffffff", "#1b1f27", "#596273", "#d3d8e0", "#f6f7f9"};
    private static final Object[] DARK = {"#14171c", "#e8ebf0", "#a0a9b7", "#39414d", "#1b1f26"};

    /** The whole sheet; a print is light. */
    static final String CSS =
            FORM
                    + COLORS.formatted(LIGHT)
                    + "@media screen and (prefers-color-scheme:dark){"
                    + COLORS.formatted(DARK)
                    + "}";

    private PageStyle() {}
}
