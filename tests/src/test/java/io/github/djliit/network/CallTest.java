/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static io.github.djliit.network.Near.assertEqual;
import static io.github.djliit.network.Near.assertNear;
import static io.github.djliit.network.TestBlocks.chain;
import static io.github.djliit.network.TestBlocks.column;
import static io.github.djliit.network.TestBlocks.initialized;
import static io.github.djliit.network.TestBlocks.lambda;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.basicmodelzoo.basic.Mlp;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Edits;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Rows;
import io.github.djliit.intervention.Value;
import io.github.djliit.network.TestBlocks.Scale;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CallTest {

    private static final Shape GOLDEN = new Shape(2, 3, 6);

    private final NDManager manager = NDManager.newBaseManager();

    /** The numbers 0 to 35. */
    private final NDList base = new NDList(manager.arange(36f).reshape(GOLDEN));

    /** The numbers 36 to 71. */
    private final NDList source = new NDList(manager.arange(36f, 72f, 1f).reshape(GOLDEN));

    @AfterEach
    void close() {
        manager.close();
    }

    /** Which positions and units a region holds. */
    @FunctionalInterface
    private interface Inside {
        boolean test(int position, int unit);
    }

    private InterventionBlock identity() {
        return new InterventionBlock(initialized(manager, new HookPoint(), 2, 3, 6));
    }

    private InterventionBlock network() {
        manager.getEngine().setRandomSeed(3);
        return new InterventionBlock(
                initialized(manager, new Mlp(4, 3, new int[] {5, 5}, a -> a), 2, 4));
    }

    private NDList random(int rows) {
        return new NDList(manager.randomNormal(new Shape(rows, 4)));
    }

    private static InterventionPlan plan(String site, Edit edit) {
        return InterventionPlan.builder().add(site, edit).build();
    }

    private static InterventionPlan interchange(String... sites) {
        InterventionPlan.Builder plan = InterventionPlan.builder();
        Arrays.stream(sites).forEach(plan::interchange);
        return plan.build();
    }

    static Stream<Arguments> regions() {
        return Stream.of(
                region(":output", (p, u) -> true),
                region("[:, :]", (p, u) -> true),
                region("[0:3, 0:6]", (p, u) -> true),
                region("[:, 0:2]", (p, u) -> u < 2),
                region("[:, :2]", (p, u) -> u < 2),
                region("[:, -2:]", (p, u) -> u >= 4),
                region("[:, 1:-1]", (p, u) -> u >= 1 && u < 5),
                region("[:, 3]", (p, u) -> u == 3),
                region("[:, -1]", (p, u) -> u == 5),
                region("[0]", (p, u) -> p == 0),
                region("[-1]", (p, u) -> p == 2),
                region("[1:3]", (p, u) -> p >= 1),
                region("[{0,2}]", (p, u) -> p != 1),
                region("[{2,0}]", (p, u) -> p != 1),
                region("[{2,1,0}]", (p, u) -> true),
                region("[:, {4,1}]", (p, u) -> u == 4 || u == 1),
                region("[:, {-1,0}]", (p, u) -> u == 5 || u == 0),
                region("[:, h{1}/3]", (p, u) -> u / 2 == 1),
                region("[:, h{2,0}/3]", (p, u) -> u / 2 != 1),
                region("[0:2, {1,4}]", (p, u) -> p < 2 && u % 3 == 1),
                region("[{0,2}, {5,0,3}]", (p, u) -> p != 1 && (u == 5 || u % 3 == 0)),
                region("[1, 2:5]", (p, u) -> p == 1 && u >= 2 && u < 5),
                region("[-1, h{0,2}/3]", (p, u) -> p == 2 && u / 2 != 1));
    }

    private static Arguments region(String region, Inside inside) {
        return arguments(region, inside);
    }

    @ParameterizedTest
    @MethodSource("regions")
    void swapsARegionAndNothingElse(String region, Inside inside) {
        NDList counterfactual =
                identity().intervene(interchange(region), base, source).counterfactual();
        float[] expected = base.head().toFloatArray();
        for (int i = 0; i < expected.length; i++) {
            expected[i] += inside.test(i / 6 % 3, i % 6) ? 36 : 0;
        }
        assertThat(counterfactual.head().toFloatArray()).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("regions")
    void collectsARegion(String region, Inside inside) {
        InterventionPlan plan = InterventionPlan.builder().collect(region).build();
        float[] collected =
                identity().intervene(plan, base).collected(region).single().toFloatArray();
        float[] expected = new float[36];
        int count = 0;
        for (int i = 0; i < expected.length; i++) {
            if (inside.test(i / 6 % 3, i % 6)) {
                expected[count++] = i;
            }
        }
        assertThat(collected).containsExactlyInAnyOrder(Arrays.copyOf(expected, count));
    }

    @Test
    void swapsDifferentUnitsAtDifferentPositions() {
        NDArray array =
                identity()
                        .intervene(interchange("[0:2, 0:2]", "[2, 1:3]"), base, source)
                        .counterfactual()
                        .head();
        assertThat(array.get("0, 0").toFloatArray()).containsExactly(36, 37, 2, 3, 4, 5);
        assertThat(array.get("0, 2").toFloatArray()).containsExactly(12, 49, 50, 15, 16, 17);
        assertThat(array.get("1, 1").toFloatArray()).containsExactly(60, 61, 26, 27, 28, 29);
        assertThat(array.get("1, 2").toFloatArray()).containsExactly(30, 67, 68, 33, 34, 35);
    }

    @Test
    void swapsDifferentUnitsInDifferentRows() {
        InterventionCall call =
                InterventionCall.builder(interchange("[:, 0:2]", "[:, {5,3}]"), base)
                        .addSources(List.of(source))
                        .optRows(List.of(Rows.of(true, false), Rows.of(false, true)))
                        .build();
        NDArray array =
                identity()
                        .intervene(new ParameterStore(manager, false), call)
                        .counterfactual()
                        .head();
        assertThat(array.get("0, 0").toFloatArray()).containsExactly(36, 37, 2, 3, 4, 5);
        assertThat(array.get("1, 2").toFloatArray()).containsExactly(30, 31, 32, 69, 34, 71);
    }

    static Stream<Arguments> edits() {
        float[] six = {1, 2, 3, 4, 5, 6};
        Value column = new Value(new float[] {10, 20, 30}, new Shape(3, 1));
        return Stream.of(
                arguments("[:, 1:3]", Edit.zero(), new float[] {30, 0, 0, 33, 34, 35}),
                arguments("[2]", Edit.set(7), new float[] {7, 7, 7, 7, 7, 7}),
                arguments("[:, {4,1}]", Edit.set(7, 8), new float[] {30, 8, 32, 33, 7, 35}),
                arguments(
                        "[:, h{2,0}/3]",
                        Edit.add(1, 2, 3, 4),
                        new float[] {33, 35, 32, 33, 35, 37}),
                arguments("[:, -1]", Edit.add(.5f), new float[] {30, 31, 32, 33, 34, 35.5f}),
                arguments(":output", Edit.add(six), new float[] {31, 33, 35, 37, 39, 41}),
                arguments(
                        ":output",
                        new Edits.Add(Optional.of(new Value(six)), -2f),
                        new float[] {28, 27, 26, 25, 24, 23}),
                arguments(
                        "[:, 4:]",
                        new Edits.Add(Optional.of(column), 1f),
                        new float[] {30, 31, 32, 33, 64, 65}),
                arguments(":output", new Edits.SetTo(column), new float[] {30, 30, 30, 30, 30, 30}),
                arguments(
                        "[1:, 0]",
                        new Edits.SetTo(new Value(new float[] {8, 9}, new Shape(1, 2, 1))),
                        new float[] {9, 31, 32, 33, 34, 35}));
    }

    /** The last position of the second row is 30, ..., 35. */
    @ParameterizedTest
    @MethodSource("edits")
    void editsARegion(String site, Edit edit, float[] expected) {
        NDArray array = identity().intervene(plan(site, edit), base).counterfactual().head();
        assertThat(array.get("1, 2").toFloatArray()).isEqualTo(expected);
    }

    @Test
    void sourceEqualToBaseGivesBase() {
        NDList inputs = random(3);
        InterventionResult result =
                network().intervene(interchange("02Linear", "04Linear[1]"), inputs, inputs);
        assertNear(result.counterfactual(), result.base());
    }

    @ParameterizedTest
    @CsvSource({"06Linear", ":output", ":input", "03LambdaBlock", "04Linear:input"})
    void wholeSiteOnEveryWayGivesTheOutputOfTheSource(String site) {
        InterventionResult result = network().intervene(interchange(site), random(3), random(3));
        assertNear(result.counterfactual(), result.source(0));
    }

    static Stream<Arguments> plansOfRows() {
        return Stream.of(
                arguments(0, interchange("02Linear[1:3]")),
                arguments(1, interchange("04Linear[{0,2}]")),
                arguments(2, interchange("02Linear[1:3]", "04Linear[{0,2}]")),
                arguments(3, InterventionPlan.empty()));
    }

    @ParameterizedTest
    @MethodSource("plansOfRows")
    void aRowOfAMixedBatchIsTheRowAlone(int row, InterventionPlan plan) {
        InterventionBlock block = network();
        NDArray inputs = random(4).head();
        NDArray others = random(4).head();
        InterventionCall mixed =
                InterventionCall.builder(
                                interchange("02Linear[1:3]", "04Linear[{0,2}]"), new NDList(inputs))
                        .addSources(List.of(new NDList(others)))
                        .optRows(
                                List.of(
                                        Rows.of(true, false, true, false),
                                        Rows.of(false, true, true, false)))
                        .build();
        NDArray all =
                block.intervene(new ParameterStore(manager, false), mixed).counterfactual().head();
        String index = row + ":" + (row + 1);
        NDList one = new NDList(inputs.get(index));
        NDList other = new NDList(others.get(index));
        assertNear(all.get(index), block.intervene(plan, one, other).counterfactual().head());
    }

    @Test
    void noRowsGiveTheBaseItself() {
        InterventionCall call =
                InterventionCall.builder(plan(":output", Edit.zero()), base)
                        .optRows(List.of(Rows.of(false, false)))
                        .build();
        InterventionResult result = identity().intervene(new ParameterStore(manager, false), call);
        assertThat(result.counterfactual()).isSameAs(result.base());
    }

    @ParameterizedTest
    @CsvSource({"set, add, 9", "add, set, 7", "add, zero, 0", "set, interchange, 36"})
    void twoEditsAtOneSiteApplyInTheirOrder(String first, String second, float expected) {
        Map<String, Edit> edits =
                Map.of(
                        "set", Edit.set(7),
                        "add", Edit.add(2),
                        "zero", Edit.zero(),
                        "interchange", Edit.interchange());
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of(":output", edits.get(first)),
                        Intervention.of(":output", edits.get(second)));
        NDList counterfactual = identity().intervene(plan, base, source).counterfactual();
        assertThat(counterfactual.head().getFloat(0, 0, 0)).isEqualTo(expected);
    }

    @Test
    void takesEachVariableFromItsOwnSource() {
        InterventionPlan plan =
                InterventionPlan.builder()
                        .interchange("[:, 0]", 1)
                        .interchange("[:, 1]", 0)
                        .build();
        NDList other = new NDList(base.head().mul(100));
        NDArray array = identity().intervene(plan, base, source, other).counterfactual().head();
        assertThat(array.get("0, 1").toFloatArray()).containsExactly(600, 43, 8, 9, 10, 11);
    }

    @Test
    void aLaterSiteSeesAnEarlierEditAndAnEarlierSiteDoesNot() {
        InterventionPlan plan =
                InterventionPlan.builder()
                        .add("02Scale", Edit.add(1))
                        .collect("01Scale")
                        .collect("02Scale")
                        .collect("03Scale")
                        .build();
        InterventionResult result =
                new InterventionBlock(chain(manager, new Scale(2), new Scale(2), new Scale(2)))
                        .intervene(plan, column(manager, 1));
        assertThat(result.collected("01Scale").single().getFloat()).isEqualTo(2);
        assertThat(result.collected("02Scale").single().getFloat()).isEqualTo(5);
        assertThat(result.collected("03Scale").single().getFloat()).isEqualTo(10);
        assertThat(result.collected("03Scale").base().head().getFloat()).isEqualTo(8);
    }

    @Test
    void aNetworkThatWritesInPlaceChangesNeitherWhatWasKeptNorTheInputs() {
        InterventionBlock block =
                new InterventionBlock(
                        chain(manager, new HookPoint(), lambda(x -> x.addi(1)), new Scale(2)));
        InterventionPlan plan =
                InterventionPlan.builder()
                        .add("03Scale", Edit.add(100))
                        .collect("01HookPoint")
                        .build();
        NDList inputs = column(manager, 1);
        InterventionResult result = block.intervene(plan, inputs);
        assertThat(result.collected("01HookPoint").single().getFloat()).isEqualTo(1);
        assertThat(result.counterfactual().head().getFloat()).isEqualTo(104);
        assertThat(inputs.head().getFloat()).isEqualTo(1);
    }

    @Test
    void swapsWhatANetworkThenWritesInPlace() {
        InterventionBlock block =
                new InterventionBlock(chain(manager, new HookPoint(), lambda(x -> x.addi(1))));
        InterventionResult result =
                block.intervene(
                        InterventionPlan.builder()
                                .interchange("01HookPoint")
                                .collect("01HookPoint")
                                .build(),
                        column(manager, 1),
                        column(manager, 5));
        assertThat(result.counterfactual().head().getFloat()).isEqualTo(6);
        assertThat(result.collected("01HookPoint").sources().get(0).head().getFloat()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"01TrainableWordEmbedding", ":input"})
    void swapsWordsAndTheirEmbeddings(String site) {
        InterventionBlock block = new InterventionBlock(chain(manager, BlockTable.words()));
        NDList words = new NDList(manager.create(new long[] {1, 2}, new Shape(1, 2)));
        NDList others = new NDList(manager.create(new long[] {3, 4}, new Shape(1, 2)));
        InterventionResult result = block.intervene(interchange(site + "[1]"), words, others);
        NDList mixed = new NDList(manager.create(new long[] {1, 4}, new Shape(1, 2)));
        assertThat(mixed.head().getDataType()).isEqualTo(DataType.INT64);
        assertEqual(
                result.counterfactual(),
                block.forward(new ParameterStore(manager, false), mixed, false));
    }
}
