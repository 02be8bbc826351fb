/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import io.github.djliit.analysis.SweepTable;
import io.github.djliit.report.HeatMap;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.util.ArrayList;
import java.util.List;

/** Sweeps as heat maps. */
final class SweepPicture {

    private SweepPicture() {}

    /**
     * Draws sweeps over the same candidates, one below the other.
     *
     * @param model what the model is called
     * @param tables the sweeps
     * @param columns what the columns are, as {@code position}
     * @param words what stands at each column, for people; may be empty
     */
    static HeatMap of(String model, List<SweepTable> tables, String columns, List<String> words) {
        List<String> rows = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        for (SweepTable table : tables) {
            rows.addAll(table.rows());
            values.addAll(List.of(table.grid(Figures::iia)));
        }
        String what = tables.size() == 1 ? tables.get(0).variable() : "each variable";
        String title = model + ": IIA of " + what + " by site";
        HeatMap.Builder map =
                HeatMap.builder()
                        .setTitle(title)
                        .setRows(rows)
                        .setColumns(words.isEmpty() ? tables.get(0).columns() : words)
                        .optAxes("site", columns)
                        .setValues(values.toArray(double[][]::new));
        if (tables.size() > 1) {
            map.optGroups(tables.stream().map(SweepTable::variable).toList());
        }
        long others = tables.stream().mapToLong(SweepTable::notFinite).sum();
        if (others > 0) {
            map.optNote(
                    "! "
                            + others
                            + " outputs of interchanges are NaN or infinite, and count as wrong");
        }
        return map.build();
    }
}
