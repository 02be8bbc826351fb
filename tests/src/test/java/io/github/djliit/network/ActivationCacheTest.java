/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static io.github.djliit.network.Near.assertNear;
import static io.github.djliit.support.NativeNetwork.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Positions;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.intervention.Rows;
import io.github.djliit.network.TestBlocks.RunsTwice;
import io.github.djliit.site.Site;
import io.github.djliit.support.NativeNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Activations that were kept stand for the run of a source. */
class ActivationCacheTest {

    private static final int ROWS = 4;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private NDList base(NativeNetwork net) {
        return net.inputs(manager, ROWS, 1);
    }

    private NDList source(NativeNetwork net) {
        return net.inputs(manager, ROWS, 2);
    }

    /** Keeps what some rows of the source give at a site. */
    private ActivationCache keep(NativeNetwork net, String site, String rows) {
        InterventionPlan plan = InterventionPlan.builder().collect(site).build();
        try (InterventionResult result =
                net.open(manager).intervene(plan, rows(source(net), rows))) {
            return ActivationCache.ofBase(manager, result);
        }
    }

    private InterventionResult run(NativeNetwork net, InterventionPlan plan, ActivationCache c) {
        InterventionCall call = InterventionCall.builder(plan, base(net)).addSource(c).build();
        return net.open(manager).intervene(new ParameterStore(manager, false), call);
    }

    static Stream<Arguments> plans() {
        return Arrays.stream(NativeNetwork.values())
                .flatMap(
                        net -> {
                            Intervention swap = Intervention.of(net.site(), Edit.interchange());
                            Intervention part =
                                    Intervention.of(net.site() + "[1:3]", Edit.addSource(2));
                            Intervention rotated =
                                    swap.withFeaturizer(Rotation.random(net.width(), 5));
                            return Stream.of(
                                    arguments(net, swap),
                                    arguments(net, part),
                                    arguments(net, rotated.withFeatures(Features.of("0:2"))),
                                    arguments(net, swap.withFeatures(features())),
                                    arguments(net, swap.withRows(Rows.at(1, 2))),
                                    arguments(
                                            net,
                                            swap.withPositions(
                                                    Positions.of(
                                                            new int[][] {{0, 1}},
                                                            new int[][] {{-1, 0}}))));
                        });
    }

    private static Features features() {
        return Features.rows("0", "1", "{1,2}", "2");
    }

