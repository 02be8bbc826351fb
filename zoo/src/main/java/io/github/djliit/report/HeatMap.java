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
 * <p>Up to a width of 24 columns each cell has its figure as text, rounded; beyond that cells are
 * small, and tell it where the pointer rests. A cell without a figure is empty. Names that do not
 * fit are told without what all of them share, which stands in the title of their axis.
 */
public final class HeatMap extends Picture {

    private static final double CELL = 50;
    private static final double SMALL = 14;
    private static final double ROW = 30;
    private static final double LABEL = 260;
    private static final double COLUMN = 150;
    private static final double LONGEST = 300;
    private static final double LINE = 20;
    private static final double GROUP = 28;
    private static final double TITLE = 44;
    private static final double WORDS = 700;
    private static final double DIAGONAL = Math.sqrt(.5);
    private static final int WIDEST = 24;

    private final String title;
    private final String meaning;
    private final List<String> rows;
    private final List<String> columns;
    private final List<String> groups;
    private final double[][] values;
    private final boolean isLarge;
    private final String note;
    private final String rowAxis;
    private final String columnAxis;
    private final Labels rowLabels;
    private final Labels columnLabels;

    private HeatMap(Builder builder) {
        title = Objects.requireNonNull(builder.title, "setTitle is missing");
        rows = Objects.requireNonNull(builder.rows, "setRows is missing");
        columns = Objects.requireNonNull(builder.columns, "setColumns is missing");
        values = Objects.requireNonNull(builder.values, "setValues is missing");
        meaning = builder.meaning;
        note = builder.note;
        rowAxis = builder.rowAxis;
        columnAxis = builder.columnAxis;
        groups = builder.groups;
        isLarge = columns.size() <= WIDEST;
        requireSize("row", rows.size(), values.length);
        for (double[] row : values) {
            requireSize("column", columns.size(), row.length);
            Arrays.stream(row).forEach(HeatMap::requireShare);
        }
        if (!groups.isEmpty() && rows.size() % groups.size() != 0) {
            throw new IllegalArgumentException(
                    "A heat map of %s groups has as many rows in each, found %s rows"
                            .formatted(groups.size(), rows.size()));
        }
        rowLabels = Labels.of(rows, Style.CODE, LABEL, WORDS);
        columnLabels = Labels.of(columns, Style.NOTE, COLUMN, LONGEST);
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

    @Override
    void write(Markup out, String css) {
        double names = Math.max(rowLabels.width(Style.CODE), widestGroup());
        double top = MARGIN + TITLE + axes().size() * LINE + columnHeight() + 12;
        Box grid = grid(MARGIN + names + 14, top);
        String fitting = Text.fit(title, Style.TITLE, WORDS);
        double least = Math.max(Style.TITLE.width(fitting), Legend.WIDTH + 80);
        least = MARGIN + Math.max(least, Labels.widest(axes(), Style.NOTE));
        double width = Math.max(grid.x() + grid.width() + overhang(), least) + MARGIN;
        double bottom = grid.y() + grid.height() + 26;
        open(out, css, width, bottom + Legend.HEIGHT + MARGIN);
        out.label(Style.TITLE, "", fitting, MARGIN, MARGIN + 18).line();
        for (int i = 0; i < axes().size(); i++) {
            double y = MARGIN + TITLE + i * LINE;
            out.label(Style.NOTE, "", axes().get(i), MARGIN, y).line();
        }
        columnNames(out, grid);
        for (int i = 0; i < rows.size(); i++) {
            writeRow(out, grid, i);
        }
        Legend.scale(out, MARGIN, bottom, meaning);
        out.close();
    }

    private void writeRow(Markup out, Box grid, int row) {
        Box first = cell(grid, row, 0);
        if (!groups.isEmpty() && row % rowsOfGroup() == 0) {
            String group = Text.fit(groups.get(row / rowsOfGroup()), Style.NAME, LABEL);
            out.label(Style.NAME, "en", group, grid.x() - 14, first.y() - 8);
        }
        double middle = first.y() + first.height() / 2 + 4;
        out.label(Style.CODE, "en", rowLabels.texts().get(row), grid.x() - 14, middle);
        for (int j = 0; j < columns.size(); j++) {
            writeCell(out, row, j, cell(grid, row, j));
        }
        out.line();
    }

    /** Returns what the rows and the columns are, and what else there is to say, by lines. */
    private List<String> axes() {
        List<String> lines = new ArrayList<>();
        addAxis("↓ ", rowAxis, rowLabels.shared(), lines);
        addAxis("→ ", columnAxis, columnLabels.shared(), lines);
        if (!note.isEmpty()) {
            lines.add(Text.fit(Text.clean(note), Style.NOTE, WORDS));
        }
        return lines;
    }

    private static void addAxis(String arrow, String axis, String shared, List<String> lines) {
        String text = Text.clean(axis + (axis.isEmpty() || shared.isEmpty() ? "" : ", ") + shared);
        if (!text.isEmpty()) {
            lines.add(Text.fit(arrow + text, Style.NOTE, WORDS));
        }
    }

    private int rowsOfGroup() {
        return rows.size() / Math.max(1, groups.size());
    }

    private double widestGroup() {
        return Labels.widest(
                groups.stream().map(g -> Text.fit(g, Style.NAME, LABEL)).toList(), Style.NAME);
    }

    private double cellHeight() {
        return isLarge ? ROW : Math.max(SMALL, Style.CODE.size() + 5);
    }

    /** Returns where all cells are. */
    private Box grid(double left, double top) {
        double width = isLarge ? CELL : SMALL;
        double height = cellHeight() * rows.size() + GROUP * groups.size();
        return place(left, top, width * columns.size(), height);
    }

    private Box cell(Box grid, int row, int column) {
        double width = grid.width() / columns.size();
        int headings = groups.isEmpty() ? 0 : row / rowsOfGroup() + 1;
        double y = grid.y() + row * cellHeight() + headings * GROUP;
        return place(grid.x() + column * width, y, width, cellHeight());
    }

    private static Box place(double x, double y, double width, double height) {
        return new Box("", x, y, width, height, "", List.of());
    }

    /** Whether names stand on end, since they are wider than their columns. */
    private boolean isSteep() {
        double room = isLarge ? CELL - 4 : 3 * SMALL;
        return columnLabels.width(Style.NOTE) > room;
    }

    private double columnHeight() {
        double width = columnLabels.width(Style.NOTE);
        double steep = isLarge ? width * DIAGONAL + 8 : width;
        return isSteep() ? steep : Style.NOTE.size();
    }

    /** Returns how far the last name reaches beyond its column. */
    private double overhang() {
        double reach = columnLabels.width(Style.NOTE) * DIAGONAL - CELL / 2;
        return isSteep() && isLarge ? Math.max(0, reach) : 0;
    }

    /** Names each column where there is room, and else as many as there is room for. */
    private void columnNames(Markup out, Box grid) {
        double width = grid.width() / columns.size();
        double needed = columnLabels.width(Style.NOTE) + 8;
        int every = isSteep() ? 1 : (int) Math.max(1, Math.ceil(needed / width));
        for (int j = 0; j < columns.size(); j += every) {
            double x = grid.x() + (j + .5) * width;
            double y = grid.y() - 10;
            String name = columnLabels.texts().get(j);
            if (isSteep()) {
                out.steep(name, isLarge ? -45 : -90, isLarge ? x : x + 4, y);
            } else {
                out.label(Style.NOTE, "mi", name, x, y);
            }
        }
        out.line();
    }

    private void writeCell(Markup out, int i, int j, Box at) {
        double value = values[i][j];
        boolean isMissing = Double.isNaN(value);
        String figure = isMissing ? "not measured" : Text.share(value);
        String name = name(i, j) + ": " + figure;
        String css = isMissing ? "bx d0" : "f" + Scale.step(value);
        double gap = isLarge ? 1.5 : .5;
        double width = at.width() - 2 * gap;
        double height = at.height() - 2 * gap;
        List<Box.Label> text = new ArrayList<>();
        if (isLarge) {
            String shown = isMissing ? "–" : String.format(Locale.ROOT, "%.2f", value);
            double base = height / 2 + 4;
            text.add(new Box.Label(Style.NOTE, shown, width / 2, base, Box.Anchor.MIDDLE));
        }
        new Box(css, at.x() + gap, at.y() + gap, width, height, Text.title(name), text).write(out);
    }

    private String name(int row, int column) {
        String group = groups.isEmpty() ? "" : groups.get(row / rowsOfGroup()) + ", ";
        return group + rows.get(row) + ", " + columns.get(column);
    }

    @Override
    String title() {
        return title;
    }

    @Override
    String description() {
        double best = -1;
        String where = "";
        int others = 0;
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < columns.size(); j++) {
                others = values[i][j] > best ? 0 : values[i][j] == best ? others + 1 : others;
                where = values[i][j] > best ? name(i, j) : where;
                best = Math.max(best, Double.isNaN(values[i][j]) ? -1 : values[i][j]);
            }
        }
        String more = others == 0 ? "" : " and " + Text.count(others, "other cell");
        String size =
                meaning
                        + ", "
                        + Text.count(rows.size(), "row")
                        + " and "
                        + Text.count(columns.size(), "column");
        return best < 0
                ? size + "."
                : size + "; highest " + Text.share(best) + " at " + where + more + ".";
    }

    /** Collects the parts of a heat map; not thread-safe. */
    public static final class Builder {

        private String title;
        private String meaning = "Interchange intervention accuracy (IIA)";
        private String note = "";
        private String rowAxis = "";
        private String columnAxis = "";
        private List<String> groups = List.of();
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
         * Divides the rows into groups of one size, as one for each variable (default: none).
         *
         * @param names the names of the groups from above
         * @return this builder
         */
        public Builder optGroups(List<String> names) {
            groups = List.copyOf(names);
            return this;
        }

        /**
         * Says what rows and columns are (default: nothing).
         *
         * @param ofRows what the rows are, as {@code site}
         * @param ofColumns what the columns are, as {@code position}
         * @return this builder
         */
        public Builder optAxes(String ofRows, String ofColumns) {
            rowAxis = ofRows;
            columnAxis = ofColumns;
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
         * Says something of the figures as a whole, above them (default: nothing).
         *
         * @param text a sentence
         * @return this builder
         */
        public Builder optNote(String text) {
            note = text;
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
