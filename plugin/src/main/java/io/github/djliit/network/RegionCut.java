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
import io.github.djliit.site.Region;
import io.github.djliit.site.Span;
import java.util.Optional;

/**
 * Cuts a region out of an activation {@code [batch, ...]} and puts an edited one back.
 *
 * <p>Never in place: writing into a copy silently gives zero gradients in DJL, while slices,
 * gathers and concatenations differentiate on both sides. An index keeps its axis, of length 1, so
 * that a cut has as many axes as the activation.
 *
 * @param region the region
 */
record RegionCut(Region region) {

    /** Cuts the region out: {@code [batch, ...region]}. Returns the array itself for the whole. */
    NDArray cut(NDArray activation) {
        region.check(tail(activation.getShape()));
        NDArray cut = activation;
        for (int i = 0; i < region.axes().size(); i++) {
            cut = cutAxis(cut, i);
        }
        return cut;
    }

    /** Returns the activation with the region replaced by {@code edited}, as a new array. */
    NDArray paste(NDArray activation, NDArray edited) {
        return paste(activation, edited, 0);
    }

    private NDArray paste(NDArray activation, NDArray edited, int i) {
        if (i == region.axes().size()) {
            return edited;
        }
        Axis axis = region.axes().get(i);
        long length = activation.getShape().get(i + 1);
        Optional<Span> span = axis.contiguous(length);
        if (span.isPresent() && span.get().start() == 0 && span.get().end() == length) {
            return paste(activation, edited, i + 1);
        }
        NDArray inner = restIsWhole(i + 1) ? edited : paste(cutAxis(activation, i), edited, i + 1);
        return span.isPresent()
                ? between(activation, inner, i + 1, span.get())
                : scatter(activation, inner, i + 1, axis.indices(length));
    }

    private boolean restIsWhole(int from) {
        return region.axes().subList(from, region.axes().size()).stream()
                .allMatch(axis -> axis instanceof Axis.All);
    }

    private NDArray cutAxis(NDArray array, int i) {
        Axis axis = region.axes().get(i);
        int dimension = i + 1;
        long length = array.getShape().get(dimension);
        Optional<Span> span = axis.contiguous(length);
        if (span.isPresent()) {
            Span s = span.get();
            return s.start() == 0 && s.end() == length
                    ? array
                    : slice(array, dimension, s.start(), s.end());
        }
        return gather(array, dimension, axis.indices(length));
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
        // A duplicate owns its memory; the backward pass reads it after this array is closed.
        NDArray picks = array.getManager().create(wide).duplicate();
        NDIndex index = new NDIndex().addAllDim(dimension).addIndices("{}", picks);
        return array.get(index.addAllDim(array.getShape().dimension() - dimension - 1));
    }

    private static long[] tail(Shape shape) {
        return shape.dimension() == 0 ? new long[0] : shape.slice(1).getShape();
    }
}
