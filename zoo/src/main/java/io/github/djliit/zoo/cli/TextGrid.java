/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Figures in rows and columns, for people. */
final class TextGrid {

    private static final int NARROWEST = 6;

    private final List<String> rows;
    private final List<String> columns;
    private final double[][] figures;

    /**
     * Creates a grid.
     *
     * @param rows the labels of the rows
     * @param columns the labels of the columns
     * @param figures {@code [rows][columns]}, NaN where there is nothing
     */
    TextGrid(List<String> rows, List<String> columns, double[][] figures) {
        this.rows = rows;
        this.columns = columns;
        this.figures = figures;
    }

    @Override
    public String toString() {
        int first = rows.stream().mapToInt(String::length).max().orElse(0);
        String head = " ".repeat(first) + line(i -> columns.get(i));
        return IntStream.range(0, rows.size())
                .mapToObj(
                        row ->
                                String.format("%-" + Math.max(1, first) + "s", rows.get(row))
                                        + line(column -> figure(figures[row][column])))
                .collect(
                        Collectors.joining(
                                System.lineSeparator(), head + System.lineSeparator(), ""));
    }

    private String line(IntFunction<String> cell) {
        return IntStream.range(0, columns.size())
                .mapToObj(
                        i ->
                                String.format(
                                        "  %" + Math.max(NARROWEST, columns.get(i).length()) + "s",
                                        cell.apply(i)))
                .collect(Collectors.joining());
    }

    private static String figure(double figure) {
        return Double.isNaN(figure) ? "" : String.format(Locale.ROOT, "%.4f", figure);
    }
}
