/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.Arrays;

/** One token of each row. */
final class Picked {

    private Picked() {}

    /**
     * Returns one position of each row.
     *
     * @param array {@code [batch, tokens, ...]}
     * @param places the position of each row
     * @return {@code [batch, 1, ...]}
     */
    static NDArray at(NDArray array, int[] places) {
        if (Arrays.stream(places).allMatch(p -> p == places[0])) {
            return array.get(":, " + range(places[0]));
        }
        NDList rows = new NDList(places.length);
        for (int row = 0; row < places.length; row++) {
            rows.add(array.get(range(row) + ", " + range(places[row])));
        }
        return NDArrays.concat(rows, 0);
    }

    private static String range(int at) {
        return at + ":" + (at + 1);
    }
}