    @ParameterizedTest
    @MethodSource("plans")
    void aKeptSiteGivesWhatItsRunGives(NativeNetwork net, Intervention intervention) {
        InterventionPlan plan = InterventionPlan.of(intervention);
        NDList expected =
                net.open(manager).intervene(plan, base(net), source(net)).counterfactual();
        InterventionResult found = run(net, plan, keep(net, net.site(), ":"));
        assertNear(found.counterfactual(), expected);
        assertThat(found.source(0)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(NativeNetwork.class)
    void aKeptRegionGivesWhatItsRunGives(NativeNetwork net) {
        String region = net.site() + "[1:3]";
        InterventionPlan plan = InterventionPlan.builder().interchange(region).build();
        NDList expected =
                net.open(manager).intervene(plan, base(net), source(net)).counterfactual();
        assertNear(run(net, plan, keep(net, region, ":")).counterfactual(), expected);
    }

    @ParameterizedTest
    @EnumSource(NativeNetwork.class)
    void oneKeptRowHoldsForAll(NativeNetwork net) {
        InterventionPlan plan = InterventionPlan.builder().interchange(net.site() + "[0]").build();
        NDList same = rows(source(net), "2:3");
        NDList all = new NDList(same.head().repeat(0, ROWS));
        NDList expected = net.open(manager).intervene(plan, base(net), all).counterfactual();
        assertNear(run(net, plan, keep(net, net.site(), "2:3")).counterfactual(), expected);
    }

    @ParameterizedTest
    @EnumSource(NativeNetwork.class)
    void someKeptRowsAreASource(NativeNetwork net) {
        InterventionPlan plan = InterventionPlan.builder().interchange(net.site()).build();
        NDList two = rows(base(net), "0:2");
        InterventionCall call =
                InterventionCall.builder(plan, two)
                        .addSource(keep(net, net.site(), ":").rows(1, 3))
                        .build();
        NDList found =
                net.open(manager)
                        .intervene(new ParameterStore(manager, false), call)
                        .counterfactual();
        assertNear(
                found,
                net.open(manager).intervene(plan, two, rows(source(net), "1:3")).counterfactual());
    }

    @ParameterizedTest
    @EnumSource(NativeNetwork.class)
    void aKeptSourceStandsBesideOneThatRuns(NativeNetwork net) {
        InterventionPlan plan =
                InterventionPlan.builder()
                        .interchange(net.site() + "[0]")
                        .interchange(net.later() + "[1]", 1)
                        .build();
        InterventionCall call =
                InterventionCall.builder(plan, base(net))
                        .addSource(keep(net, net.site(), ":"))
                        .addSource(net.inputs(manager, ROWS, 3))
                        .build();
        InterventionBlock block = net.open(manager);
        assertNear(
                block.intervene(new ParameterStore(manager, false), call).counterfactual(),
                block.intervene(plan, base(net), source(net), net.inputs(manager, ROWS, 3))
                        .counterfactual());
    }

    @Test
    void eachRunOfABlockHasItsOwnActivation() {
        InterventionBlock block = new InterventionBlock(TestBlocks.chain(manager, new RunsTwice()));
        InterventionPlan plan =
                InterventionPlan.builder()
                        .interchange("RunsTwice.child")
                        .collect("RunsTwice.child")
                        .build();
        NDList base = TestBlocks.column(manager, 1, 2);
        NDList source = TestBlocks.column(manager, 3, 4);
        InterventionResult result = block.intervene(plan, base, source);
        ActivationCache cache = ActivationCache.ofSource(manager, result, 0);
        InterventionCall call = InterventionCall.builder(plan, base).addSource(cache).build();
        NDArray found =
                block.intervene(new ParameterStore(manager, false), call).counterfactual().head();
        assertThat(found.toFloatArray()).containsExactly(-12, -16);
    }

    @Test
    void whatIsKeptIsThatOfTheRunThatWasAskedFor() {
        InterventionBlock block = new InterventionBlock(TestBlocks.chain(manager, new HookPoint()));
        InterventionPlan plan =
                InterventionPlan.builder()
                        .add("01HookPoint", Edit.addSource(10))
                        .collect("01HookPoint")
                        .build();
        NDList base = TestBlocks.column(manager, 1);
        InterventionResult result = block.intervene(plan, base, TestBlocks.column(manager, 2));
        assertThat(ActivationCache.ofBase(manager, result).get("01HookPoint").getFloat())
                .isEqualTo(1);
        assertThat(ActivationCache.ofSource(manager, result, 0).get("01HookPoint").getFloat())
                .isEqualTo(2);
        assertThat(ActivationCache.ofCounterfactual(manager, result).get("01HookPoint").getFloat())
                .isEqualTo(21);
    }

    @Test
    void noGradientFlowsIntoWhatWasKept() {
        NativeNetwork net = NativeNetwork.MLP;
        NDList source = source(net);
        NDList base = base(net);
        source.head().setRequiresGradient(true);
        base.head().setRequiresGradient(true);
        InterventionBlock block = net.open(manager);
        InterventionPlan plan =
                InterventionPlan.builder()
                        .interchange(net.site() + "[0:4]")
                        .collect(net.site())
                        .build();
        try (GradientCollector gradients = manager.getEngine().newGradientCollector()) {
            InterventionResult first = block.intervene(plan, source, source);
            ActivationCache cache = ActivationCache.ofBase(manager, first);
            assertThat(cache.get(net.site()).hasGradient()).isFalse();
            InterventionCall call = InterventionCall.builder(plan, base).addSource(cache).build();
            NDArray loss =
                    block.intervene(new ParameterStore(manager, false), call)
                            .counterfactual()
                            .head()
                            .sum();
            gradients.backward(loss);
        }
        assertThat(base.head().getGradient().abs().sum().getFloat()).isPositive();
        assertThat(source.head().getGradient().abs().sum().getFloat()).isZero();
    }

    @Test
    void aClosedCacheLeavesNothing() {
        NativeNetwork net = NativeNetwork.TRANSFORMER;
        try (NDManager owner = NDManager.newBaseManager()) {
            InterventionPlan plan = InterventionPlan.builder().collect(net.site()).build();
            InterventionResult result = net.open(manager).intervene(plan, base(net));
            ActivationCache cache = ActivationCache.ofBase(owner, result);
            assertThat(owner.getManagedArrays()).hasSize(1);
            cache.rows(0, 2).close();
            assertThat(cache.get(net.site()).getShape()).isEqualTo(new Shape(4, 4, 8));
            cache.close();
            assertThat(owner.getManagedArrays()).isEmpty();
        }
    }

    @Test
    void aCallLeavesTheCacheAsItWas() {
        NativeNetwork net = NativeNetwork.MLP;
        ActivationCache cache = keep(net, net.site(), ":");
        float[] before = cache.get(net.site()).toFloatArray();
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of(net.site(), Edit.interchange()),
                        Intervention.of(net.site(), Edit.scale(3)));
        for (int i = 0; i < 2; i++) {
            run(net, plan, cache).close();
        }
        assertThat(cache.get(net.site()).toFloatArray()).isEqualTo(before);
        assertThat(cache.activations().values()).allMatch(list -> list.size() == 1);
        assertThat(List.copyOf(cache.activations().keySet())).hasSize(1);
    }

    @Test
    void rowsThatAreNotThereAreRefused() {
        try (ActivationCache cache =
                ActivationCache.of(manager, Map.of(Site.of("a"), manager.ones(new Shape(2, 3))))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> cache.rows(0, 99))
                    .withMessage("There is no row 98: the cache has rows 0 to 1");
            assertThatIllegalArgumentException().isThrownBy(() -> cache.picked(manager, 2));
        }
    }
}
