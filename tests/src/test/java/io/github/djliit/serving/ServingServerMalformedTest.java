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

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.djliit.torchscript.TorchScriptFile;
import io.github.djliit.zoo.cli.Iit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code -Diit.load.malformed=50000}: so many requests that are none, to one server. Each is
 * refused within a second, with code and pointer, and the next good request is answered.
 */
@EnabledIfSystemProperty(named = "iit.load.malformed", matches = "[0-9]+")
class ServingServerMalformedTest {

    private static final int CONNECTIONS = 4;
    private static final int LARGE_EVERY = 5000;
    private static final int GOOD_EVERY = 50;
    private static final int LARGE = 100_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final String GOOD =
            "{\"inputs\": {\"base\": [[1, 2, 3, 4, 5, 6]], \"sources\": [[[6, 5, 4, 3, 2, 1]]]},"
                    + " \"plan\": {\"version\": 1, \"interventions\": [{\"site\": \"0[0:2]\","
                    + " \"edit\": \"interchange\", \"source\": 0}], \"collect\": [\"2\"]}}";

    @TempDir private Path folder;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicLong slowest = new AtomicLong();
    private String expected;

    /** A request, as its content type and body. */
    private record Malformed(String type, String body) {}

    @Test
    void eachIsRefused() throws Exception {
        RealServer.assume();
        Path script = Files.copy(TorchScriptFile.of("mlp"), folder.resolve("any.pt"));
        Path out = folder.resolve("mlp");
        assertThat(Iit.run("package", script.toString(), "--out", out.toString())).isZero();
        Path home = Files.createDirectory(folder.resolve("home"));
        // Above the server's own limit, its answer has no pointer; here the handler's is asked for.
        try (RealServer server =
                RealServer.start(home, Map.of("mlp", out), "max_request_size=150000000")) {
            try (Connection connection = new Connection(server.port())) {
                expected = connection.send(request("application/json", GOOD)).body();
            }
            run(server);
            System.out.printf(
                    "%d malformed requests, each refused; the slowest took %.0f ms; the server's"
                            + " memory %d MiB%n",
                    sent.get(), slowest.get() / 1e6, server.residentKib() >> 10);
        }
        assertThat(slowest.get()).isLessThan(SECOND);
    }

