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
import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.RowPositions;
import io.github.djliit.intervention.Rows;
import io.github.djliit.site.Axis;
import io.github.djliit.site.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One side of an intervention: which part of an activation it writes in the base, or reads in the
 * source.
 *
 * @param rows the rows
 * @param positions the positions of each row on the axis after the batch; without any, the region
 *     tells
 * @param region the region
 * @param isOwn whether a region that names no position of a padded sequence is the row's own
 *     sequence, without the padding; an edit of single elements may as well touch both
 */
record Side(Rows rows, List<int[]> positions, Region region, boolean isOwn) {

    /**
     * Returns the cut of this part, out of an activation {@code [batch, ...]}.
     *
     * @param activation the activation
     * @param batch the number of rows
     * @param lengths the lengths of the rows; null where all are as long as the batch
     * @param apart whether whole sequences are cut out of their padding, to go elsewhere in it
     */
    Cut cut(NDArray activation, long batch, SequenceLengths lengths, boolean apart) {
        Shape shape = activation.getShape();
        checkRows(shape, batch);
        region.check(tail(shape));
        boolean isRagged = lengths != null && lengths.covers(shape);
        if (!positions.isEmpty() || (isRagged && (apart || isOwn || namesPositions()))) {
            List<int[]> resolved = positions(shape, batch, isRagged ? lengths : null);
            return RegionCut.of(List.of(rowAxis(batch)))
                    .then(new RowGather(resolved, 1))
                    .then(RegionCut.of(axes(new Axis.All(), 1)));
        }
        return RegionCut.of(axes(rowAxis(batch), 0));
    }

    /**
     * Returns the positions on the axis after the batch that each selected row touches, just those
     * that {@link #cut} cuts out.
     */
    List<int[]> onSecondAxis(Shape shape, long batch, SequenceLengths lengths, boolean apart) {
        boolean isRagged = lengths != null && lengths.covers(shape);
        if (!positions.isEmpty() || (isRagged && (apart || namesPositions()))) {
            return positions(shape, batch, isRagged ? lengths : null);
        }
        int[] same = secondAxis().indices(shape.get(1));
        return Collections.nCopies(rows.indices(batch).length, same);
    }

    private Axis secondAxis() {
        return region.axes().isEmpty() ? new Axis.All() : region.axes().get(0);
    }

    private boolean namesPositions() {
        return !(secondAxis() instanceof Axis.All);
    }

    /** Whether the region names no position of sequences that have lengths of their own. */
    boolean takesWholeSequences(Shape shape, SequenceLengths lengths) {
        return positions.isEmpty() && !namesPositions() && lengths != null && lengths.covers(shape);
    }

    /** Returns the positions of each selected row on the padded axis, from 0. */
    List<int[]> positions(Shape shape, long batch, SequenceLengths lengths) {
        if (shape.dimension() < 2) {
            throw new IllegalArgumentException(
                    "positions are on the axis after the batch, but the activation has shape "
                            + shape);
        }
        int[] selected = rows.indices(batch);
        int length = Math.toIntExact(shape.get(1));
        RowPositions touched = new RowPositions(selected, batch);
        List<int[]> resolved = new ArrayList<>(selected.length);
        for (int i = 0; i < selected.length; i++) {
            int own = lengths == null ? length : lengths.length(selected[i]);
            int start = lengths == null ? 0 : lengths.start(selected[i]);
            int[] within =
                    positions.isEmpty()
                            ? secondAxis().indices(own)
                            : distinct(touched, i, own, selected[i]);
            resolved.add(Arrays.stream(within).map(position -> start + position).toArray());
        }
        return resolved;
    }

    private int[] distinct(RowPositions touched, int i, int length, int row) {
        int[] found = touched.resolved(positions, i, length);
        if (IntStream.of(found).distinct().count() < found.length) {
            throw new IllegalArgumentException(
                    "positions %s of row %s name one twice in its sequence of %s"
                            .formatted(
                                    Arrays.toString(touched.entry("positions", positions, i)),
                                    row,
                                    length));
        }
        return found;
    }

    private Axis rowAxis(long batch) {
        return rows.isAll()
                ? new Axis.All()
                : new Axis.IndexSet(IntStream.of(rows.indices(batch)).boxed().toList());
    }

    private List<Axis> axes(Axis first, int skip) {
        List<Axis> axes = new ArrayList<>();
        axes.add(first);
        for (int i = 0; i < region.axes().size(); i++) {
            axes.add(i < skip ? new Axis.All() : region.axes().get(i));
        }
        return axes;
    }

    void checkRows(Shape shape, long batch) {
        boolean rowsMatter = !rows.isAll() || !positions.isEmpty();
        if (rowsMatter && (shape.dimension() == 0 || shape.get(0) != batch)) {
            throw new IllegalArgumentException(
                    "rows of a batch of "
                            + batch
                            + " cannot be told apart in an"
                            + " activation of shape "
                            + shape);
        }
    }

    private static long[] tail(Shape shape) {
        return shape.dimension() == 0 ? new long[0] : shape.slice(1).getShape();
    }
}
