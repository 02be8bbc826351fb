/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.pvr;

import io.github.djliit.causal.Variable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A place in a grid of two by two digits, with the digits that training never has there.
 *
 * <p>Which digits are held out is that of Zhang et al., "Pointer Value Retrieval" (2021), and of
 * Geiger et al. (ICML 2022), section 5.
 */
public enum Quadrant {
    /** Top left, the pointer; has every digit. */
    TL(0, 0, ""),
    /** Top right, without 1, 2 and 3. */
    TR(0, 1, "123"),
    /** Bottom left, without 4, 5 and 6. */
    BL(1, 0, "456"),
    /** Bottom right, without 7, 8, 9 and 0. */
    BR(1, 1, "7890");

    private final int row;
    private final int column;
    private final String heldOut;

    Quadrant(int row, int column, String heldOut) {
        this.row = row;
        this.column = column;
        this.heldOut = heldOut;
    }

    /**
     * Returns where a digit points.
     *
     * @param pointer the digit at the top left, 0 to 9
     * @return the quadrant whose digit is the answer
     * @throws IllegalArgumentException if it is no digit
     */
    public static Quadrant pointedAtBy(int pointer) {
        if (pointer < 0 || pointer > 9) {
            throw new IllegalArgumentException("A digit is 0 to 9, found " + pointer);
        }
        return pointer <= 3 ? TR : pointer <= 6 ? BL : BR;
    }

    /**
     * Returns the variable of the digit that is there.
     *
     * @return a variable of the quadrant's name
     */
    public Variable<Integer> digit() {
        return Variable.integer(name());
    }

    /**
     * Returns the digits that training never has there.
     *
     * @return the digits, none for the pointer
     */
    public List<Integer> heldOut() {
        return digits(true);
    }

    /**
     * Returns the digits that training has there.
     *
     * @return the digits in their order
     */
    public List<Integer> trained() {
        return digits(false);
    }

    /**
     * Returns the quadrant of an array of images or features as text of a site's region.
     *
     * @param side how high and wide the array is, an even number
     * @return for TR of 32: {@code [:, 0:16, 16:32]}, all channels of its rows and columns
     */
    public String region(int side) {
        int half = side / 2;
        return "[:, %s:%s, %s:%s]"
                .formatted(row * half, (row + 1) * half, column * half, (column + 1) * half);
    }

    private List<Integer> digits(boolean held) {
        return IntStream.rangeClosed(0, 9)
                .filter(digit -> heldOut.contains(Integer.toString(digit)) == held)
                .boxed()
                .toList();
    }

    /** Returns the seed of how the digit is drawn; no two of a grid, or of two grids, are alike. */
    long seed(long drawing) {
        return 4 * drawing + 2L * row + column;
    }

    /** Returns where the quadrant begins in an image, as an index of its pixels. */
    int offset(int side) {
        int half = side / 2;
        return row * half * side + column * half;
    }
}
