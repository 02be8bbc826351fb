/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A table of shares as colours, such as the IIA of each layer and position.
 *
 * <p>Up to a width of 24 columns each cell has its figure as text; beyond that cells are small, and
 * tell it where the pointer rests. A cell without a figure is empty.
 */
public final class HeatMap extends Picture {

    private static final double HEADER = 60;
    private static final double CELL = 50;
    private static final double SMALL = 14;
    private static final double ROW = 30;
    private static final double LABEL = 260;
    private static final double COLUMN = 110;
    private static final int WIDEST = 24;

    private final String title;
    private final String meaning;
    private final List<String> rows;
    private final List<String> columns;
    private final double[][] values;
    private final boolean isLarge;

    private HeatMap(Builder builder) {
        title = Objects.requireNonNull(builder.title, "setTitle is missing");
        rows = Objects.requireNonNull(builder.rows, "setRows is missing");
        columns = Objects.requireNonNull(builder.columns, "setColumns is missing");
        values = Objects.requireNonNull(builder.values, "setValues is missing");
        meaning = builder.meaning;
        isLarge = columns.size() <= WIDEST;
        requireSize("row", rows.size(), values.length);
        for (double[] row : values) {
            requireSize("column", columns.size(), row.length);
            Arrays.stream(row).forEach(HeatMap::requireShare);
        }
    }

    /**
     * Returns a builder.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder();
    }

    private static void requireSize(String what, int names, int found) {
        if (names == 0 || names != found) {
            throw new IllegalArgumentException(
                    "A heat map with the names of %s %ss has values for %s; give one name each"
                            .formatted(names, what, found));
        }
    }

    private static void requireShare(double value) {
        if (value < 0 || value > 1) {
            throw new IllegalArgumentException(
                    "A heat map shows shares from 0 to 1, or NaN for none; found " + value);
        }
    }

    private static String column(String name) {
        return Text.fit(name, Style.NOTE, COLUMN);
    }

    private static String row(String name) {
        return Text.fit(name, Style.CODE, LABEL);
    }

    @Override
    void write(Markup out, String css) {
        double names = widest(rows.stream().map(HeatMap::row).toList(), Style.CODE);
        Box grid = grid(MARGIN + names + 14, MARGIN + HEADER);
        String fitting = Text.fit(title, Style.TITLE, 700);
        double least = MARGIN + Math.max(Style.TITLE.width(fitting), Legend.WIDTH + 80);
        double width = Math.max(grid.x() + grid.width(), least) + MARGIN;
        double bottom = grid.y() + grid.height() + 26;
        open(out, css, width, bottom + Legend.HEIGHT + MARGIN);
        out.label(Style.TITLE, "", fitting, MARGIN, MARGIN + 18).line();
        columnNames(out, grid);
        for (int i = 0; i < rows.size(); i++) {
            Box first = cell(grid, i, 0);
            double middle = first.y() + first.height() / 2 + 4;
            out.label(Style.CODE, "en", row(rows.get(i)), grid.x() - 14, middle);
            for (int j = 0; j < columns.size(); j++) {
                writeCell(out, i, j, cell(grid, i, j));
            }
            out.line();
        }
        Legend.scale(out, MARGIN, bottom, meaning);
        out.close();
    }

    /** Returns where all cells are. */
    private Box grid(double left, double top) {
        double width = isLarge ? Math.max(CELL, columnWidth() + 12) : SMALL;
        double height = isLarge ? ROW : Math.max(SMALL, Style.CODE.size() + 5);
        return place(left, top, width * columns.size(), height * rows.size());
    }

    private Box cell(Box grid, int row, int column) {
        double width = grid.width() / columns.size();
        double height = grid.height() / rows.size();
        return place(grid.x() + column * width, grid.y() + row * height, width, height);
    }

    private static Box place(double x, double y, double width, double height) {
        return new Box("", x, y, width, height, "", List.of());
    }

    private double columnWidth() {
        return widest(columns.stream().map(HeatMap::column).toList(), Style.NOTE);
    }

