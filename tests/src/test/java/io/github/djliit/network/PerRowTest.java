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
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
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

/** Rows with positions and features of their own, on an identity network of counting numbers. */
class PerRowTest {

    private static final String SITE = "01HookPoint";

    private final NDManager manager = NDManager.newBaseManager();

    /** The numbers 0 to 35. */
    private final NDList base = counting(0, 2, 3, 6);

    /** The numbers 36 to 71. */
    private final NDList source = counting(36, 2, 3, 6);

    @AfterEach
    void close() {
        manager.close();
    }

    private NDList counting(float from, long... shape) {
        Shape s = new Shape(shape);
        return new NDList(manager.arange(from, from + s.size(), 1f).reshape(s));
    }

    private NDArray run(NDList of, NDList from, Intervention... interventions) {
        InterventionBlock identity =
                new InterventionBlock(
                        initialized(
                                manager,
                                new SequentialBlock().add(new HookPoint()).add(new HookPoint()),
                                2,
                                3,
                                6));
        return identity.intervene(InterventionPlan.of(interventions), of, from)
                .counterfactual()
                .singletonOrThrow();
    }

    private static Intervention interchange(String region) {
        return Intervention.of(SITE + region, Edit.interchange());
    }

    private static void assertRow(NDArray array, String row, float... expected) {
        assertClose(array.get(row).toFloatArray(), expected);
    }

    @Test
    void unitsOfEachRowStayWithTheRow() {
        Intervention units = interchange("").withFeatures(Features.rows("0:2", "{1,5}"));
        NDArray found = run(base, source, units);
        assertRow(found, "0, 0", 36, 37, 2, 3, 4, 5);
        assertRow(found, "0, 2", 48, 49, 14, 15, 16, 17);
        assertRow(found, "1, 0", 18, 55, 20, 21, 22, 59);
        assertRow(found, "1, 2", 30, 67, 32, 33, 34, 71);
    }

    @Test
    void rowsMayHaveOtherNumbersOfUnits() {
        Intervention units = interchange("").withFeatures(Features.rows("0:4", "3"));
        NDArray found = run(base, source, units);
        assertRow(found, "0, 1", 42, 43, 44, 45, 10, 11);
        assertRow(found, "1, 1", 24, 25, 26, 63, 28, 29);
    }

    @Test
    void unitsOfARegionCountWithinTheRegion() {
        Intervention units = interchange("[1, 2:5]").withFeatures(Features.rows("0", "-1"));
        NDArray found = run(base, source, units);
        assertRow(found, "0, 1", 6, 7, 44, 9, 10, 11);
        assertRow(found, "1, 1", 24, 25, 26, 27, 64, 29);
        assertRow(found, "1, 0", 18, 19, 20, 21, 22, 23);
    }

