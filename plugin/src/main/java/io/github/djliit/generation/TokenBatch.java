/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.network.SequenceLengths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The prompts of a batch and the tokens that came so far, laid out as a model takes them.
 *
 * <p>Padded on the left, all rows end at the same place; on the right, a row's new tokens follow
 * its prompt, or with a cache the padding. Not thread-safe.
 */
final class TokenBatch {

    private final LanguageModel model;
    private final Prompts prompts;
    private final long padToken;

    /** The new tokens, {@code [steps][rows]}. */
    private final List<long[]> generated = new ArrayList<>();

    TokenBatch(LanguageModel model, Prompts prompts, long padToken) {
        this.model = model;
        this.prompts = prompts;
        this.padToken = padToken;
    }

    Prompts prompts() {
        return prompts;
    }

    int rows() {
        return prompts.size();
    }

    /** Returns the number of the next pass. */
    int step() {
        return generated.size();
    }

    void append(long[] tokens) {
        generated.add(tokens);
    }

    /** Whether the next pass runs the new token alone. */
    boolean isAlone() {
        return step() > 0 && model.cache().isPresent();
    }

    /** Returns how many tokens of each row the next pass runs. */
    int width() {
        return isAlone() ? 1 : prompts.width() + step();
    }

    /** Returns what a model has to have room for, where it fails. */
    String extent() {
        LongSummaryStatistics ids =
                Stream.concat(IntStream.range(0, rows()).mapToObj(prompts::row), generated.stream())
                        .flatMapToLong(LongStream::of)
                        .summaryStatistics();
        return "the model fails where it should take ids from %d to %d, of type int64, at up to %d positions: "
                .formatted(ids.getMin(), ids.getMax(), prompts.width() + step());
    }

    SequenceLengths lengths() {
        int[] lengths = IntStream.range(0, rows()).map(prompts::length).toArray();
        return prompts.padding() == Padding.LEFT
                ? SequenceLengths.paddedLeft(prompts.width(), lengths)
                : SequenceLengths.paddedRight(prompts.width(), lengths);
    }

    /** Returns where the new token that a step runs is in a pass that runs the whole row. */
    int place(int row, int step) {
        boolean isLeft = prompts.padding() == Padding.LEFT;
        return (isLeft ? prompts.width() : prompts.length(row)) + step - 1;
    }

    /**
     * Returns what the next pass gave at the last token of each row.
     *
     * @param array {@code [batch, tokens, ...]}
     * @return {@code [batch, 1, ...]}
     */
    NDArray last(NDArray array) {
        int[] last = IntStream.range(0, rows()).map(this::last).toArray();
        if (Arrays.stream(last).allMatch(p -> p == last[0])) {
            return array.get(NDIndex.sliceAxis(1, last[0], last[0] + 1));
        }
        NDList rows = new NDList(last.length);
        for (int row = 0; row < last.length; row++) {
            rows.add(array.get(row + ":" + (row + 1) + ", " + last[row] + ":" + (last[row] + 1)));
        }
        return NDArrays.concat(rows, 0);
    }

    /** Returns the logits after the last token of each row, in float32. */
    List<float[]> lastLogits(NDArray logits) {
        float[] flat = last(logits).toType(DataType.FLOAT32, false).toFloatArray();
        int vocabulary = flat.length / rows();
        return IntStream.range(0, rows())
                .mapToObj(r -> Arrays.copyOfRange(flat, r * vocabulary, (r + 1) * vocabulary))
                .toList();
    }

    private int last(int row) {
        if (isAlone()) {
            return 0;
        }
        return step() > 0 ? place(row, step()) : prompts.start(row) + prompts.length(row) - 1;
    }

    /**
     * Returns the inputs of the next pass.
     *
     * @param manager their owner
     * @param past keys and values of the earlier tokens; not used by a model without a cache
     */
    NDList inputs(NDManager manager, NDList past) {
        NDList inputs = new NDList();
        for (ModelInput input : model.inputs()) {
            switch (input) {
                case IDS -> inputs.add(array(manager, width(), this::ids));
                case MASK -> inputs.add(array(manager, prompts.width() + step(), this::mask));
                case POSITIONS -> inputs.add(array(manager, width(), this::positions));
                case PAST -> inputs.addAll(past);
            }
        }
        return inputs;
    }

    /** Fills one row. */
    @FunctionalInterface
    private interface Filling {
        void fill(int row, long[] values);
    }

    private NDArray array(NDManager manager, int width, Filling filling) {
        long[] flat = new long[rows() * width];
        for (int row = 0; row < rows(); row++) {
            long[] values = new long[width];
            filling.fill(row, values);
            System.arraycopy(values, 0, flat, row * width, width);
        }
        return manager.create(flat, new Shape(rows(), width));
    }

    private void ids(int row, long[] values) {
        if (isAlone()) {
            values[0] = generated.get(step() - 1)[row];
            return;
        }
        Arrays.fill(values, padToken);
        System.arraycopy(prompts.row(row), 0, values, prompts.start(row), prompts.length(row));
        for (int step = 1; step <= step(); step++) {
            values[place(row, step)] = generated.get(step - 1)[row];
        }
    }

    private void mask(int row, long[] values) {
        int start = prompts.start(row);
        Arrays.fill(values, start, start + prompts.length(row), 1);
        int first = isAlone() ? prompts.width() : place(row, 1);
        Arrays.fill(values, first, first + step(), 1);
    }

    private void positions(int row, long[] values) {
        int length = prompts.length(row) + step();
        if (isAlone()) {
            values[0] = length - 1L;
            return;
        }
        for (int i = 0; i < length; i++) {
            values[prompts.start(row) + i] = i;
        }
    }
}