    private static double widest(List<String> texts, Style style) {
        return texts.stream().mapToDouble(style::width).max().orElse(0);
    }

    /** Names each column where there is room, and else as many as there is room for. */
    private void columnNames(Markup out, Box grid) {
        double width = grid.width() / columns.size();
        int every = (int) Math.max(1, Math.ceil((columnWidth() + 8) / width));
        for (int j = 0; j < columns.size(); j += every) {
            double x = grid.x() + (j + .5) * width;
            out.label(Style.NOTE, "mi", column(columns.get(j)), x, grid.y() - 10);
        }
        out.line();
    }

    private void writeCell(Markup out, int i, int j, Box at) {
        double value = values[i][j];
        boolean isMissing = Double.isNaN(value);
        String figure = isMissing ? "not measured" : Text.share(value);
        String name = rows.get(i) + ", " + columns.get(j) + ": " + figure;
        String css = isMissing ? "bx d0" : "f" + Scale.step(value);
        double gap = isLarge ? 1.5 : .5;
        double width = at.width() - 2 * gap;
        double height = at.height() - 2 * gap;
        List<Box.Label> text = new ArrayList<>();
        if (isLarge) {
            String shown = isMissing ? "–" : rounded(value);
            double base = height / 2 + 4;
            text.add(new Box.Label(Style.NOTE, shown, width / 2, base, Box.Anchor.MIDDLE));
        }
        new Box(css, at.x() + gap, at.y() + gap, width, height, Text.title(name), text).write(out);
    }

    /** Down, so that only 1 is told as 1. */
    private static String rounded(double value) {
        return String.format(Locale.ROOT, "%.2f", Math.floor(value * 100 + 1e-9) / 100);
    }

    @Override
    String title() {
        return title;
    }

    @Override
    String description() {
        double best = -1;
        String where = "";
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < columns.size(); j++) {
                if (values[i][j] > best) {
                    best = values[i][j];
                    where = rows.get(i) + ", " + columns.get(j);
                }
            }
        }
        String size =
                meaning
                        + ", "
                        + Text.count(rows.size(), "row")
                        + " and "
                        + Text.count(columns.size(), "column");
        return best < 0
                ? size + "."
                : size + "; highest " + Text.share(best) + " at " + where + ".";
    }

    /** Collects the parts of a heat map; not thread-safe. */
    public static final class Builder {

        private String title;
        private String meaning = "Interchange intervention accuracy (IIA)";
        private List<String> rows;
        private List<String> columns;
        private double[][] values;

        private Builder() {}

        /**
         * Sets the title.
         *
         * @param text the title
         * @return this builder
         */
        public Builder setTitle(String text) {
            title = text;
            return this;
        }

        /**
         * Sets the names of the rows.
         *
         * @param names the names from above
         * @return this builder
         */
        public Builder setRows(List<String> names) {
            rows = List.copyOf(names);
            return this;
        }

        /**
         * Sets the names of the columns.
         *
         * @param names the names from the left
         * @return this builder
         */
        public Builder setColumns(List<String> names) {
            columns = List.copyOf(names);
            return this;
        }

        /**
         * Sets the figures.
         *
         * @param shares for each row and column a share from 0 to 1, or NaN where there is none
         * @return this builder
         */
        public Builder setValues(double[][] shares) {
            List<double[]> copies = new ArrayList<>();
            Arrays.stream(shares).map(double[]::clone).forEach(copies::add);
            values = copies.toArray(double[][]::new);
            return this;
        }

        /**
         * Says what the figures are (default: IIA).
         *
         * @param text a few words
         * @return this builder
         */
        public Builder optMeaning(String text) {
            meaning = text;
            return this;
        }

        /**
         * Builds the heat map.
         *
         * @return the heat map
         * @throws IllegalArgumentException if names and values are not of one size, or a value is
         *     not a share
         */
        public HeatMap build() {
            return new HeatMap(this);
        }
    }
}
