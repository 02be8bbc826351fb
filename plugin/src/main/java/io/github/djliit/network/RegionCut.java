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
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.site.Axis;
import io.github.djliit.site.Span;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a region out of an array and puts an edited one back.
 *
 * <p>An index keeps its axis, of length 1, so that a cut has as many axes as the array.
 *
 * @param axes what is taken of each axis, the rows first; axes that are not named are taken whole
 */
record RegionCut(List<Axis> axes) implements Cut {

    /** Returns the cut of some axes, or of everything where they are all whole. */
    static Cut of(List<Axis> axes) {
        return axes.stream().allMatch(axis -> axis instanceof Axis.All)
                ? WHOLE
                : new RegionCut(axes);
    }

    /** Cuts the region out. Returns the array itself for the whole. */
    @Override
    public NDArray cut(NDArray array) {
        NDArray cut = array;
        for (int i = 0; i < axes.size(); i++) {
            cut = cutAxis(cut, i);
        }
        return cut;
    }

    @Override
    public NDArray paste(NDArray array, NDArray edited) {
        return paste(array, edited, 0);
    }

    private NDArray paste(NDArray array, NDArray edited, int i) {
        if (i == axes.size()) {
            return edited;
        }
        Axis axis = axes.get(i);
        long length = array.getShape().get(i);
        Optional<Span> span = axis.contiguous(length);
        if (span.isPresent() && span.get().start() == 0 && span.get().end() == length) {
            return paste(array, edited, i + 1);
        }
        NDArray inner = restIsWhole(i + 1) ? edited : paste(cutAxis(array, i), edited, i + 1);
        return span.isPresent()
                ? between(array, inner, i, span.get())
                : scatter(array, inner, i, axis.indices(length));
    }

    private boolean restIsWhole(int from) {
        return axes.subList(from, axes.size()).stream().allMatch(axis -> axis instanceof Axis.All);
    }

    private NDArray cutAxis(NDArray array, int i) {
        Axis axis = axes.get(i);
        long length = array.getShape().get(i);
        Optional<Span> span = axis.contiguous(length);
        if (span.isPresent()) {
            Span s = span.get();
            return s.start() == 0 && s.end() == length
                    ? array
                    : slice(array, i, s.start(), s.end());
        }
        return gather(array, i, axis.indices(length));
    }

    private static NDArray between(NDArray array, NDArray inner, int dimension, Span span) {
        NDList parts = new NDList(3);
        if (span.start() > 0) {
            parts.add(slice(array, dimension, 0, span.start()));
        }
        parts.add(inner);
        if (span.end() < array.getShape().get(dimension)) {
            parts.add(slice(array, dimension, span.end(), array.getShape().get(dimension)));
        }
        return NDArrays.concat(parts, dimension);
    }

    /** Appends the edited positions and picks each position from where it now is. */
    private static NDArray scatter(NDArray array, NDArray inner, int dimension, int[] positions) {
        int length = (int) array.getShape().get(dimension);
        int[] from = new int[length];
        for (int i = 0; i < length; i++) {
            from[i] = i;
        }
        for (int i = 0; i < positions.length; i++) {
            from[positions[i]] = length + i;
        }
        return gather(NDArrays.concat(new NDList(array, inner), dimension), dimension, from);
    }

    private static NDArray slice(NDArray array, int dimension, long from, long to) {
        NDIndex index = new NDIndex().addAllDim(dimension).addSliceDim(from, to);
        return array.get(index.addAllDim(array.getShape().dimension() - dimension - 1));
    }

    private static NDArray gather(NDArray array, int dimension, int[] positions) {
        long[] wide = new long[positions.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = positions[i];
        }
        NDArray picks = EngineArrays.of(array.getManager(), wide, new Shape(wide.length));
        NDIndex index = new NDIndex().addAllDim(dimension).addIndices("{}", picks);
        return array.get(index.addAllDim(array.getShape().dimension() - dimension - 1));
    }
}
