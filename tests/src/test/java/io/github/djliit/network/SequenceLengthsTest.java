/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static io.github.djliit.network.TestBlocks.initialized;
import static io.github.djliit.support.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Positions;
import io.github.djliit.intervention.Rows;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Padded sequences of numbers, one unit wide. Base: 0 1 2 3 and 4 5 6 7; source: 10 to 17, or 10 to
 * 19 in rows of five.
 */
class SequenceLengthsTest {

    private final NDManager manager = NDManager.newBaseManager();
    private final NDList base = counting(0, 2, 4, 1);
    private final NDList source = counting(10, 2, 4, 1);
    private final InterventionBlock identity =
            new InterventionBlock(initialized(manager, new HookPoint(), 2, 4, 1));

    @AfterEach
    void close() {
        manager.close();
    }

    private NDList counting(float from, long... shape) {
        Shape s = new Shape(shape);
        return new NDList(manager.arange(from, from + s.size(), 1f).reshape(s));
    }

    private static SequenceLengths right(int... lengths) {
        return SequenceLengths.paddedRight(4, lengths);
    }

    private static SequenceLengths left(int... lengths) {
        return SequenceLengths.paddedLeft(4, lengths);
    }

    private NDArray run(
            NDList from, SequenceLengths of, SequenceLengths other, Intervention... plan) {
        InterventionCall call =
                InterventionCall.builder(InterventionPlan.of(plan), base)
                        .addSource(from)
                        .optLengths(of, other == null ? List.of() : List.of(other))
                        .build();
        return identity.intervene(new ParameterStore(manager, false), call)
                .counterfactual()
                .singletonOrThrow();
    }

    private static Intervention interchange(String region) {
        return Intervention.of(region, Edit.interchange());
    }

    static Stream<Arguments> regions() {
        return Stream.of(
                arguments("[-1]", right(2, 3), null, new float[] {0, 11, 2, 3, 4, 5, 16, 7}),
                arguments("[-1]", left(2, 3), null, new float[] {0, 1, 2, 13, 4, 5, 6, 17}),
                arguments("[0]", left(2, 3), null, new float[] {0, 1, 12, 3, 4, 15, 6, 7}),
                arguments("[1:3]", right(3, 4), null, new float[] {0, 11, 12, 3, 4, 15, 16, 7}),
                arguments("[1:3]", left(3, 4), null, new float[] {0, 1, 12, 13, 4, 15, 16, 7}),
                arguments("[1:]", right(2, 3), null, new float[] {0, 11, 2, 3, 4, 15, 16, 7}),
                arguments("[:-1]", left(2, 3), null, new float[] {0, 1, 12, 3, 4, 15, 16, 7}),
                arguments("[-1]", right(2, 3), left(1, 4), new float[] {0, 13, 2, 3, 4, 5, 17, 7}),
                arguments("[-1]", left(2, 3), right(1, 2), new float[] {0, 1, 2, 10, 4, 5, 6, 15}));
    }

    @ParameterizedTest
    @MethodSource("regions")
    void aRegionCountsInEachRowsSequence(
            String region, SequenceLengths of, SequenceLengths other, float[] expected) {
        assertClose(run(source, of, other, interchange(region)).toFloatArray(), expected);
    }

    @ParameterizedTest
    @MethodSource("regions")
    void aRegionCountsInEachRowsSequenceAlsoInRowsDoneTogether(
            String region, SequenceLengths of, SequenceLengths other, float[] expected) {
        Intervention swap = interchange(region);
        NDArray found =
                run(source, of, other, swap.withRows(Rows.at(0)), swap.withRows(Rows.at(1)));
        assertClose(found.toFloatArray(), expected);
    }

    @Test
    void positionsCountInEachRowsSequence() {
        Intervention swap =
                interchange(":output")
                        .withPositions(
                                Positions.of(new int[][] {{0}, {-1}}, new int[][] {{-1}, {0}}));
        assertClose(
                run(source, left(2, 3), right(3, 4), swap).toFloatArray(),
                0,
                1,
                12,
                3,
                4,
                5,
                6,
                14);
    }

