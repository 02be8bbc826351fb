/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static io.github.djliit.network.TestBlocks.chain;
import static io.github.djliit.network.TestBlocks.initialized;
import static io.github.djliit.network.TestBlocks.lambda;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.LowRank;
import io.github.djliit.intervention.Positions;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.intervention.Rows;
import io.github.djliit.intervention.SigmoidMask;
import io.github.djliit.intervention.Value;
import io.github.djliit.site.Site;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans that do not fit a batch of two rows of {@code [3, 6]}, and what is said of them. */
class PlanErrorsTest {

    private static final String SITE = "01HookPoint";
    private static final String AT = "At site 01HookPoint";

    private final NDManager manager = NDManager.newBaseManager();
    private final NDList base = new NDList(manager.ones(new Shape(2, 3, 6)));
    private final InterventionBlock identity =
            new InterventionBlock(
                    initialized(manager, new SequentialBlock().add(new HookPoint()), 2, 3, 6));

    @AfterEach
    void close() {
        manager.close();
    }

    private static Intervention interchange(String region) {
        return Intervention.of(SITE + region, Edit.interchange());
    }

    private static Intervention edit(String region, Edit edit) {
        return Intervention.of(SITE + region, edit);
    }

    private static void refuses(ThrowingCallable call, List<String> messages) {
        assertThatIllegalArgumentException()
                .isThrownBy(call)
                .withMessageContainingAll(messages.toArray(String[]::new));
    }

    static Stream<Arguments> misfits() {
        Intervention all = interchange("");
        Value column = new Value(new float[] {1, 2}, new Shape(2, 1));
        return Stream.of(
                misfit(all.withRows(Rows.at(0, 2)), "Row 2 is selected", "batch has 2"),
                misfit(all.withRows(Rows.of(true, false, true)), "out of 3", "batch has 2"),
                misfit(
                        all.withPositions(Positions.of(new int[] {0}, new int[] {3})),
                        AT,
                        "position 3 of row 1 lies outside its sequence of 3"),
                misfit(
                        all.withPositions(Positions.of(new int[] {-4})),
                        AT,
                        "position -4 of row 0 lies outside"),
                misfit(
                        all.withPositions(Positions.of(new int[] {2, -1})),
                        AT,
                        "[2, -1] of row 0 name one twice"),
                misfit(
                        all.withPositions(
                                Positions.of(new int[] {0}, new int[] {0}, new int[] {0})),
                        AT,
                        "given for 3 rows, but the intervention touches 2 of a batch of 2"),
                misfit(
                        all.withFeatures(Features.rows("0", "1", "2")),
                        AT,
                        "given for 3 rows, but the intervention touches 2 of a batch of 2"),
                misfit(all.withFeatures(Features.of("4:9")), AT, "features: Axis '4:9'", "6"),
                misfit(all.withFeatures(Features.rows("0", "6")), AT, "features: Axis '6'", "6"),
                misfit(
                        interchange("[:, 0:2]").withFeatures(Features.of(2)),
                        "[:, 0:2]",
                        "features: Axis",
                        "length 2"),
                misfit(
                        all.withFeaturizer(Rotation.random(4, 1)),
                        AT,
                        "the rotation is 4 wide, but the last axis of the region is 6"),
                misfit(
                        interchange("[:, 1:3]").withFeaturizer(LowRank.random(6, 2, 1)),
                        "[:, 1:3]",
                        "the lowrank is 6 wide, but the last axis of the region is 2"),
                misfit(edit("", SigmoidMask.of(4, 1)), AT, "The mask is 4 wide", "6"),
                misfit(edit("", Edit.mask(.5f, 1)), AT, "shape (2)", "(2, 3, 6)", "trailing axes"),
                misfit(edit("[1]", Edit.scale(1, 2)), "HookPoint[1]", "shape (2)", "(2, 1, 6)"),
                misfit(
                        edit("", Edit.mean(column)).withFeatures(Features.of("0:2")),
                        AT,
                        "shape (2, 1)",
                        "(2, 3, 2)"),
                misfit(
                        edit("", Edit.add(1, 2)).withPositions(Positions.of(new int[] {0})),
                        AT,
                        "shape (2)",
                        "(2, 1, 6)"),
                misfit(
                        edit("", Edit.of("sum", (b, s) -> b.sum(new int[] {2}))),
                        AT,
                        "the edit sum must keep shape (2, 3, 6)",
                        "found (2, 3)"),
                misfit(
                        edit("", Edit.of("own", (b, s) -> b))
                                .withPositions(Positions.of(new int[] {0}, new int[] {0, 1})),
                        AT,
                        "the edit own needs as many positions in each row"),
                misfit(
                        edit("", Edit.of("own", (b, s) -> b))
                                .withFeatures(Features.rows("0", "1:3")),
                        AT,
                        "the edit own needs as many features in each row"));
    }

