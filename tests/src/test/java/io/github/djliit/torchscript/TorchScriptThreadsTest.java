/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads with plans of their own share a model and do not notice each other. */
class TorchScriptThreadsTest {

    private static final int THREADS = 8;
    private static final int CALLS = 50;
    private static final List<String> LATER =
            List.of("layers.0.attn.qkv", "layers.1.up", "layers.1.attn@weights", "out", "numbers");

    private static InterventionPlan plan(int thread) {
        String site = "layers." + thread % 2 + "[" + thread % 3 + ", " + thread + ":16]";
        return InterventionPlan.builder().add(site, Edit.add(1 + thread)).build();
    }

    private static float[] run(InterventionBlock network, InterventionPlan plan) {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray found = network.intervene(plan, Adder.tokens(manager)).counterfactual().head();
            return found.toFloatArray();
        }
    }

    /** How many of a thread's calls gave something else than alone. */
    private static int wrong(InterventionBlock network, int thread, float[] alone) {
        int wrong = 0;
        for (int call = 0; call < CALLS; call++) {
            float[] found = run(network, plan(thread));
            for (int i = 0; i < found.length; i++) {
                if (Math.abs(found[i] - alone[i]) > 1e-5) {
                    wrong++;
                    break;
                }
            }
        }
        return wrong;
    }

    private static int wrong(InterventionBlock network, Callable<Integer> other) throws Exception {
        List<float[]> alone = new ArrayList<>();
        try (TorchScriptBlock block = GoldenModels.open("adder", false)) {
            for (int thread = 0; thread < THREADS; thread++) {
                alone.add(run(new InterventionBlock(block), plan(thread)));
            }
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
        try {
            List<Future<Integer>> results = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                results.add(threads.submit(() -> wrong(network, thread, alone.get(thread))));
            }
            results.add(threads.submit(other));
            int sum = 0;
            for (Future<Integer> result : results) {
                sum += result.get();
            }
            return sum;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void eightThreadsGetWhatTheyGetAlone() throws Exception {
        try (TorchScriptBlock block = GoldenModels.open("adder", false)) {
            assertThat(wrong(new InterventionBlock(block), () -> 0)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void alsoWhileAnotherAsksForSites(boolean isTrainable) throws Exception {
        try (TorchScriptBlock block = GoldenModels.open("adder", isTrainable)) {
            InterventionBlock network = new InterventionBlock(block);
            Callable<Integer> asking =
                    () -> {
                        for (String site : LATER) {
                            run(network, InterventionPlan.builder().collect(site).build());
                        }
                        return 0;
                    };
            assertThat(wrong(network, asking)).isZero();
        }
    }

    /** A model whose parameters are out gives later sites from a copy. */
    @Test
    void alsoWhereTheParametersWereTaken() throws Exception {
        try (TorchScriptBlock block = GoldenModels.open("adder", true)) {
            assertThat(block.getParameters()).isNotEmpty();
            InterventionBlock network = new InterventionBlock(block);
            Callable<Integer> asking =
                    () -> {
                        LATER.forEach(
                                site ->
                                        run(
                                                network,
                                                InterventionPlan.builder().collect(site).build()));
                        return 0;
                    };
            assertThat(wrong(network, asking)).isZero();
        }
    }
}
