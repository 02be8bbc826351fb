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
import ai.djl.ndarray.NDManager;
import ai.djl.translate.Batchifier;
import ai.djl.translate.StackBatchifier;
import io.github.djliit.network.InterventionCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Rows that run together.
 *
 * @param <I> the input type of the wrapped translator
 * @param rows the rows
 * @param batchifier the wrapped translator's; empty where its arrays have a batch axis already, so
 *     that there is one row, the whole batch
 * @param base the inputs of the base run
 * @param sources the inputs of the source runs
 * @param lengths the lengths of padded sequences, the bases first, then each source; empty for none
 */
record Batch<I>(
        List<Row<I>> rows,
        Optional<Batchifier> batchifier,
        NDList base,
        List<NDList> sources,
        Optional<PaddedLengths> lengths) {

    /** Makes a batch of what a translator without a batchifier gave. */
    static <I> Batch<I> whole(Row<I> row) {
        List<NDList> sources = row.sources().stream().map(PreparedRun::arrays).toList();
        return new Batch<>(
                List.of(row), Optional.empty(), row.base().arrays(), sources, Optional.empty());
    }

    /**
     * Stacks rows, padded where their lengths differ.
     *
     * @throws IllegalArgumentException if their arrays do not fit together
     */
    static <I> Batch<I> of(List<Row<I>> rows, Batchifier batchifier, SequencePadding padding) {
        List<PreparedRun> runs = runs(rows);
        SequencePadding.checkArrays(runs);
        // A batchifier that pads by itself knows better how.
        boolean isOurs = batchifier instanceof StackBatchifier;
        NDList batched = batchifier.batchify(isOurs ? padding.pad(runs) : copies(runs));
        checkRows(batched, runs.size());
        PaddedLengths lengths = PaddedLengths.find(runs, batched, isOurs && padding.isLeft());
        List<NDList> parts =
                split(batched, runs.size() / rows.size(), runs.get(0).context().getNDManager());
        return new Batch<>(
                rows,
                Optional.of(batchifier),
                parts.get(0),
                parts.subList(1, parts.size()),
                Optional.ofNullable(lengths));
    }

    /** Stacks the base of a row and each of its sources by themselves, whatever their lengths. */
    static <I> Batch<I> apart(Row<I> row, Batchifier batchifier) {
        NDList base = batchifier.batchify(new NDList[] {new NDList(row.base().arrays())});
        List<NDList> sources =
                row.sources().stream()
                        .map(s -> batchifier.batchify(new NDList[] {new NDList(s.arrays())}))
                        .toList();
        return new Batch<>(List.of(row), Optional.of(batchifier), base, sources, Optional.empty());
    }

    /** Whether sequences are of different lengths, and padding them is left to this. */
    static <I> boolean needsPadding(List<Row<I>> rows, Batchifier batchifier) {
        if (!(batchifier instanceof StackBatchifier)) {
            return false;
        }
        List<PreparedRun> runs = runs(rows);
        SequencePadding.checkArrays(runs);
        return IntStream.range(0, runs.get(0).arrays().size())
                .anyMatch(input -> SequencePadding.differs(runs, input));
    }

    /** Returns the bases of all rows, then the first sources, and so on. */
    static <I> List<PreparedRun> runs(List<Row<I>> rows) {
        int sources = rows.stream().mapToInt(row -> row.sources().size()).max().orElse(0);
        List<PreparedRun> runs = new ArrayList<>();
        rows.forEach(row -> runs.add(row.base()));
        for (int s = 0; s < sources; s++) {
            int source = s;
            rows.forEach(row -> runs.add(row.sourceOrBase(source)));
        }
        return runs;
    }

    private static NDList[] copies(List<PreparedRun> runs) {
        return runs.stream().map(run -> new NDList(run.arrays())).toArray(NDList[]::new);
    }

    private static void checkRows(NDList batched, int expected) {
        for (NDArray array : batched) {
            if (array.getShape().dimension() == 0 || array.getShape().get(0) != expected) {
                throw new IllegalArgumentException(
                        "The translator's batchifier made an array of shape "
                                + array.getShape()
                                + " of "
                                + expected
                                + " inputs: expected the batch on the first axis, as"
                                + " Batchifier.STACK makes it");
            }
        }
    }

    private static List<NDList> split(NDList batched, int parts, NDManager scope) {
        List<NDList> split = new ArrayList<>();
        IntStream.range(0, parts).forEach(part -> split.add(new NDList()));
        for (NDArray array : batched) {
            NDList pieces = parts == 1 ? new NDList(array) : array.split(parts);
            for (int part = 0; part < parts; part++) {
                pieces.get(part).setName(array.getName());
                pieces.get(part).attach(scope);
                split.get(part).add(pieces.get(part));
            }
        }
        return split;
    }

    boolean isPlain() {
        return rows.stream().allMatch(row -> row.input().isPlain());
    }

    /** Returns the one call of all rows. */
    InterventionCall call() {
        List<InterventionInput<I>> inputs = rows.stream().map(Row::input).toList();
        InterventionCall.Builder call =
                InterventionCall.builder(
                                BatchPlan.of(
                                        inputs.stream().map(InterventionInput::plan).toList(),
                                        lengths.isPresent()),
                                base)
                        .addSources(sources);
        lengths.ifPresent(
                found ->
                        call.optLengths(
                                found.ofRuns(0, rows.size()),
                                IntStream.rangeClosed(1, sources.size())
                                        .map(part -> part * rows.size())
                                        .mapToObj(from -> found.ofRuns(from, from + rows.size()))
                                        .toList()));
        return call.build();
    }

    /** Cuts a padded sequence of a row to the length it has in a part: 0 the base, 1 source 0. */
    NDArray cut(NDArray array, int part, int row, int axes) {
        return lengths.map(found -> found.cut(array, part * rows.size() + row, axes)).orElse(array);
    }
}
