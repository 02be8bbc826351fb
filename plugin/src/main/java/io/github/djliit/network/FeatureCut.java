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
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.RowPositions;
import io.github.djliit.site.Axis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Cuts features out: the last axis of what a featurizer gives. */
final class FeatureCut {

    private FeatureCut() {}

    /**
     * Returns the cut of an intervention's features.
     *
     * @param intervention the intervention
     * @param features the shape of all features, rows first
     * @param rows which rows of the batch those are
     * @param batch the number of rows of the batch
     */
    static Cut of(Intervention intervention, Shape features, int[] rows, long batch) {
        List<Axis> axes = intervention.features().axes(intervention.featurizer().partition());
        if (axes.isEmpty()) {
            return Cut.WHOLE;
        }
        int last = features.dimension() - 1;
        if (last < 1) {
            throw new IllegalArgumentException(
                    "features lie on an axis after the batch, but the featurizer gives shape "
                            + features);
        }
        if (!(intervention.features() instanceof Features.PerRow)) {
            List<Axis> all = new ArrayList<>(Collections.nCopies(last, new Axis.All()));
            indices(axes.get(0), features.get(last));
            all.add(axes.get(0));
            return RegionCut.of(all);
        }
        checkRows(features, rows, batch);
        RowPositions touched = new RowPositions(rows, batch);
        List<int[]> taken = new ArrayList<>(rows.length);
        for (int i = 0; i < rows.length; i++) {
            taken.add(indices(touched.entry("features", axes, i), features.get(last)));
        }
        checkCounts(intervention.edit(), taken);
        return new RowGather(taken, last);
    }

    private static void checkRows(Shape features, int[] rows, long batch) {
        if (features.get(0) != rows.length) {
            throw new IllegalArgumentException(
                    "rows of a batch of "
                            + batch
                            + " cannot be told apart in features of shape "
                            + features);
        }
    }

    /** An edit that is not elementwise would take what rows are filled up with for features. */
    private static void checkCounts(Edit edit, List<int[]> taken) {
        boolean isRagged = taken.stream().mapToInt(row -> row.length).distinct().count() > 1;
        if (isRagged && !edit.isElementwise() && edit.terms().isEmpty()) {
            throw new IllegalArgumentException(
                    "the edit "
                            + edit.name()
                            + " needs as many features in each row, found "
                            + taken.stream().map(Arrays::toString).toList());
        }
    }

    static int[] indices(Axis axis, long length) {
        try {
            return axis.indices(length);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("features: " + e.getMessage(), e);
        }
    }
}
