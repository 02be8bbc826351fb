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
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonParser;
import io.github.djliit.zoo.cli.Iit;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The handler in a DJL Serving that is installed: {@code -Ddjl.serving.home=DIR}, or {@code
 * DJL_SERVING_HOME}, where {@code DIR/lib} has its jars.
 */
class ServingServerTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(2);
    private static final String INPUTS =
            "{'inputs': {'base': [[3, 6, 9]], 'sources': [[[4, 4, 4]]]}, ";

    @TempDir private static Path folder;
    private static Process server;
    private static String address;

    @BeforeAll
    static void start() throws Exception {
        String home = System.getProperty("djl.serving.home", System.getenv("DJL_SERVING_HOME"));
        assumeTrue(home != null, "no server: give -Ddjl.serving.home=DIR");
        assumeTrue(HandlerJar.find().isPresent(), HandlerJar.MISSING);
        Path model = folder.resolve("sum3");
        assertThat(Iit.run("package", "sum3", "--out", model.toString())).isZero();
        Files.createDirectories(folder.resolve("deps"));
        Files.copy(HandlerJar.find().orElseThrow(), folder.resolve("deps/handler.jar"));
        address = "http://127.0.0.1:" + freePort();
        Files.writeString(
                folder.resolve("config.properties"),
                "inference_address=%s\nmanagement_address=http://127.0.0.1:%d\nload_models=sum3=%s\n"
                        .formatted(address, freePort(), model.toUri()));
        ProcessBuilder command =
                new ProcessBuilder(
                        HandlerJar.java(),
                        "-Dai.djl.offline=true",
                        "-cp",
                        Path.of(home, "lib", "*")
                                + File.pathSeparator
                                + HandlerJar.serverClassPath(),
                        "ai.djl.serving.ModelServer",
                        "-f",
                        folder.resolve("config.properties").toString());
        command.environment().put("MODEL_SERVER_HOME", folder.toString());
        command.directory(folder.toFile()).redirectErrorStream(true);
        server = command.redirectOutput(folder.resolve("log").toFile()).start();
        await();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void await() throws Exception {
        long start = System.nanoTime();
        while (true) {
            try {
                HttpRequest ping = HttpRequest.newBuilder(URI.create(address + "/ping")).build();
                if (CLIENT.send(ping, BodyHandlers.ofString()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                assertThat(server.isAlive()).as(Files.readString(folder.resolve("log"))).isTrue();
            }
            assertThat(System.nanoTime() - start)
                    .as(Files.readString(folder.resolve("log")))
                    .isLessThan(PATIENCE);
            Thread.sleep(200);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.destroy();
            if (!server.waitFor(20, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        }
    }

    private static HttpRequest request(String body) {
        return HttpRequest.newBuilder(URI.create(address + "/predictions/sum3"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.replace('\'', '"')))
                .build();
    }

    private static HttpResponse<String> send(String body) throws Exception {
        return CLIENT.send(request(body), BodyHandlers.ofString());
    }

    private static int highest(HttpResponse<String> reply) {
        return Served.highest(JsonParser.parseString(reply.body()).getAsJsonObject());
    }

    /** Of base 3, 6, 9 with S of the source 4, 4, 4: 8 + 9. */
    @Test
    void aVariableIsInterchanged() throws Exception {
        int counterfactual = highest(send(INPUTS + "'variables': {'S': 0}}"));
        int plain = highest(send("{'inputs': [[3, 6, 9]]}"));
        assertThat(counterfactual - plain).isEqualTo(-1);
    }

    @Test
    void aFaultHasItsStatusAndItsPlace() throws Exception {
        HttpResponse<String> reply = send(INPUTS + "'variables': {'R': 0}}");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).contains("\"pointer\":\"/variables/R\"");
    }

    @Test
    void requestsAtTheSameTimeHaveTheirOwnPlans() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String body =
                    switch (i % 3) {
                        case 0 -> INPUTS + "'variables': {'S': 0}}";
                        case 1 -> "{'inputs': [[3, 6, 9]]}";
                        default -> "{";
                    };
            replies.add(CLIENT.sendAsync(request(body), BodyHandlers.ofString()));
        }
        int counterfactual = highest(send(INPUTS + "'variables': {'S': 0}}"));
        for (int i = 0; i < replies.size(); i++) {
            HttpResponse<String> reply = replies.get(i).get();
            assertThat(reply.statusCode()).isEqualTo(i % 3 == 2 ? 400 : 200);
            if (i % 3 < 2) {
                assertThat(highest(reply)).isEqualTo(counterfactual + (i % 3));
            }
        }
    }
}
