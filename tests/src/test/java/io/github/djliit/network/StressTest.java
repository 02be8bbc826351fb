/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.site.Site;
import io.github.djliit.support.Close;
import io.github.djliit.support.NativeNetwork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Threads that start at once on a network that nobody has opened up yet, with more plans than are
 * remembered, get what each plan gives alone on a network of its own.
 */
class StressTest {

    private static final int THREADS = 8;
    private static final int PLANS = 400;
    private static final int ROWS = 2;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** Something that a thread gets for one plan. */
    private interface Asked {
        NDArray of(InterventionBlock network, InterventionPlan plan, NDManager scope);
    }

    @ParameterizedTest
    @EnumSource(NativeNetwork.class)
    void newPlansOnANewNetwork(NativeNetwork net) throws Exception {
        Asked call =
                (network, plan, scope) ->
                        network.intervene(
                                        plan,
                                        net.inputs(scope, ROWS, 1),
                                        net.inputs(scope, ROWS, 2),
                                        net.inputs(scope, ROWS, 3))
                                .counterfactual()
                                .head();
        assertSameAsAlone(net, new RandomPlans(net, 5).draw(PLANS), call);
    }

    @ParameterizedTest
    @EnumSource(NativeNetwork.class)
    void aCacheServesAllThreads(NativeNetwork net) throws Exception {
        NDArray hidden = hidden(net);
        List<InterventionPlan> plans =
                IntStream.range(0, PLANS)
                        .mapToObj(unit -> site(net, unit % net.width()))
                        .map(site -> InterventionPlan.builder().interchange(site).build())
                        .toList();
        try (ActivationCache cache =
                ActivationCache.of(manager, Map.of(Site.of(net.site()), hidden))) {
            Asked call =
                    (network, plan, scope) ->
                            network.intervene(
                                            InterventionCall.builder(
                                                            plan, net.inputs(scope, ROWS, 1))
                                                    .addSource(cache)
                                                    .optBase(false)
                                                    .build())
                                    .counterfactual()
                                    .head();
            assertSameAsAlone(net, plans, call);
        }
    }

    private static String site(NativeNetwork net, int unit) {
        return net.site() + (net.hasPositions() ? "[:, " : "[") + unit + "]";
    }

    private NDArray hidden(NativeNetwork net) {
        InterventionPlan collect = InterventionPlan.builder().collect(net.site()).build();
        NDList input = net.inputs(manager, ROWS, 2);
        return net.open(manager).intervene(collect, input).collected(net.site()).single();
    }

    private void assertSameAsAlone(NativeNetwork net, List<InterventionPlan> plans, Asked call)
            throws Exception {
        InterventionBlock single = net.open(manager);
        List<float[]> alone = plans.stream().map(plan -> run(call, single, plan)).toList();
        InterventionBlock shared = net.open(manager);
        CyclicBarrier start = new CyclicBarrier(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Integer>> wrong = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                List<Integer> order = order(thread);
                wrong.add(
                        threads.submit(
                                () -> {
                                    start.await();
                                    return wrong(
                                            order, i -> run(call, shared, plans.get(i)), alone);
                                }));
            }
            for (Future<Integer> count : wrong) {
                assertThat(count.get()).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Integer> order(int thread) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, PLANS).boxed().toList());
        Collections.shuffle(order, new Random(thread));
        return order.subList(0, PLANS / 4);
    }

    private static int wrong(List<Integer> order, IntFunction<float[]> found, List<float[]> alone) {
        return (int)
                order.stream().filter(i -> !Close.isClose(found.apply(i), alone.get(i))).count();
    }

    private static float[] run(Asked call, InterventionBlock network, InterventionPlan plan) {
        try (NDManager scope = NDManager.newBaseManager()) {
            return call.of(network, plan, scope).toFloatArray();
        }
    }
}
