/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.serving.PlanDraw.Drawn;
import io.github.djliit.support.Effort;
import io.github.djliit.torchscript.TorchScriptFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is asked, and whoever else asks, the answer is that of the network under the plan. */
class ServingRandomTest {

    private static final float CLOSE = 1e-5f;
    private static final int REQUESTS = Effort.of(500, 3_000);

    @TempDir private static Path folder;
    private static Served served;
    private static InterventionBlock block;

    @BeforeAll
    static void open() throws Exception {
        served = Served.script(folder, TorchScriptFile.of("mlp"));
        block = new InterventionBlock(served.model().getBlock());
    }

    @AfterAll
    static void close() {
        served.close();
    }

    private static PlanDraw requests(long seed) {
        return new PlanDraw(Map.of("0", 4, "2", 4, "4.hidden", 3, "4", 4), 6, seed);
    }

    private static List<Drawn> draw(PlanDraw from, int count) {
        return IntStream.range(0, count).mapToObj(i -> from.draw()).toList();
    }

    private static Input input(Drawn drawn) {
        return Served.of("application/json", drawn.body().getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRight(Drawn drawn, Output output) {
        JsonObject reply = Served.read(output);
        assertThat(reply.keySet()).as("%s to %s", reply, drawn.body()).contains("output");
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDList base = new NDList(manager.create(drawn.base().toArray(float[][]::new)));
            NDList[] sources =
                    drawn.sources().stream()
                            .map(
                                    source ->
                                            new NDList(
                                                    manager.create(source.toArray(float[][]::new))))
                            .toArray(NDList[]::new);
            InterventionPlan plan = InterventionPlan.fromJson(drawn.plan());
            InterventionResult expected = block.intervene(plan, base, sources);
            assertThat(Served.numbers(reply.get("output")))
                    .as(drawn.body())
                    .containsExactly(
                            expected.counterfactual().head().toFloatArray(), within(CLOSE));
            if (!plan.collect().isEmpty()) {
                assertThat(Served.numbers(reply.getAsJsonObject("collected").get("2")))
                        .as(drawn.body())
                        .containsExactly(
                                expected.collected("2").single().toFloatArray(), within(CLOSE));
            }
        }
    }

    @Test
    void aRequestGivesWhatTheNetworkGives() throws Exception {
        PlanDraw requests = requests(1);
        for (int i = 0; i < REQUESTS / 3; i++) {
            Drawn drawn = requests.draw();
            assertRight(drawn, served.send(input(drawn)));
        }
    }

    @Test
    void aBatchOfRequestsGivesWhatEachGives() throws Exception {
        PlanDraw requests = requests(2);
        for (int i = 0; i < REQUESTS / 8; i++) {
            List<Drawn> batch = draw(requests, 8);
            List<Output> outputs =
                    served.send(batch.stream().map(ServingRandomTest::input).toList());
            for (int k = 0; k < batch.size(); k++) {
                assertRight(batch.get(k), outputs.get(k));
            }
        }
    }

    @Test
    void workersAtTheSameTimeDoNotMeet() throws Exception {
        List<Callable<Void>> workers = new ArrayList<>();
        for (int w = 0; w < 8; w++) {
            long seed = 100L + w;
            workers.add(() -> work(seed));
        }
        ExecutorService threads = Executors.newFixedThreadPool(workers.size());
        try {
            for (Future<Void> done : threads.invokeAll(workers)) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static Void work(long seed) throws Exception {
        PlanDraw requests = requests(seed);
        try (Predictor<Input, Output> worker = served.newPredictor()) {
            for (int i = 0; i < 40; i++) {
                List<Drawn> batch = draw(requests, 4);
                List<Output> outputs =
                        worker.batchPredict(batch.stream().map(ServingRandomTest::input).toList());
                for (int k = 0; k < batch.size(); k++) {
                    assertRight(batch.get(k), outputs.get(k));
                }
            }
        }
        return null;
    }
}