    private void run(RealServer server) throws Exception {
        int requests = Integer.getInteger("iit.load.malformed");
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<Void>> workers = new ArrayList<>();
            for (int c = 0; c < CONNECTIONS; c++) {
                int seed = c;
                workers.add(threads.submit(() -> work(server, seed, requests)));
            }
            for (Future<Void> worker : workers) {
                worker.get();
            }
        } finally {
            threads.shutdownNow();
        }
        for (int i = 0; i < requests / LARGE_EVERY; i++) {
            try (Connection connection = new Connection(server.port())) {
                refuse(connection, large(i));
                answerGood(connection);
            }
        }
    }

    private Void work(RealServer server, int seed, int requests) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        try (Connection connection = new Connection(server.port())) {
            for (int i = 1; sent.get() < requests; i++) {
                refuse(connection, malformed(random));
                if (i % GOOD_EVERY == 0) {
                    answerGood(connection);
                }
            }
        }
        return null;
    }

    private void answerGood(Connection connection) throws IOException {
        Connection.Reply reply = connection.send(request("application/json", GOOD));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(JsonParser.parseString(reply.body()).getAsJsonObject().keySet())
                .isEqualTo(JsonParser.parseString(expected).getAsJsonObject().keySet());
    }

    private void refuse(Connection connection, Malformed malformed) throws IOException {
        byte[] request = request(malformed.type(), malformed.body());
        long start = System.nanoTime();
        Connection.Reply reply = connection.send(request);
        long took = System.nanoTime() - start;
        slowest.accumulateAndGet(took, Math::max);
        sent.incrementAndGet();
        if (reply.status() < 400 || reply.status() > 499 || !hasPlace(reply.body())) {
            String body = malformed.body();
            throw new AssertionError(
                    "%s %s to %s %s"
                            .formatted(
                                    reply.status(),
                                    reply.body(),
                                    malformed.type(),
                                    body.substring(0, Math.min(body.length(), 600))));
        }
    }

    private static boolean hasPlace(String body) {
        try {
            JsonObject error =
                    JsonParser.parseString(body).getAsJsonObject().getAsJsonObject("error");
            return error != null && error.has("code") && error.has("pointer");
        } catch (JsonParseException | IllegalStateException e) {
            return false;
        }
    }

    private static byte[] request(String type, String body) {
        return Connection.post("/predictions/mlp", type, body.getBytes(UTF_8));
    }

    private static Malformed large(int number) {
        char[] filler = new char[LARGE];
        Arrays.fill(filler, number % 2 == 0 ? '[' : '1');
        String type = number % 3 == 0 ? "tensor/npz" : "application/json";
        return new Malformed(type, "{\"inputs\": [[" + new String(filler));
    }

    private static Malformed malformed(SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0 -> json(GOOD.substring(0, random.nextInt(1, GOOD.length() - 1)));
            case 1 -> json(GOOD.replace("[[1, 2, 3, 4, 5, 6]]", shape(random)));
            case 2 -> json(GOOD.replace("[[1,", "[[" + huge(random) + ","));
            case 3 -> json(GOOD.replace("\"0[0:2]\"", "\"" + site(random) + "\""));
            case 4 -> json(nested(random));
            case 5 -> new Malformed(type(random), GOOD);
            case 6 -> json(GOOD.replace(key(random), "\"k" + random.nextInt(99) + "\""));
            default -> json(noise(random));
        };
    }

    private static Malformed json(String body) {
        return new Malformed("application/json", body);
    }

    private static String shape(SplittableRandom random) {
        return switch (random.nextInt(5)) {
            case 0 -> "[1, 2, 3, 4, 5, 6]";
            case 1 -> "[[1, 2], [3]]";
            case 2 -> "[[" + "1, ".repeat(random.nextInt(6, 90)) + "1]]";
            case 3 -> "[" + "[1, 2, 3, 4, 5, 6], ".repeat(random.nextInt(1, 400)) + "[1]]";
            default -> "{\"shape\": [" + random.nextInt(2, 1 << 30) + "], \"data\": [1, 2]}";
        };
    }

    private static String huge(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> "1e" + random.nextInt(39, 1_000_000_000);
            case 1 -> "9".repeat(random.nextInt(65, 5000));
            case 2 -> "\"NaN\"";
            default -> "-1e" + "9".repeat(random.nextInt(1, 40)) + "9";
        };
    }

    private static String site(SplittableRandom random) {
        return switch (random.nextInt(5)) {
            case 0 -> "nowhere" + random.nextInt(1000);
            case 1 -> "0[" + random.nextInt(100, 1000) + "]";
            case 2 -> "0[0:".repeat(random.nextInt(1, 30));
            case 3 -> "0" + ".0".repeat(random.nextInt(1, 300));
            default -> "0[0:" + random.nextLong(1L << 31, Long.MAX_VALUE) + "]";
        };
    }

    private static String nested(SplittableRandom random) {
        int depth = random.nextInt(20, 100_000);
        String open = random.nextBoolean() ? "[" : "{\"a\":";
        String start = random.nextBoolean() ? "{\"inputs\":" : "";
        return start
                + open.repeat(depth)
                + "1"
                + (open.equals("[") ? "]" : "}").repeat(depth)
                + (start.isEmpty() ? "" : "}");
    }

    private static String type(SplittableRandom random) {
        List<String> types =
                List.of(
                        "tensor/npz",
                        "tensor/ndlist",
                        "tensor/safetensors",
                        "application/x-www-form-urlencoded",
                        "multipart/form-data; boundary=x");
        return types.get(random.nextInt(types.size()));
    }

    private static String key(SplittableRandom random) {
        List<String> keys =
                List.of("\"inputs\"", "\"base\"", "\"plan\"", "\"site\"", "\"edit\"", "\"source\"");
        return keys.get(random.nextInt(keys.size()));
    }

    /** One character less, or another. */
    private static String noise(SplittableRandom random) {
        int at = GOOD.indexOf("\"plan\"");
        return "\0\1{".substring(random.nextInt(3)) + GOOD.substring(random.nextInt(2, at));
    }
}
