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
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.network.EditByHand.Spot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where an edit happens: all of an activation, a region of it, or features of it.
 *
 * @param isInput whether it is a block's input
 * @param isRegion whether it is a region of positions and units
 * @param map the featurizer; null where all features are edited
 */
record PlaceByHand(boolean isInput, boolean isRegion, MapByHand map) {

    private static final int FIRST_UNIT = 1;
    private static final int END_UNIT = 5;
    private static final int FIRST_POSITION = 1;
    private static final int END_POSITION = 3;

    /** Places of each kind. */
    static List<PlaceByHand> all() {
        List<PlaceByHand> all = new ArrayList<>();
        for (boolean isInput : new boolean[] {false, true}) {
            all.add(new PlaceByHand(isInput, false, null));
            all.add(new PlaceByHand(isInput, true, null));
        }
        MapByHand.ALL.forEach(map -> all.add(new PlaceByHand(false, false, map)));
        all.add(new PlaceByHand(true, false, MapByHand.ALL.get(1)));
        return all;
    }

    /** A skip puts an input in the place of an output. */
    boolean takes(EditByHand edit) {
        return !isInput || !edit.isSkip();
    }

    /** Returns how many features an edit gets. */
    int count() {
        return map == null ? units().length : map.edited().length;
    }

    private int[] units() {
        return isRegion
                ? IntStream.range(FIRST_UNIT, END_UNIT).toArray()
                : IntStream.range(0, MapByHand.WIDTH).toArray();
    }

    private int[] positions(int length) {
        return isRegion && length > 1
                ? IntStream.range(FIRST_POSITION, END_POSITION).toArray()
                : IntStream.range(0, length).toArray();
    }

    /** Returns the intervention at a site whose activation has positions, or has none. */
    Intervention intervention(String site, EditByHand edit, boolean hasPositions) {
        String units = FIRST_UNIT + ":" + END_UNIT;
        String positions = FIRST_POSITION + ":" + END_POSITION;
        String region = hasPositions ? "[" + positions + ", " + units + "]" : "[" + units + "]";
        Intervention made =
                Intervention.of(site + (isRegion ? region : ""), edit.edit().apply(count()));
        return map == null ? made : made.withFeaturizer(map.featurizer()).withFeatures(features());
    }

    private Features features() {
        boolean isNamed = Character.isLetter(map.features().charAt(0));
        return isNamed ? Features.named(map.features()) : Features.of(map.features());
    }

    /**
     * Edits rows of an activation by hand.
     *
     * @param edit the edit
     * @param rows the rows
     * @param base the activation, for each row and position its units; edited in place
     * @param source the source, or the block's input
     */
    void edit(EditByHand edit, int[] rows, double[][][] base, double[][]... source) {
        for (int row = 0; row < rows.length; row++) {
            int index = 0;
            for (int position : positions(base[rows[row]].length)) {
                double[] x = base[rows[row]][position];
                edit(edit, new Spot(row, index, 0, count()), x, source[rows[row]][position]);
                index += count();
            }
        }
    }

    private void edit(EditByHand edit, Spot first, double[] x, double... source) {
        double[] from = map == null ? source : map.there().apply(source);
        double[] features = map == null ? x : map.there().apply(x).clone();
        int[] edited = map == null ? units() : map.edited();
        for (int i = 0; i < edited.length; i++) {
            Spot spot = new Spot(first.row(), first.index() + i, i, edited.length);
            features[edited[i]] = edit.formula().of(features[edited[i]], from[edited[i]], spot);
        }
        double[] back = map == null ? features : map.back().apply(features, x);
        System.arraycopy(back, 0, x, 0, x.length);
    }

    /**
     * Returns the numbers of an array {@code [rows, units]} or {@code [rows, positions, units]}.
     */
    static double[][][] numbers(NDArray array) {
        long[] shape = array.getShape().getShape();
        int rows = Math.toIntExact(shape[0]);
        int width = Math.toIntExact(shape[shape.length - 1]);
        float[] flat = array.toFloatArray();
        double[][][] numbers = new double[rows][flat.length / rows / width][width];
        for (int i = 0; i < flat.length; i++) {
            int vector = i / width;
            int positions = numbers[0].length;
            numbers[vector / positions][vector % positions][i % width] = flat[i];
        }
        return numbers;
    }

    @Override
    public String toString() {
        return Stream.of(
                        isInput ? "input" : "output",
                        isRegion ? "region" : "",
                        map == null ? "" : map.toString())
                .filter(word -> !word.isEmpty())
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
    }
}
