/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The figures as a table of Markdown. */
final class Table {

    private static final String HEAD =
            """
            | | network | plain, ms | ratio | of processor time | target | | to PyTorch hooks | to pyvene |
            |---|---|---|---|---|---|---|---|---|
            """;

    private final List<Figure> figures;

    Table(List<Figure> figures) {
        this.figures = figures;
    }

    String text() {
        String rows = figures.stream().map(Table::row).collect(Collectors.joining());
        boolean hasPython = figures.stream().anyMatch(f -> !Double.isNaN(f.millis("hooksWall")));
        return HEAD + rows + (hasPython ? "" : WITHOUT);
    }

    private static final String WITHOUT =
            """

            PyTorch hooks and pyvene were left out: set IIT_PYTHON to a Python with PyTorch, and
            IIT_PYVENE to a folder with pyvene.
            """;

    private static String row(Figure figure) {
        Line line = figure.line();
        List<String> cells =
                List.of(
                        line.task().title,
                        line.kind().title,
                        number("%.3g", figure.millis("plainWall")),
                        figure.hasRun() ? ratio(figure) : figure.reason(),
                        number("%.3f", figure.ratio("plain", "Cpu")),
                        number("%.2f", line.target()),
                        figure.verdict(),
                        number("%.3f", figure.ratio("hooks", "Wall")),
                        number("%.3f", figure.ratio("pyvene", "Wall")));
        return "| " + String.join(" | ", cells) + " |\n";
    }

    static String ratio(Figure figure) {
        return number("%.3f", figure.ratio("plain", "Wall"));
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
    }
}