    static Stream<Arguments> positions() {
        int[][] ofBase = {{0}, {2}};
        int[][] ofSource = {{1}, {0}};
        float[] first = {42, 43, 44, 45, 46, 47};
        float[] second = {54, 55, 56, 57, 58, 59};
        return Stream.of(
                arguments("apart", Positions.of(ofBase, ofSource), first, second),
                arguments(
                        "from the end",
                        Positions.of(new int[][] {{-3}, {-1}}, new int[][] {{-2}, {-3}}),
                        first,
                        second),
                arguments(
                        "one source for all",
                        Positions.of(ofBase, new int[][] {{0}}),
                        new float[] {36, 37, 38, 39, 40, 41},
                        second),
                arguments(
                        "the same in both",
                        Positions.of(ofBase),
                        new float[] {36, 37, 38, 39, 40, 41},
                        new float[] {66, 67, 68, 69, 70, 71}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("positions")
    void aPositionOfTheSourceGoesToOneOfTheBase(
            String name, Positions positions, float[] first, float[] second) {
        NDArray found = run(base, source, interchange("").withPositions(positions));
        assertRow(found, "0, 0", first);
        assertRow(found, "1, 2", second);
        assertRow(found, "0, 1", 6, 7, 8, 9, 10, 11);
        assertRow(found, "1, 0", 18, 19, 20, 21, 22, 23);
    }

    @Test
    void positionsKeepTheirOrder() {
        Positions turned = Positions.of(new int[][] {{0, 2}}, new int[][] {{2, 0}});
        NDArray found = run(base, source, interchange("[:, 0]").withPositions(turned));
        assertRow(found, "0, :, 0", 48, 6, 36);
        assertRow(found, "1, :, 0", 66, 24, 54);
    }

    @Test
    void rowsMayHaveOtherNumbersOfPositions() {
        Positions ragged = Positions.of(new int[][] {{0}, {0, 1, 2}}, new int[][] {{2}, {2, 1, 0}});
        NDArray found = run(base, source, interchange("[:, 0]").withPositions(ragged));
        assertRow(found, "0, :, 0", 48, 6, 12);
        assertRow(found, "1, :, 0", 66, 60, 54);
    }

    @Test
    void positionsAndUnitsOfEachRowGoTogether() {
        Intervention both =
                interchange("")
                        .withPositions(Positions.of(new int[][] {{0}, {1}}, new int[][] {{2}, {0}}))
                        .withFeatures(Features.rows("0", "4:6"));
        NDArray found = run(base, source, both);
        assertRow(found, "0, 0", 48, 1, 2, 3, 4, 5);
        assertRow(found, "1, 1", 24, 25, 26, 27, 58, 59);
        assertRow(found, "1, 0", 18, 19, 20, 21, 22, 23);
    }

    @Test
    void aSourceOfAnotherLengthGivesItsPositions() {
        NDList longer = counting(100, 2, 5, 6);
        Positions last = Positions.of(new int[][] {{0}}, new int[][] {{-1}});
        NDArray found = run(base, longer, interchange("").withPositions(last));
        assertRow(found, "0, 0", 124, 125, 126, 127, 128, 129);
        assertRow(found, "1, 0", 154, 155, 156, 157, 158, 159);
    }

    @Test
    void aRegionFromTheEndIsThatOfEachLength() {
        NDArray found = run(base, counting(100, 2, 5, 6), interchange("[-1]"));
        assertRow(found, "0, 2", 124, 125, 126, 127, 128, 129);
        assertRow(found, "1, 1", 24, 25, 26, 27, 28, 29);
    }

    @Test
    void rowsOfFourAxesSwapARectangle() {
        NDList four = counting(0, 2, 3, 4, 2);
        NDArray found = run(four, counting(1000, 2, 3, 4, 2), interchange("[{0,2}, 1:3, :]"));
        assertRow(found, "0, 0", 0, 1, 1002, 1003, 1004, 1005, 6, 7);
        assertRow(found, "0, 1", 8, 9, 10, 11, 12, 13, 14, 15);
        assertRow(found, "1, 2", 40, 41, 1042, 1043, 1044, 1045, 46, 47);
    }

    @Test
    void positionsOfFourAxesAreOnTheSecond() {
        NDList four = counting(0, 2, 3, 2, 2);
        Positions channels = Positions.of(new int[][] {{0}, {2}}, new int[][] {{2}, {0}});
        Intervention swap = interchange("[:, 1]").withPositions(channels);
        NDArray found = run(four, counting(100, 2, 3, 2, 2), swap);
        assertRow(found, "0, 0", 0, 1, 110, 111);
        assertRow(found, "1, 2", 20, 21, 114, 115);
        assertRow(found, "1, 1", 16, 17, 18, 19);
    }

    @Test
    void anotherRegionIsReadAtAnotherSite() {
        Intervention moved = interchange("[0, 0:2]").withFrom("02HookPoint[2, 4:6]");
        NDArray found = run(base, source, moved);
        assertRow(found, "0, 0", 52, 53, 2, 3, 4, 5);
        assertRow(found, "1, 0", 70, 71, 20, 21, 22, 23);
    }

    @Test
    void headsMoveToOtherHeads() {
        Intervention moved = interchange("[:, h{0,2}/3]").withFrom(SITE + "[:, h{2,1}/3]");
        NDArray found = run(base, source, moved);
        assertRow(found, "0, 0", 40, 41, 2, 3, 38, 39);
        assertRow(found, "1, 2", 70, 71, 32, 33, 68, 69);
    }

    @Test
    void onlySelectedRowsAreTouched() {
        Intervention second =
                interchange("")
                        .withRows(Rows.at(1))
                        .withPositions(Positions.of(new int[][] {{0}}, new int[][] {{1}}));
        NDArray found = run(base, source, second);
        assertRow(found, "0, 0", 0, 1, 2, 3, 4, 5);
        assertRow(found, "1, 0", 60, 61, 62, 63, 64, 65);
    }

    @Test
    void rowsOfTwoAxesTakePositionsAsUnits() {
        NDList two = counting(0, 2, 4);
        Positions units = Positions.of(new int[][] {{0, 1}, {3}}, new int[][] {{2, 3}, {0}});
        NDArray found = run(two, counting(100, 2, 4), interchange("").withPositions(units));
        assertRow(found, "0", 102, 103, 2, 3);
        assertRow(found, "1", 4, 5, 6, 104);
    }

    static Stream<Arguments> orders() {
        Intervention add = Intervention.of(SITE, Edit.add(1));
        Intervention scale = Intervention.of(SITE, Edit.scale(10));
        return Stream.of(
                arguments(List.of(add, scale), 60f),
                arguments(List.of(scale, add), 51f),
                arguments(List.of(add.withRows(Rows.at(0)), scale.withRows(Rows.at(0))), 60f),
                arguments(List.of(scale.withRows(Rows.at(0)), add.withRows(Rows.at(0))), 51f));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void twoAtOneSiteApplyInListOrder(List<Intervention> plan, float expected) {
        NDArray found = run(base, source, plan.toArray(Intervention[]::new));
        assertThat(found.getFloat(0, 0, 5)).isEqualTo(expected);
    }

    /** Of the second row the scale comes first, of the first the addition. */
    @Test
    void eachRowOfAMergedBatchHasItsOwnOrder() {
        InterventionPlan add = InterventionPlan.of(Intervention.of(SITE, Edit.add(1)));
        InterventionPlan scale = InterventionPlan.of(Intervention.of(SITE, Edit.scale(10)));
        InterventionPlan plan =
                InterventionPlan.ofRows(
                        List.of(
                                InterventionPlan.of(
                                        add.interventions().get(0), scale.interventions().get(0)),
                                InterventionPlan.of(
                                        scale.interventions().get(0), add.interventions().get(0))));
        NDArray found = run(base, source, plan.interventions().toArray(Intervention[]::new));
        assertRow(found, "0, 0", 10, 20, 30, 40, 50, 60);
        assertRow(found, "1, 0", 181, 191, 201, 211, 221, 231);
    }

    @Test
    void rowsThatSkipOrAddAreDoneTogether() {
        InterventionPlan skip = InterventionPlan.of(Intervention.of("02HookPoint", Edit.skip()));
        InterventionPlan plan = InterventionPlan.ofRows(List.of(skip, skip));
        NDArray found = run(base, source, plan.interventions().toArray(Intervention[]::new));
        assertClose(found, base.head());
    }

    /** With fewer units than there are numbers, a row gets the first. */
    @Test
    void numbersForRowsOfOtherUnitsAreTheSameWhereRowsAreDoneTogether() {
        Intervention set = Intervention.of(SITE, Edit.set(7, 8, 9));
        Intervention both =
                set.withRows(Rows.at(0, 1)).withFeatures(Features.rows("0:2", "{1,3,5}"));
        Intervention more = set.withRows(Rows.at(2)).withFeatures(Features.of("3:"));
        NDArray found = run(counting(0, 3, 3, 6), counting(0, 3, 3, 6), both, more);
        assertRow(found, "0, 0", 7, 8, 2, 3, 4, 5);
        assertRow(found, "1, 0", 18, 7, 20, 8, 22, 9);
        assertRow(found, "2, 0", 36, 37, 38, 7, 8, 9);
    }
}
