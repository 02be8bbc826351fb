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
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.LowRank;
import io.github.djliit.intervention.Positions;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.intervention.SigmoidMask;
import io.github.djliit.support.Effort;
import io.github.djliit.support.NativeNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plans of all kinds leave no memory behind, and do not see each other. */
class RichPlanTest {

    private static final int ROWS = 2;

    private final NDManager model = NDManager.newBaseManager();
    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
        model.close();
    }

    /** Rotation, positions, a chain, a mask, a skip, and what one row does beside another. */
    private static InterventionPlan rich(NativeNetwork net, Rotation rotation) {
        Intervention swap = Intervention.of(net.site(), Edit.interchange());
        Intervention placed =
                swap.withPositions(Positions.of(new int[][] {{0}}, new int[][] {{-1}}));
        Intervention turned = swap.withFeaturizer(rotation);
        InterventionPlan first =
                InterventionPlan.of(
                        turned.withFeatures(Features.of("0:2")),
                        swap.withFeaturizer(LowRank.random(net.width(), 2, 3))
                                .withFeatures(Features.of("1")),
                        Intervention.of(net.later(), Edit.noise(.1f, 7)),
                        Intervention.of(net.site(), Edit.scale(.5f)).withInto(1));
        InterventionPlan second =
                InterventionPlan.of(
                        turned.withFeatures(Features.of("{3,2}")),
                        placed.withSource(1),
                        Intervention.of(net.site(), SigmoidMask.of(net.width(), .5f)),
                        Intervention.of(net.site() + "[0]", Edit.skip()));
        InterventionPlan both = InterventionPlan.ofRows(List.of(first, second));
        return new InterventionPlan(
                both.interventions(),
                InterventionPlan.builder().collect(net.site()).build().collect());
    }

    private InterventionCall call(NativeNetwork net, InterventionPlan plan, boolean training) {
        return InterventionCall.builder(plan, net.inputs(manager, ROWS, 1))
                .addSource(net.inputs(manager, ROWS, 2))
                .addSource(net.inputs(manager, ROWS, 3))
                .optTraining(training)
                .build();
    }

    private static void run(InterventionBlock block, InterventionCall call, NDManager manager) {
        block.intervene(new ParameterStore(manager, false), call).close();
    }

    private int arrays() {
        return manager.getManagedArrays().size() + model.getManagedArrays().size();
    }

    @Test
    void manyCallsLeaveAsManyArraysAsTen() {
        NativeNetwork net = NativeNetwork.MLP;
        InterventionBlock block = net.open(model);
        InterventionCall call = call(net, rich(net, Rotation.random(net.width(), 1)), false);
        for (int i = 0; i < 10; i++) {
            run(block, call, manager);
        }
        int before = arrays();
        for (int i = 10; i < Effort.of(500, 10_000); i++) {
            run(block, call, manager);
        }
        assertThat(arrays()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(
            value = NativeNetwork.class,
            names = {"MLP", "TRANSFORMER"})
    void callsWithKeptActivationsLeaveTheCacheAlone(NativeNetwork net) {
        InterventionBlock block = net.open(model);
        InterventionPlan plan = rich(net, Rotation.random(net.width(), 1));
        InterventionResult result =
                block.intervene(new ParameterStore(manager, false), call(net, plan, false));
        ActivationCache cache = ActivationCache.ofSource(model, result, 0);
        InterventionCall call =
                InterventionCall.builder(plan, net.inputs(manager, ROWS, 1))
                        .addSource(cache)
                        .addSource(net.inputs(manager, ROWS, 3))
                        .build();
        run(block, call, manager);
        int before = arrays();
        for (int i = 0; i < 200; i++) {
            run(block, call, manager);
        }
        assertThat(arrays()).isEqualTo(before);
    }

    /** What a backward pass reads lives until the batch's manager is closed, and no longer. */
    @ParameterizedTest
    @EnumSource(
            value = NativeNetwork.class,
            names = {"MLP", "TRANSFORMER"})
    void trainingPassesLeaveNothingAfterTheirBatch(NativeNetwork net) {
        InterventionBlock block = net.open(model);
        Rotation rotation = Rotation.random(net.width(), 1);
        rotation.weights().initialize(model, DataType.FLOAT32);
        rotation.weights()
                .getParameters()
                .values()
                .forEach(p -> p.getArray().setRequiresGradient(true));
        InterventionPlan plan = rich(net, rotation);
        int before = 0;
        for (int i = 0; i < 200; i++) {
            train(net, block, plan);
            before = i == 10 ? arrays() : before;
        }
        assertThat(arrays()).isEqualTo(before);
    }

    private void train(NativeNetwork net, InterventionBlock block, InterventionPlan plan) {
        try (NDManager batch = manager.newSubManager();
                GradientCollector gradients = manager.getEngine().newGradientCollector()) {
            NDList[] inputs = new NDList[3];
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = net.inputs(batch, ROWS, i);
            }
            InterventionCall call =
                    InterventionCall.builder(plan, inputs[0])
                            .addSources(List.of(inputs[1], inputs[2]))
                            .optTraining(true)
                            .build();
            NDArray output =
                    block.intervene(new ParameterStore(batch, false), call).counterfactual().head();
            gradients.backward(output.sum());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = NativeNetwork.class,
            names = {"MLP", "TRANSFORMER"})
    void sixteenThreadsGetWhatTheyGetAlone(NativeNetwork net) throws Exception {
        InterventionBlock block = net.open(model);
        List<Callable<NDList>> jobs = new ArrayList<>();
        List<NDList> alone = new ArrayList<>();
        for (int seed = 0; seed < 16; seed++) {
            InterventionPlan plan = rich(net, Rotation.random(net.width(), seed));
            InterventionCall call = call(net, plan, false);
            alone.add(net.open(model).intervene(store(), call).counterfactual());
            jobs.add(() -> repeat(block, call));
        }
        ExecutorService pool = Executors.newFixedThreadPool(jobs.size());
        try {
            List<Future<NDList>> found = pool.invokeAll(jobs);
            for (int i = 0; i < found.size(); i++) {
                assertNear(found.get(i).get(), alone.get(i));
            }
        } finally {
            pool.shutdown();
        }
    }

    private ParameterStore store() {
        return new ParameterStore(manager, false);
    }

    /** All fifty runs give the same, or the first that differs is returned. */
    private NDList repeat(InterventionBlock block, InterventionCall call) {
        NDList first = block.intervene(store(), call).counterfactual();
        for (int i = 0; i < 50; i++) {
            InterventionResult again = block.intervene(store(), call);
            if (!Near.isNear(again.counterfactual(), first)) {
                return again.counterfactual();
            }
            again.close();
        }
        return first;
    }
}
