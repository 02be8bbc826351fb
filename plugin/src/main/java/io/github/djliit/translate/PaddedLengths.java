/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.network.SequenceLengths;
import java.util.Arrays;
import java.util.List;

/** How long the sequences of a padded batch are, for each run of each row. */
final class PaddedLengths {

    private final int input;
    private final int padded;
    private final int[] lengths;
    private final boolean isLeft;

    private PaddedLengths(int input, int padded, int[] lengths, boolean isLeft) {
        this.input = input;
        this.padded = padded;
        this.lengths = lengths;
        this.isLeft = isLeft;
    }

    /**
     * Finds the lengths, or returns null where no run is padded.
     *
     * @param runs the runs
     * @param batched their arrays as a batch, in the same order
     * @param isLeft whether padding is before the sequence
     */
    static PaddedLengths find(List<PreparedRun> runs, NDList batched, boolean isLeft) {
        PaddedLengths found = null;
        for (int input = 0; input < runs.get(0).arrays().size(); input++) {
            PaddedLengths next = find(runs, input, batched.get(input).getShape(), isLeft);
            if (found != null && next != null && !Arrays.equals(found.lengths, next.lengths)) {
                throw new IllegalArgumentException(
                        "Input arrays %s and %s of the network are sequences of different lengths, %s and %s: positions could be those of either. Pad one of them in the translator"
                                .formatted(
                                        found.input,
                                        input,
                                        Arrays.toString(found.lengths),
                                        Arrays.toString(next.lengths)));
            }
            found = found == null ? next : found;
        }
        return found;
    }

    private static PaddedLengths find(
            List<PreparedRun> runs, int input, Shape batched, boolean isLeft) {
        if (batched.dimension() < 2) {
            return null;
        }
        int padded = Math.toIntExact(batched.get(1));
        int[] lengths = new int[runs.size()];
        for (int run = 0; run < lengths.length; run++) {
            Shape own = runs.get(run).arrays().get(input).getShape();
            if (own.dimension() != batched.dimension() - 1) {
                return null;
            }
            lengths[run] = Math.toIntExact(own.get(0));
        }
        boolean isPadded = Arrays.stream(lengths).anyMatch(length -> length < padded);
        return isPadded ? new PaddedLengths(input, padded, lengths, isLeft) : null;
    }

    /** Returns the lengths of the runs of one part of the batch. */
    SequenceLengths ofRuns(int from, int to) {
        int[] some = Arrays.copyOfRange(lengths, from, to);
        return isLeft
                ? SequenceLengths.paddedLeft(padded, some)
                : SequenceLengths.paddedRight(padded, some);
    }

    /**
     * Cuts an array of one run to its own length.
     *
     * @param array an array without batch axis
     * @param run the run
     * @param axes how many axes the array must have at least to be taken for a sequence, if its
     *     first is as long as the padded batch
     * @return the part, or the array itself where it is no padded sequence
     */
    NDArray cut(NDArray array, int run, int axes) {
        Shape shape = array.getShape();
        if (shape.dimension() < axes || shape.get(0) != padded || lengths[run] == padded) {
            return array;
        }
        int start = isLeft ? padded - lengths[run] : 0;
        NDArray own = array.get(NDIndex.sliceAxis(0, start, start + lengths[run]));
        own.setName(array.getName());
        return own;
    }
}
