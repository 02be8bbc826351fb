/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Takes positions of their own for each row along one axis: {@code [rows, .., length, ..] -> [rows,
 * .., count, ..]}.
 *
 * <p>Rows that have fewer positions than the longest are filled up with their first, which is never
 * put back.
 *
 * @param positions the positions of each row, from 0, different within a row
 * @param dimension the axis
 */
record RowGather(List<int[]> positions, int dimension) implements Cut {

    @Override
    public NDArray cut(NDArray array) {
        int count = longest();
        long[] index = new long[positions.size() * count];
        for (int row = 0; row < positions.size(); row++) {
            int[] own = positions.get(row);
            for (int i = 0; i < count; i++) {
                index[row * count + i] = own[i < own.length ? i : 0];
            }
        }
        return gather(array, array.getManager(), index, count);
    }

    @Override
    public NDArray paste(NDArray array, NDArray edited) {
        int length = Math.toIntExact(array.getShape().get(dimension));
        long[] back = new long[positions.size() * length];
        boolean[] touched = new boolean[back.length];
        for (int row = 0; row < positions.size(); row++) {
            int[] own = positions.get(row);
            for (int i = 0; i < own.length; i++) {
                back[row * length + own[i]] = i;
                touched[row * length + own[i]] = true;
            }
        }
        NDManager manager = array.getManager();
        NDArray wide = gather(edited, manager, back, length);
        NDArray mask =
                onAxis(EngineArrays.of(manager, touched, column(array, length)), array, length);
        return NDArrays.where(mask, wide, array);
    }

    int longest() {
        return positions.stream().mapToInt(row -> row.length).max().orElse(0);
    }

    private NDArray gather(NDArray array, NDManager manager, long[] index, int count) {
        NDArray column = EngineArrays.of(manager, index, column(array, count));
        return array.gather(onAxis(column, array, count), dimension);
    }

    private Shape column(NDArray array, int count) {
        long[] shape = new long[array.getShape().dimension()];
        Arrays.fill(shape, 1);
        shape[0] = positions.size();
        shape[dimension] = count;
        return new Shape(shape);
    }

    private NDArray onAxis(NDArray column, NDArray array, int count) {
        long[] shape = array.getShape().getShape().clone();
        shape[dimension] = count;
        return column.broadcast(new Shape(shape));
    }
}
