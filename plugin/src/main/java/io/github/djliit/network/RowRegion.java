/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.types.Shape;
import io.github.djliit.site.Axis;
import io.github.djliit.site.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The numbers of a region in one row of an array, by their places in memory.
 *
 * @param array the shape of the array, {@code [batch, length, ..., features]}
 * @param region the region, for the axes between the second and the last
 * @param row the row
 */
record RowRegion(Shape array, Region region, int row) {

    /** Returns the shape of the region in this row. */
    Shape shape(int[] positions, int[] features) {
        return new Shape(
                axes(positions, features).stream().mapToLong(axis -> axis.length).toArray());
    }

    /** Returns where the numbers are, in the region's row-major order. */
    int[] offsets(int[] positions, int[] features) {
        int[] offsets = {row};
        int dimension = 1;
        for (int[] axis : axes(positions, features)) {
            int length = Math.toIntExact(array.get(dimension++));
            int[] inner = new int[offsets.length * axis.length];
            for (int i = 0; i < inner.length; i++) {
                inner[i] = offsets[i / axis.length] * length + axis[i % axis.length];
            }
            offsets = inner;
        }
        return offsets;
    }

    /** Of two axes the second is that of the features, and positions are features. */
    private List<int[]> axes(int[] positions, int[] features) {
        int last = array.dimension() - 1;
        List<int[]> axes = new ArrayList<>();
        if (last > 1) {
            axes.add(positions);
        }
        for (int dimension = 2; dimension < last; dimension++) {
            int length = Math.toIntExact(array.get(dimension));
            boolean isNamed = dimension - 1 < region.axes().size();
            Axis axis = isNamed ? region.axes().get(dimension - 1) : new Axis.All();
            axes.add(isNamed ? axis.indices(length) : IntStream.range(0, length).toArray());
        }
        axes.add(features);
        return axes;
    }
}
