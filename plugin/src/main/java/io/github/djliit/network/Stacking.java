/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djliit.network.RowVerdicts.Way;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Decides whether rows of several callers may run as one batch, each under a plan of its own.
 *
 * @param mixing what the code of the network tells
 * @param verdicts what was found by measurement
 * @param setting what the user wants
 */
record Stacking(RowMixing mixing, RowVerdicts verdicts, Fusing setting) {

    /**
     * Tells whether they may; where it is not known, the network runs on the first and on the last
     * rows alone, and on all.
     *
     * @param stacked the inputs of all
     * @param first how many rows the first caller has
     * @param last how many rows the last caller has
     * @param forward runs the network
     */
    boolean may(NDList stacked, long first, long last, UnaryOperator<NDList> forward) {
        if (setting != Fusing.AUTO || mixing != RowMixing.UNKNOWN) {
            return setting == Fusing.ALWAYS || (setting == Fusing.AUTO && mixing == RowMixing.NONE);
        }
        Object kind = kind(stacked);
        Way way = verdicts.next(kind, false);
        if (way != Way.BOTH) {
            return way == Way.TOGETHER;
        }
        try (NDManager scope = stacked.head().getManager().newSubManager()) {
            long rows = Inputs.length(stacked.head());
            NDList own = Inputs.copies(stacked, scope);
            NDList one = rows(own, 0, first);
            NDList other = rows(own, rows - last, rows);
            if (!Alike.hasOtherRows(one, other)) {
                return false;
            }
            NDList all = forward.apply(own);
            boolean isSame =
                    Alike.all(rows(all, 0, first), forward.apply(one))
                            && Alike.all(rows(all, rows - last, rows), forward.apply(other));
            verdicts.found(kind, isSame);
            return isSame;
        } catch (IllegalArgumentException e) {
            // An output has no row for each row of the batch.
            return false;
        }
    }

    private static Object kind(NDList stacked) {
        return List.of(
                "stack",
                stacked.stream().map(array -> array.getShape().slice(1)).toList(),
                stacked.stream().map(array -> String.valueOf(array.getName())).toList());
    }

    private static NDList rows(NDList arrays, long from, long to) {
        NDList rows = new NDList(arrays.size());
        arrays.forEach(
                array -> {
                    if (Inputs.length(array) < to) {
                        throw new IllegalArgumentException("No row for each row of the batch");
                    }
                    rows.add(Keep.view(array.get(from + ":" + to), array.getManager()));
                });
        for (int i = 0; i < rows.size(); i++) {
            rows.get(i).setName(arrays.get(i).getName());
        }
        return rows;
    }
}
