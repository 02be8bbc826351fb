/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.pvr;

import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Pointer-value retrieval: of four digits in a grid, the one at the top left says which of the
 * others is the answer, 0 to 3 the top right, 4 to 6 the bottom left, 7 to 9 the bottom right.
 *
 * <p>Variables TL, TR, BL, BR and O, all digits, and {@code drawing}, which nothing depends on: it
 * says how the digits are drawn. Drawings of training are not negative, those of tests are, so that
 * no test has an image, or a digit's image, of training. Stateless.
 */
public final class PointerModel {

    /** The answer. */
    public static final Variable<Integer> O = Variable.integer("O");

    /** The seed of how the digits of a grid are drawn. */
    public static final Variable<Long> DRAWING = Variable.of("drawing", Long.class);

    /** The causal model. */
    public static final CausalModel MODEL =
            CausalModel.builder("pvr")
                    .input(inputs())
                    .mechanism(O, digits(), PointerModel::answer)
                    .output(O)
                    .build();

    /** Which digits a grid has. */
    public enum Digits {
        /** Those that training has, each in its quadrant. */
        TRAINED,
        /** At three quadrants only those that training never has there; any pointer. */
        HELD_OUT
    }

    /** So that a drawing times the number of quadrants is a long: no two share a digit's seed. */
    private static final int UNUSED_BITS = 3;

    private PointerModel() {}

    /**
     * Makes a grid.
     *
     * @param drawing the seed of how its digits are drawn
     * @param digits the digits at TL, TR, BL and BR
     * @return the inputs of the causal model
     * @throws IllegalArgumentException if these are not four digits
     */
    public static Setting grid(long drawing, int... digits) {
        if (digits.length != 4 || Arrays.stream(digits).anyMatch(d -> d < 0 || d > 9)) {
            throw new IllegalArgumentException(
                    "A grid has four digits, each 0 to 9, found " + Arrays.toString(digits));
        }
        Setting grid = Setting.empty().with(DRAWING, drawing);
        int next = 0;
        for (Quadrant quadrant : Quadrant.values()) {
            grid = grid.with(quadrant.digit(), digits[next++]);
        }
        return grid;
    }

    /**
     * Draws grids, each digit by itself.
     *
     * @param digits which digits they have
     * @param test whether they are drawn as those of tests are
     * @param count how many
     * @param seed the seed; one seed gives one list, of which a shorter one is the beginning
     * @return the inputs of the causal model
     */
    public static List<Setting> grids(Digits digits, boolean test, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Setting> grids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long positive = random.nextLong() >>> UNUSED_BITS;
            grids.add(grid(test ? ~positive : positive, draw(digits, random)));
        }
        return grids;
    }

    private static int[] draw(Digits digits, RandomGenerator random) {
        return Arrays.stream(Quadrant.values())
                .map(quadrant -> allowed(quadrant, digits))
                .mapToInt(allowed -> allowed.get(random.nextInt(allowed.size())))
                .toArray();
    }

    private static List<Integer> allowed(Quadrant quadrant, Digits digits) {
        boolean heldOut = digits == Digits.HELD_OUT && !quadrant.heldOut().isEmpty();
        return heldOut ? quadrant.heldOut() : quadrant.trained();
    }

    private static int answer(Setting given) {
        return given.get(Quadrant.pointedAtBy(given.get(Quadrant.TL.digit())).digit());
    }

    private static List<Variable<Integer>> digits() {
        return Arrays.stream(Quadrant.values()).map(Quadrant::digit).toList();
    }

    private static Variable<?>[] inputs() {
        List<Variable<?>> inputs = new ArrayList<>(digits());
        inputs.add(DRAWING);
        return inputs.toArray(Variable<?>[]::new);
    }
}
