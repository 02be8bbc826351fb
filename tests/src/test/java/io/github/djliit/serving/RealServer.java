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
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.djliit.support.ChildJava;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A DJL Serving that is installed, as a child of this process: {@code -Ddjl.serving.home=DIR}, or
 * {@code DJL_SERVING_HOME}, where {@code DIR/lib} has its jars. It listens on free ports of this
 * machine only.
 */
final class RealServer implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** Touched from the start, so that what the server needs besides is seen to grow. */
    private static final String HEAP = "-Xms1g -Xmx1g -XX:+AlwaysPreTouch";

    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(2);

    private final Path folder;
    private final int port = freePort();
    private final int managementPort = freePort();
    private final Process process;

    private RealServer(Path folder, Map<String, Path> models, List<String> settings)
            throws Exception {
        this.folder = folder;
        List<String> lines = new ArrayList<>(settings);
        lines.add("inference_address=http://127.0.0.1:" + port);
        lines.add("management_address=http://127.0.0.1:" + managementPort);
        lines.add(
                models.entrySet().stream()
                        .map(model -> model.getKey() + "=" + model.getValue().toUri())
                        .collect(Collectors.joining(",", "load_models=", "")));
        Files.write(folder.resolve("config.properties"), lines);
        process = launch();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** Skips the test where there is no server, or nothing to give it. */
    static void assume() throws IOException {
        assumeTrue(home() != null, "no server: give -Ddjl.serving.home=DIR");
        assumeTrue(HandlerJar.find().isPresent(), HandlerJar.MISSING);
    }

    /**
     * Starts a server that has the handler in its folder {@code deps}.
     *
     * @param folder an empty folder for the server
     * @param models model directories by name
     * @param settings lines of {@code config.properties}
     */
    static RealServer start(Path folder, Map<String, Path> models, String... settings)
            throws Exception {
        Files.createDirectories(folder.resolve("deps"));
        Files.copy(HandlerJar.find().orElseThrow(), folder.resolve("deps/handler.jar"));
        return bare(folder, models, settings);
    }

    /** Starts a server that has nothing of this project but what is in the model directories. */
    static RealServer bare(Path folder, Map<String, Path> models, String... settings)
            throws Exception {
        RealServer server = new RealServer(folder, models, List.of(settings));
        try {
            server.await();
        } catch (Exception | AssertionError e) {
            server.close();
            throw e;
        }
        return server;
    }

    private static String home() {
        return System.getProperty("djl.serving.home", System.getenv("DJL_SERVING_HOME"));
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(ChildJava.java()));
        command.addAll(List.of(System.getProperty("iit.server.java", HEAP).split(" ")));
        command.add("-Duser.home=" + System.getProperty("user.home"));
        command.add("-Dai.djl.offline=true");
        command.add("-Dai.djl.pytorch.num_threads=1");
        Path log = Path.of(home(), "conf", "log4j2.xml");
        if (Files.exists(log)) {
            command.add("-Dlog4j.configurationFile=" + log);
        }
        command.addAll(List.of("-cp", classPath(), "ai.djl.serving.ModelServer", "-f"));
        command.add(folder.resolve("config.properties").toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("MODEL_SERVER_HOME", folder.toString());
        builder.environment().put("SERVING_PROMETHEUS", "true");
        builder.directory(folder.toFile()).redirectErrorStream(true);
        return builder.redirectOutput(folder.resolve("log").toFile()).start();
    }

    /** The engine's native code comes from the tests where the server would download it. */
    private static String classPath() throws IOException {
        Path lib = Path.of(home(), "lib");
        try (Stream<Path> files = Files.list(lib)) {
            if (files.anyMatch(
                    file -> file.getFileName().toString().startsWith("pytorch-native"))) {
                return lib.resolve("*").toString();
            }
        }
        Stream<String> engine =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .filter(
                                entry ->
                                        Path.of(entry)
                                                .getFileName()
                                                .toString()
                                                .startsWith("pytorch-"));
        return Stream.concat(engine, Stream.of(lib.resolve("*").toString()))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void await() throws Exception {
        long start = System.nanoTime();
        while (System.nanoTime() - start < PATIENCE) {
            assertThat(process.isAlive()).as(log()).isTrue();
            try {
                if (get("/ping").statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                assertThat(process.isAlive()).as(log()).isTrue();
            }
            Thread.sleep(100);
        }
        throw new AssertionError("The server does not answer: " + log());
    }

    /** Returns what the server wrote. */
    String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    int port() {
        return port;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                BodyHandlers.ofString());
    }

    /** Asks the address of the operators. */
    HttpResponse<String> manage(String method, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + managementPort + path);
        return CLIENT.send(
                HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build(),
                BodyHandlers.ofString());
    }

    /** Makes a request of a model; further headers come in pairs. */
    HttpRequest request(String model, String contentType, byte[] body, String... headers) {
        URI uri = URI.create("http://127.0.0.1:" + port + "/predictions/" + model);
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(uri).header("Content-Type", contentType);
        if (headers.length > 0) {
            builder.headers(headers);
        }
        return builder.POST(BodyPublishers.ofByteArray(body)).build();
    }

    HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        return CLIENT.send(request, BodyHandlers.ofByteArray());
    }

    /** Sends JSON, with apostrophes for quotation marks. */
    HttpResponse<String> ask(String model, String body) throws IOException, InterruptedException {
        return CLIENT.send(json(model, body), BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> askLater(String model, String body) {
        return CLIENT.sendAsync(json(model, body), BodyHandlers.ofString());
    }

    private HttpRequest json(String model, String body) {
        return request(model, "application/json", body.replace('\'', '"').getBytes(UTF_8));
    }

    /** Returns the time of processors that the server took so far, in nanoseconds. */
    long cpuNanos() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    /** Returns the memory that the server has in use, in KiB; the system's figure. */
    long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** Ends the server. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
