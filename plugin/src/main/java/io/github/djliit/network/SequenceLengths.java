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
import java.util.Arrays;

/**
 * How long each row of a padded batch of sequences is.
 *
 * <p>With it, positions and the first axis of a region count within each row's own sequence,
 * wherever the padding is: {@code layers.3[-1]} is the last token of each row. It holds where an
 * activation has at least three axes and the second is as long as the padded batch.
 */
public final class SequenceLengths {

    private final int[] lengths;
    private final int padded;
    private final boolean isPaddedLeft;

    private SequenceLengths(int[] lengths, int padded, boolean isPaddedLeft) {
        this.lengths = lengths.clone();
        this.padded = padded;
        this.isPaddedLeft = isPaddedLeft;
    }

    /**
     * Describes a batch that is padded after the sequences.
     *
     * @param padded the length of the batch's sequence axis
     * @param lengths the length of each row's sequence, from 1 to {@code padded}
     * @return the lengths
     */
    public static SequenceLengths paddedRight(int padded, int... lengths) {
        return checked(new SequenceLengths(lengths, padded, false));
    }

    /**
     * Describes a batch that is padded before the sequences.
     *
     * @param padded the length of the batch's sequence axis
     * @param lengths the length of each row's sequence, from 1 to {@code padded}
     * @return the lengths
     */
    public static SequenceLengths paddedLeft(int padded, int... lengths) {
        return checked(new SequenceLengths(lengths, padded, true));
    }

    private static SequenceLengths checked(SequenceLengths lengths) {
        for (int length : lengths.lengths) {
            if (length < 1 || length > lengths.padded) {
                throw new IllegalArgumentException(
                        "The length of a sequence is from 1 to that of the padded batch, "
                                + lengths.padded
                                + ", found "
                                + Arrays.toString(lengths.lengths));
            }
        }
        return lengths;
    }

    int rows() {
        return lengths.length;
    }

    int length(int row) {
        return lengths[row];
    }

    /** Where a row's sequence begins on the padded axis. */
    int start(int row) {
        return isPaddedLeft ? padded - lengths[row] : 0;
    }

    /** Whether sequences of one length lie at the same place in both batches. */
    boolean isPaddedAs(SequenceLengths other) {
        return padded == other.padded && isPaddedLeft == other.isPaddedLeft;
    }

    /** Whether the second axis of an activation is the sequence. */
    boolean covers(Shape activation) {
        return activation.dimension() >= 3 && activation.get(1) == padded;
    }
}
