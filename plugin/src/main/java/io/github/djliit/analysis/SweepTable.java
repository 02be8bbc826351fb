/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.djliit.site.Site;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What a {@link Sweep} found for one variable: the figures of each candidate, as a list and as a
 * grid of rows and columns.
 *
 * @param variable the name of the variable
 * @param cells the candidates with their figures, in their order
 */
public record SweepTable(String variable, List<Cell> cells) {

    /** Copies the list. */
    public SweepTable {
        cells = List.copyOf(cells);
    }

    /**
     * One candidate.
     *
     * @param candidate the candidate
     * @param figures its figures
     */
    public record Cell(Candidate candidate, Figures figures) {}

    /**
     * Returns the labels of the rows.
     *
     * @return each once, in the order of the candidates
     */
    public List<String> rows() {
        return cells.stream().map(cell -> cell.candidate.row()).distinct().toList();
    }

    /**
     * Returns the labels of the columns.
     *
     * @return each once, in the order of the candidates
     */
    public List<String> columns() {
        return cells.stream().map(cell -> cell.candidate.column()).distinct().toList();
    }

    /**
     * Returns one figure of every candidate as a grid, for a heat map.
     *
     * @param figure the figure, for example {@code Figures::iia}
     * @return {@code [rows][columns]} in the order of the labels; NaN where there is no candidate
     * @throws IllegalStateException if two candidates have one row and column
     */
    public double[][] grid(ToDoubleFunction<Figures> figure) {
        List<String> rows = rows();
        List<String> columns = columns();
        double[][] grid = new double[rows.size()][columns.size()];
        for (double[] row : grid) {
            Arrays.fill(row, Double.NaN);
        }
        checkNames();
        for (Cell cell : cells) {
            int row = rows.indexOf(cell.candidate.row());
            grid[row][columns.indexOf(cell.candidate.column())] =
                    figure.applyAsDouble(cell.figures);
        }
        return grid;
    }

    private void checkNames() {
        Map<List<String>, Site> named = new HashMap<>();
        for (Cell cell : cells) {
            Candidate candidate = cell.candidate;
            List<String> names = List.of(candidate.row(), candidate.column());
            Site other = named.put(names, candidate.site());
            if (other != null) {
                throw new IllegalStateException(
                        "A grid has one figure for each row and column, but the candidates %s and %s are both of row '%s' and column '%s': give them names of their own, or read cells()"
                                .formatted(other, candidate.site(), names.get(0), names.get(1)));
            }
        }
    }

    /**
     * Returns the candidate with the highest IIA, the first of equals.
     *
     * @return the cell
     * @throws IllegalStateException if no candidate has an IIA, for want of pairs
     */
    public Cell best() {
        return highest()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "No site has an IIA of '%s', since no pair was judged: sweep with more pairs"
                                                .formatted(variable)));
    }

    private Optional<Cell> highest() {
        return cells.stream()
                .filter(cell -> !Double.isNaN(cell.figures.iia()))
                .reduce((a, b) -> b.figures.iia() > a.figures.iia() ? b : a);
    }

    /**
     * Returns how often an output is not finite.
     *
     * @return the number of NaN or infinite outputs, counted in pairs of all cells
     */
    public long notFinite() {
        return cells.stream().mapToLong(cell -> cell.figures.notFinite()).sum();
    }

    /**
     * Returns the table as JSON: {@code variable}, {@code rows}, {@code columns}, {@code best}, a
     * site, absent where no site has an IIA, and {@code cells}, each with {@code site}, {@code
     * row}, {@code column}, {@code iia}, {@code iia_impactful} (absent without impactful pairs),
     * {@code impactful}, {@code pairs} and, where there are any, {@code not_finite}, the pairs
     * whose output is not finite.
     *
     * @return the text
     */
    public String toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("variable", variable);
        json.add("rows", strings(rows()));
        json.add("columns", strings(columns()));
        highest().ifPresent(c -> json.addProperty("best", c.candidate.site().toString()));
        JsonArray list = new JsonArray();
        for (Cell cell : cells) {
            JsonObject entry = new JsonObject();
            entry.addProperty("site", cell.candidate.site().toString());
            entry.addProperty("row", cell.candidate.row());
            entry.addProperty("column", cell.candidate.column());
            FigureJson.add(cell.figures, entry);
            list.add(entry);
        }
        json.add("cells", list);
        return json.toString();
    }

    private static JsonArray strings(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    /**
     * Returns the table as comma-separated values (RFC 4180), with a line of names first.
     *
     * @return the text, a line for each candidate
     */
    public String toCsv() {
        return "variable,site,row,column,iia,iia_impactful,impactful,pairs,not_finite\r\n"
                + cells.stream().map(this::csv).collect(Collectors.joining());
    }

    private String csv(Cell cell) {
        Figures figures = cell.figures;
        return String.format(
                Locale.ROOT,
                "%s,%s,%s,%s,%.6f,%s,%.6f,%d,%d\r\n",
                quoted(variable),
                quoted(cell.candidate.site().toString()),
                quoted(cell.candidate.row()),
                quoted(cell.candidate.column()),
                figures.iia(),
                Double.isNaN(figures.iiaImpactful())
                        ? ""
                        : String.format(Locale.ROOT, "%.6f", figures.iiaImpactful()),
                figures.impactful(),
                figures.pairs(),
                figures.notFinite());
    }

    private static String quoted(String text) {
        return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