    static Stream<Arguments> sides() {
        return Stream.of(
                arguments(right(2, 3), right(2, 3), new float[] {10, 11, 14, 15, 16}),
                arguments(left(2, 3), left(2, 3), new float[] {12, 13, 15, 16, 17}),
                arguments(left(2, 3), right(2, 3), new float[] {10, 11, 14, 15, 16}),
                arguments(right(2, 3), left(2, 3), new float[] {12, 13, 15, 16, 17}));
    }

    /** What is in the padding does not matter. */
    @ParameterizedTest
    @MethodSource("sides")
    void aWholeSequenceGoesToASequenceWhereverThePaddingIs(
            SequenceLengths of, SequenceLengths other, float[] expected) {
        NDArray found = run(source, of, other, interchange(":output"));
        assertClose(own(found, of), expected);
    }

    @ParameterizedTest
    @MethodSource("sides")
    void aWholeSequenceGoesToASequenceInRowsDoneTogether(
            SequenceLengths of, SequenceLengths other, float[] expected) {
        Intervention swap = interchange(":output");
        NDArray found =
                run(source, of, other, swap.withRows(Rows.at(0)), swap.withRows(Rows.at(1)));
        assertClose(own(found, of), expected);
    }

    /** The numbers of both rows without padding. */
    private static float[] own(NDArray array, SequenceLengths lengths) {
        float[] all = array.toFloatArray();
        float[] own = new float[lengths.length(0) + lengths.length(1)];
        System.arraycopy(all, lengths.start(0), own, 0, lengths.length(0));
        System.arraycopy(all, 4 + lengths.start(1), own, lengths.length(0), lengths.length(1));
        return own;
    }

    @Test
    void aWholeSequenceComesFromABatchThatIsPaddedMore() {
        SequenceLengths five = SequenceLengths.paddedRight(5, 2, 3);
        NDArray found = run(counting(10, 2, 5, 1), right(2, 3), five, interchange(":output"));
        assertClose(own(found, right(2, 3)), 10, 11, 15, 16, 17);
    }

    @Test
    void wholeSequencesOfOtherLengthsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(source, right(2, 3), right(2, 4), interchange(":output")))
                .withMessageContainingAll(
                        "At site :output", "row 1 has 3 positions in the base and 4", "as many");
    }

    @Test
    void rangesThatGiveOtherCountsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(source, right(2, 3), right(3, 3), interchange("[1:]")))
                .withMessageContainingAll("row 0 has 1 positions in the base and 2", "as many");
    }

    /** The masks of rows that are done together must not be those of an earlier call. */
    @Test
    void aCallWithoutLengthsDoesNotGetThePositionsOfOneBefore() {
        Intervention swap = interchange("[-1]");
        Intervention[] plan = {swap.withRows(Rows.at(0)), swap.withRows(Rows.at(1))};
        run(source, right(2, 3), null, plan);
        NDArray found =
                identity.intervene(InterventionPlan.of(plan), base, source)
                        .counterfactual()
                        .singletonOrThrow();
        assertClose(found.toFloatArray(), 0, 1, 2, 13, 4, 5, 6, 17);
    }

    @Test
    void aCallWithOtherLengthsDoesNotGetThePositionsOfOneBefore() {
        Intervention swap = interchange("[-1]");
        Intervention[] plan = {swap.withRows(Rows.at(0)), swap.withRows(Rows.at(1))};
        run(source, right(2, 3), null, plan);
        assertClose(run(source, right(4, 1), null, plan).toFloatArray(), 0, 1, 2, 13, 14, 5, 6, 7);
    }

    @Test
    void lengthsForOtherRowsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(source, right(2, 3, 4), null, interchange("[-1]")))
                .withMessageContaining("Lengths are given for each row of the base, 2");
    }
}
