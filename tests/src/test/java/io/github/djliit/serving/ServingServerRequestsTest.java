/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.translate.TranslateException;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.torchscript.TorchScriptFile;
import io.github.djliit.zoo.cli.Iit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code -Diit.load.requests=100000}: so many requests with random plans to three models of a
 * server, from 16 connections. Every answer is that of the model in this process, and the server's
 * memory stays what it is after the first tenth.
 *
 * <p>Numbers are compared to 1e-5 of the largest of their answer, or of 1. How they are rounded
 * depends on the size of the batch, and an output near zero has the rounding of the large numbers
 * that it is a difference of; so one in 10,000 may differ by up to 1e-4.
 */
@EnabledIfSystemProperty(named = "iit.load.requests", matches = "[0-9]+")
class ServingServerRequestsTest {

    private static final int CONNECTIONS = 16;
    private static final double CLOSE = 1e-5;
    private static final double NEAR = 1e-4;
    private static final int ROUNDED_EVERY = 10_000;
    private static final double GROWTH = 1.1;

    @TempDir private Path folder;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger farther = new AtomicInteger();

    private static final List<Model> MODELS =
            List.of(
                    new Model(
                            "sum3",
                            Map.of("03first", 300, "04second", 300, "02embedding", 300),
                            3,
                            "04second",
                            0),
                    new Model(
                            "equality",
                            Map.of("01SequentialBlock", 16, "02SequentialBlock", 16, "04Linear", 2),
                            16,
                            "02SequentialBlock",
                            .2f),
                    new Model("mlp", Map.of("0", 4, "2", 4, "4.hidden", 3, "4", 4), 6, "2", 1));

    /** A model, and what is drawn for it: inputs about as large as those of its training. */
    private record Model(
            String id, Map<String, Integer> widths, int inputs, String collect, float scale) {

        PlanDraw draw(long seed) {
            return new PlanDraw(widths, inputs, collect, scale, seed);
        }
    }

    private Map<String, Path> models() throws IOException {
        Path script = Files.copy(TorchScriptFile.of("mlp"), folder.resolve("any.pt"));
        Map<String, Path> models = new LinkedHashMap<>();
        for (Model model : MODELS) {
            String from = model.id().equals("mlp") ? script.toString() : model.id();
            Path out = folder.resolve("models").resolve(model.id());
            assertThat(Iit.run("package", from, "--out", out.toString())).isZero();
            models.put(model.id(), out);
        }
        return models;
    }

    @Test
    void everyAnswerIsThatOfTheModel() throws Exception {
        RealServer.assume();
        Map<String, Path> models = models();
        Map<String, Served> local = new LinkedHashMap<>();
        Path home = Files.createDirectory(folder.resolve("home"));
        try (RealServer server = RealServer.start(home, models)) {
            for (Map.Entry<String, Path> model : models.entrySet()) {
                local.put(model.getKey(), Served.load(model.getValue()));
            }
            send(server, local);
        } finally {
            local.values().forEach(Served::close);
        }
    }

    private void send(RealServer server, Map<String, Served> local) throws Exception {
        int requests = Integer.getInteger("iit.load.requests");
        long start = System.nanoTime();
        run(requests / 10, server, local);
        long early = server.residentKib();
        run(requests, server, local);
        long late = server.residentKib();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%d requests in %.0f s, each answered as in this process: all to 1e-4, all but %d to"
                        + " 1e-5; the server's memory: %d MiB after a tenth of them, %d MiB after"
                        + " all%n",
                sent.get(), seconds, farther.get(), early >> 10, late >> 10);
        assertThat(farther.get()).isLessThanOrEqualTo(requests / ROUNDED_EVERY);
        assertThat(sent.get()).isEqualTo(requests);
        assertThat((double) late).isLessThan(GROWTH * early);
    }

    private void run(int upTo, RealServer server, Map<String, Served> local) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int c = 0; c < CONNECTIONS; c++) {
                long seed = 31L * upTo + c;
                workers.add(threads.submit(() -> work(seed, upTo, server, local)));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Void work(long seed, int upTo, RealServer server, Map<String, Served> local)
            throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        List<PlanDraw> draws = new ArrayList<>();
        List<Predictor<Input, Output>> predictors = new ArrayList<>();
        for (Model model : MODELS) {
            draws.add(model.draw(seed));
            predictors.add(local.get(model.id()).newPredictor());
        }
        try (Connection connection = new Connection(server.port())) {
            while (isNext(upTo)) {
                int model = random.nextInt(draws.size());
                String body = draws.get(model).draw().body();
                JsonObject expected = answer(predictors.get(model), body);
                assertSame(connection, MODELS.get(model).id(), body, expected);
            }
        } finally {
            predictors.forEach(Predictor::close);
        }
        return null;
    }

    private boolean isNext(int upTo) {
        return sent.getAndUpdate(count -> Math.min(upTo, count + 1)) < upTo;
    }

    private static JsonObject answer(Predictor<Input, Output> predictor, String body)
            throws TranslateException {
        return Served.read(predictor.predict(Served.of("application/json", body.getBytes(UTF_8))));
    }

    private void assertSame(Connection connection, String model, String body, JsonObject expected)
            throws IOException {
        byte[] request =
                Connection.post("/predictions/" + model, "application/json", body.getBytes(UTF_8));
        Connection.Reply reply = connection.send(request);
        float scale = Math.max(1, largest(expected));
        boolean isAnswer = reply.status() == 200;
        JsonElement found = isAnswer ? JsonParser.parseString(reply.body()) : null;
        if (!isAnswer || !isSame(found, expected, NEAR * scale)) {
            throw new AssertionError(
                    "%s: %s %s, expected %s for %s"
                            .formatted(model, reply.status(), reply.body(), expected, body));
        }
        if (!isSame(found, expected, CLOSE * scale)) {
            farther.incrementAndGet();
        }
    }

    private static boolean isSame(JsonElement found, JsonElement expected, double most) {
        if (!(found instanceof JsonObject object && expected instanceof JsonObject other)) {
            return found.equals(expected);
        }
        if (other.has("data")) {
            return object.get("shape").equals(other.get("shape"))
                    && isClose(Served.numbers(object), Served.numbers(other), most);
        }
        return object.keySet().equals(other.keySet())
                && object.keySet().stream()
                        .allMatch(key -> isSame(object.get(key), other.get(key), most));
    }

    /** The last digits, those of the largest numbers, depend on who else is in the batch. */
    private static boolean isClose(float[] found, float[] expected, double most) {
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(found[i] - expected[i]) <= most)) {
                return false;
            }
        }
        return true;
    }

    private static float largest(JsonObject reply) {
        float largest = 0;
        for (float number : Served.numbers(reply.get("output"))) {
            largest = Math.max(largest, Math.abs(number));
        }
        return largest;
    }
}