    private static Arguments misfit(Intervention intervention, String... messages) {
        return arguments(intervention, List.of(messages));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void aMisfitIsToldWithItsSite(Intervention intervention, List<String> messages) {
        refuses(() -> identity.intervene(InterventionPlan.of(intervention), base, base), messages);
    }

    static Stream<Arguments> misfitsOfARow() {
        Intervention all = interchange("");
        return Stream.of(
                misfit(
                        all.withPositions(Positions.of(new int[] {3})),
                        AT,
                        "position 3 of row 1 lies outside its sequence of 3"),
                misfit(all.withFeatures(Features.of("4:9")), AT, "features: Axis '4:9'", "6"),
                misfit(interchange("[5]"), AT + "[5]", "length 3"),
                misfit(edit("", Edit.add(1, 2)), AT, "shape (2)", "trailing axes"),
                misfit(edit("", Edit.add(1, 2)).withFeatures(Features.of("0:3")), AT, "(1, 3, 3)"));
    }

    /** The first row's plan is right, and of the same kind. */
    @ParameterizedTest
    @MethodSource("misfitsOfARow")
    void aMisfitOfOneOfManyRowsIsToldWithItsSite(Intervention wrong, List<String> messages) {
        boolean adds = !wrong.edit().needsSource();
        Intervention right = adds ? edit("", Edit.add(1)) : interchange("[0]");
        InterventionPlan plan =
                InterventionPlan.ofRows(
                        List.of(InterventionPlan.of(right), InterventionPlan.of(wrong)));
        refuses(() -> identity.intervene(plan, base, base), messages);
    }

    @Test
    void aPaddedRowIsToldByItsOwnLength() {
        InterventionCall call =
                InterventionCall.builder(InterventionPlan.of(interchange("[2]")), base)
                        .addSource(base)
                        .optLengths(SequenceLengths.paddedRight(3, 3, 2), List.of())
                        .build();
        refuses(
                () -> identity.intervene(new ParameterStore(manager, false), call),
                List.of(AT + "[2]", "length 2"));
    }

    @Test
    void aMissingSourceIsNamed() {
        InterventionPlan plan = InterventionPlan.of(interchange("").withSource(2));
        refuses(
                () -> identity.intervene(plan, base, base, base),
                List.of("source 2", "2 sources are given", "count from 0"));
    }

    private ActivationCache cache(String site, long... shape) {
        return ActivationCache.of(manager, Map.of(Site.of(site), manager.ones(new Shape(shape))));
    }

    private void refusesCache(Supplier<ActivationCache> cache, String... messages) {
        refuses(
                () ->
                        identity.intervene(
                                new ParameterStore(manager, false),
                                InterventionCall.builder(
                                                InterventionPlan.of(interchange("[1]")), base)
                                        .addSource(cache.get())
                                        .build()),
                List.of(messages));
    }

    @Test
    void aCacheWithoutTheSiteTellsWhatItHas() {
        refusesCache(
                () -> cache(":input", 2, 3, 6),
                "no activation of 01HookPoint[1]",
                "it has [:input]",
                "Collect the site");
    }

    @Test
    void aCacheOfOtherRowsTellsBothCounts() {
        refusesCache(() -> cache(SITE, 3, 3, 6), "base has 2 rows", "source 0 have 3", "as many");
    }

    @Test
    void aCacheWhoseSitesHaveOtherRowsIsRefused() {
        Map<Site, NDArray> arrays = new LinkedHashMap<>();
        arrays.put(Site.of(":input"), manager.ones(new Shape(2, 3, 6)));
        arrays.put(Site.of(SITE), manager.ones(new Shape(3, 3, 6)));
        refusesCache(
                () -> ActivationCache.of(manager, arrays),
                AT + "[1]",
                "base has 2 rows",
                "(3, 3, 6)",
                "as many");
    }

    @Test
    void aCachedNumberWithoutABatchAxisIsRefused() {
        refusesCache(() -> cache(SITE), "base has 2 rows", "source 0", "none", "as many");
    }

    @Test
    void aCachedRegionOfAnotherShapeIsRefused() {
        refusesCache(
                () -> cache(SITE + "[1]", 2, 2, 6), AT + "[1]", "(2, 1, 6)", "source (2, 2, 6)");
    }

    private void refusesIn(SequentialBlock net, Intervention intervention, String... messages) {
        InterventionPlan plan = InterventionPlan.of(intervention);
        refuses(() -> new InterventionBlock(net).intervene(plan, base, base), List.of(messages));
    }

    @Test
    void aSkipOfABlockThatChangesTheShapeIsRefused() {
        SequentialBlock sums =
                initialized(
                        manager,
                        new SequentialBlock()
                                .add(new SequentialBlock().add(lambda(x -> x.sum(new int[] {2})))),
                        2,
                        3,
                        6);
        refusesIn(
                sums,
                Intervention.of("01SequentialBlock", Edit.skip()),
                "At site 01SequentialBlock",
                "base has shape (2, 3)",
                "input of the block (2, 3, 6)");
    }

    static Stream<Intervention> needsRows() {
        Intervention swap = Intervention.of("01SequentialBlock", Edit.interchange());
        return Stream.of(
                swap.withRows(Rows.at(1)),
                swap.withPositions(Positions.of(new int[] {0}, new int[] {1})),
                swap.withFeatures(Features.rows("0", "1")));
    }

    /** The network turns {@code [2, 3, 6]} into {@code [3, 2, 6]}. */
    @ParameterizedTest
    @MethodSource("needsRows")
    void rowsAreOnlyToldApartOnTheBatchAxis(Intervention intervention) {
        SequentialBlock turned =
                chain(manager, new SequentialBlock().add(lambda(x -> x.swapAxes(0, 1))));
        refusesIn(
                turned,
                intervention,
                "At site 01SequentialBlock",
                "rows of a batch of 2 cannot be told apart",
                "(3, 2, 6)");
    }

    @Test
    void aChainGoesIntoALaterSource() {
        refuses(
                () -> interchange("").withSource(1).withInto(1),
                List.of(SITE, "from source 1 into source 1", "higher index"));
    }
}
