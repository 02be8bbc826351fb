/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import java.util.List;

/**
 * A table of a page.
 *
 * @param caption what it shows
 * @param columns the names of its columns
 * @param rows the cells of its rows, the first of which names the row
 */
public record Table(String caption, List<String> columns, List<List<String>> rows) {

    private static final String NUMBER = "-?[0-9][0-9.,e+-]*|–";

    /** Copies the lists, and checks that each row has a cell for each column. */
    public Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<String> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "A table of %s columns has a row of %s cells: %s"
                                .formatted(columns.size(), row.size(), row));
            }
        }
    }

    void write(Markup out) {
        out.open("div", "class", "scroll", "tabindex", 0);
        out.open("table").text("caption", caption).open("thead").open("tr");
        for (int i = 0; i < columns.size(); i++) {
            out.text("th", columns.get(i), "scope", "col", "class", css(i));
        }
        out.close().close().open("tbody").line();
        for (List<String> row : rows) {
            out.open("tr").text("th", cell(row.get(0)), "scope", "row");
            for (int i = 1; i < row.size(); i++) {
                out.text("td", cell(row.get(i)), "class", css(i));
            }
            out.close().line();
        }
        out.close().close().close().line();
    }

    private static String cell(String text) {
        return Text.title(text);
    }

    /** Columns of nothing but numbers stand under one another by their points. */
    private String css(int column) {
        boolean isNumeric =
                !rows.isEmpty() && rows.stream().allMatch(row -> row.get(column).matches(NUMBER));
        return column > 0 && isNumeric ? "num" : "txt";
    }
}
