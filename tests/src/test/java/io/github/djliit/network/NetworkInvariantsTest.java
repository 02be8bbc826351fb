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
import static io.github.djliit.support.NativeNetwork.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.LowRank;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.intervention.Rows;
import io.github.djliit.support.NativeNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for any network, any input, and any of the maps. */
class NetworkInvariantsTest {

    private static final int ROWS = 5;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<Arguments> networks() {
        return Arrays.stream(NativeNetwork.values())
                .flatMap(net -> LongStream.range(0, 3).mapToObj(seed -> arguments(net, seed)));
    }

    private NDList base(NativeNetwork net, long seed) {
        return net.inputs(manager, ROWS, 2 * seed);
    }

    private NDList source(NativeNetwork net, long seed) {
        return net.inputs(manager, ROWS, 2 * seed + 1);
    }

    private InterventionResult run(NativeNetwork net, long seed, InterventionPlan plan) {
        return net.open(manager).intervene(plan, base(net, seed), source(net, seed));
    }

    private static InterventionPlan plan(Intervention... interventions) {
        return InterventionPlan.of(interventions);
    }

    private static Intervention interchange(NativeNetwork net) {
        return Intervention.of(net.site(), Edit.interchange());
    }

    private void assertSame(NativeNetwork net, long seed, InterventionPlan a, InterventionPlan b) {
        assertNear(run(net, seed, a).counterfactual(), run(net, seed, b).counterfactual());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void anEmptyPlanIsThePlainRunBitForBit(NativeNetwork net, long seed) {
        InterventionBlock block = net.open(manager);
        NDList plain =
                block.getBlock()
                        .forward(new ParameterStore(manager, false), base(net, seed), false);
        assertEqual(
                block.intervene(InterventionPlan.empty(), base(net, seed)).counterfactual(), plain);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aCallLeavesTheParametersAsTheyWere(NativeNetwork net, long seed) {
        InterventionBlock block = net.open(manager);
        List<Parameter> parameters = block.getParameters().values();
        List<float[]> before = parameters.stream().map(p -> p.getArray().toFloatArray()).toList();
        Intervention scaled = Intervention.of(net.site(), Edit.scale(3));
        block.intervene(plan(scaled), base(net, seed));
        for (int i = 0; i < before.size(); i++) {
            assertThat(parameters.get(i).getArray().toFloatArray()).isEqualTo(before.get(i));
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aSourceEqualToTheBaseGivesTheBase(NativeNetwork net, long seed) {
        NDList base = base(net, seed);
        InterventionPlan plan =
                plan(
                        interchange(net).withFeatures(Features.of("1:3")),
                        Intervention.of(net.later(), Edit.interchange()));
        InterventionResult result = net.open(manager).intervene(plan, base, base);
        assertNear(result.counterfactual(), result.base());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theWholeLastSiteGivesTheOutputOfTheSource(NativeNetwork net, long seed) {
        InterventionPlan plan = InterventionPlan.builder().interchange(":output").build();
        InterventionResult result = run(net, seed, plan);
        assertNear(result.counterfactual(), result.source(0));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aRotationOfAllFeaturesIsThePlainInterchange(NativeNetwork net, long seed) {
        Featurizer rotation = Rotation.random(net.width(), seed);
        assertSame(
                net, seed, plan(interchange(net).withFeaturizer(rotation)), plan(interchange(net)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aLowRankMapOfFullRankIsThePlainInterchange(NativeNetwork net, long seed) {
        Featurizer map = LowRank.random(net.width(), net.width(), seed);
        assertSame(net, seed, plan(interchange(net).withFeaturizer(map)), plan(interchange(net)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void twoRotationsThatShareTheFeaturesBetweenThemAreThePlainInterchange(
            NativeNetwork net, long seed) {
        Intervention rotated = interchange(net).withFeaturizer(Rotation.random(net.width(), seed));
        assertSame(
                net,
                seed,
                plan(
                        rotated.withFeatures(Features.of("2:")),
                        rotated.withFeatures(Features.of("{1,0}"))),
                plan(interchange(net)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void addAndSubtractCancelOut(NativeNetwork net, long seed) {
        InterventionPlan plan =
                plan(
                        Intervention.of(net.site(), Edit.addSource(2)),
                        Intervention.of(net.site(), Edit.add(.5f)),
                        Intervention.of(net.site(), Edit.subtractSource(2)),
                        Intervention.of(net.site(), Edit.subtract(.5f)));
        InterventionResult result = run(net, seed, plan);
        assertNear(result.counterfactual(), result.base());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void twiceAndHalfCancelOut(NativeNetwork net, long seed) {
        Featurizer rotation = Rotation.random(net.width(), seed);
        InterventionPlan plan =
                plan(
                        Intervention.of(net.site(), Edit.scale(2)),
                        Intervention.of(net.site(), Edit.scale(.5f)).withFeaturizer(rotation));
        InterventionResult result = run(net, seed, plan);
        assertNear(result.counterfactual(), result.base());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aRowOfAMixedBatchIsTheRowAlone(NativeNetwork net, long seed) {
        Intervention first = interchange(net).withFeatures(Features.of("0:2"));
        Intervention second = Intervention.of(net.later(), Edit.addSource(.5f));
        NDList mixed =
                run(
                                net,
                                seed,
                                plan(
                                        first.withRows(Rows.at(0, 3)),
                                        second.withRows(Rows.of(false, true, false, true, false))))
                        .counterfactual();
        List<InterventionPlan> alone =
                List.of(
                        plan(first),
                        plan(second),
                        InterventionPlan.empty(),
                        plan(first, second),
                        InterventionPlan.empty());
        for (int row = 0; row < ROWS; row++) {
            String at = row + ":" + (row + 1);
            InterventionResult one =
                    net.open(manager)
                            .intervene(
                                    alone.get(row),
                                    rows(base(net, seed), at),
                                    rows(source(net, seed), at));
            assertNear(rows(mixed, at), one.counterfactual());
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aLaterInterventionSeesAnEarlierOne(NativeNetwork net, long seed) {
        InterventionPlan both =
                InterventionPlan.builder()
                        .add(net.later(), Edit.scale(2))
                        .add(net.site(), Edit.add(1))
                        .collect(net.later())
                        .build();
        InterventionPlan earlier =
                InterventionPlan.builder()
                        .add(net.site(), Edit.add(1))
                        .collect(net.later())
                        .build();
        assertNear(
                run(net, seed, both).collected(net.later()).single(),
                run(net, seed, earlier).collected(net.later()).single().mul(2));
    }
}
