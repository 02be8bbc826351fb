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

import io.github.djliit.tensor.Tensor;
import io.github.djliit.torchscript.TorchScriptFile;
import io.github.djliit.zoo.cli.Iit;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How many requests a second a server answers under plans, as a share of what it answers for the
 * same model served with DJL's own translator; {@code -Diit.load.speed=SECONDS} says for how long
 * each figure is measured, nine times over. The last figure is the same share by the processor's
 * time that the server took, which others that run on the machine disturb less.
 */
@EnabledIfSystemProperty(named = "iit.load.speed", matches = "[0-9.]+")
class ServingServerSpeedTest {

    private static final int ROUNDS = 9;
    private static final int WARM_UP = 4;

    @TempDir private Path folder;

    /**
     * Something that is asked over and over.
     *
     * @param name what it is called
     * @param of with what it is compared
     * @param least the least share of that
     * @param requests the requests
     */
    private record Kind(String name, String of, double least, IntFunction<byte[]> requests) {}

    private static Path packaged(Path folder, String model) throws Exception {
        assertThat(Iit.run("package", model, "--out", folder.toString())).isZero();
        Files.writeString(
                folder.resolve("serving.properties"),
                System.getProperty("iit.load.properties", "").replace(',', '\n') + "\n",
                StandardOpenOption.APPEND);
        return folder;
    }

    /** The same model with DJL's own translator, which takes and gives tensors only. */
    private static Path plain(Path folder, String model) throws Exception {
        Path properties = packaged(folder, model).resolve("serving.properties");
        List<String> lines = new ArrayList<>(Files.readAllLines(properties));
        lines.removeIf(line -> line.startsWith("translator=") || line.startsWith("iit."));
        lines.add("batchifier=stack");
        Files.write(properties, lines);
        return folder;
    }

    @ParameterizedTest
    @CsvSource({"sum3, 3, 03first, 04second", "mlp, 6, 0, 2"})
    void plansCostLittle(String model, int inputs, String first, String second) throws Exception {
        RealServer.assume();
        Path script = Files.copy(TorchScriptFile.of("mlp"), folder.resolve("any.pt"));
        String source = model.equals("mlp") ? script.toString() : model;
        Map<String, Path> models = new LinkedHashMap<>();
        models.put(model, packaged(folder.resolve("packaged"), source));
        models.put("plain", plain(folder.resolve("plain"), source));
        Path home = Files.createDirectory(folder.resolve("home"));
        SoftAssertions shares = new SoftAssertions();
        try (RealServer server = RealServer.start(home, models)) {
            List<Kind> kinds = kinds(model, inputs, first, second);
            for (int i = 0; i < WARM_UP; i++) {
                for (Kind kind : kinds) {
                    rate(server, 4, kind);
                }
            }
            for (int connections : new int[] {1, 4, 16}) {
                measure(model, server, connections, kinds, shares);
            }
        }
        shares.assertAll();
    }

    private static void measure(
            String model,
            RealServer server,
            int connections,
            List<Kind> kinds,
            SoftAssertions shares)
            throws Exception {
        Map<String, double[]> rates = new LinkedHashMap<>();
        Map<String, Double> costs = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Kind kind : kinds) {
                long before = server.cpuNanos();
                double rate = rate(server, connections, kind);
                rates.computeIfAbsent(kind.name(), name -> new double[ROUNDS])[round] = rate;
                costs.merge(kind.name(), (server.cpuNanos() - before) / rate, Double::sum);
            }
        }
        for (Kind kind : kinds) {
            double[] own = rates.get(kind.name());
            double[] other = rates.get(kind.of());
            double share = median(IntStream.range(0, ROUNDS).mapToDouble(r -> own[r] / other[r]));
            String line =
                    "%s, %2d connections: %-18s %6.0f requests/s, %.2f of %s; processor %.2f"
                            .formatted(
                                    model,
                                    connections,
                                    kind.name(),
                                    median(Arrays.stream(own)),
                                    share,
                                    kind.of(),
                                    costs.get(kind.of()) / costs.get(kind.name()));
            System.out.println(line);
            shares.assertThat(share).as(line).isGreaterThanOrEqualTo(kind.least());
        }
    }

    private static double median(DoubleStream numbers) {
        double[] sorted = numbers.sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** Returns how many requests a second are answered. */
    private static double rate(RealServer server, int connections, Kind kind) throws Exception {
        long time = (long) (1e9 * Double.parseDouble(System.getProperty("iit.load.speed")));
        long end = System.nanoTime() + time;
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int c = 0; c < connections; c++) {
                int first = c;
                counts.add(
                        threads.submit(
                                () -> count(server, kind.requests(), first, connections, end)));
            }
            double all = 0;
            for (Future<Integer> count : counts) {
                all += count.get();
            }
            return all * TimeUnit.SECONDS.toNanos(1) / time;
        } finally {
            threads.shutdownNow();
        }
    }

    private static int count(
            RealServer server, IntFunction<byte[]> requests, int first, int step, long end)
            throws Exception {
        int count = 0;
        try (Connection connection = new Connection(server.port())) {
            for (; System.nanoTime() < end; count++) {
                Connection.Reply reply = connection.send(requests.apply(first + count * step));
                if (reply.status() != 200) {
                    throw new AssertionError(reply.body());
                }
            }
        }
        return count;
    }

    private static List<Kind> kinds(String model, int inputs, String first, String second) {
        Requests make = new Requests(model, inputs);
        IntFunction<byte[]> plain = same(make.plain());
        byte[][] eight = new byte[8][];
        for (int i = 0; i < eight.length; i++) {
            String site = (i % 2 == 0 ? first : second) + "[0:" + (i / 2 + 1) + "]";
            eight[i] = make.tensors(plan(site, "\"add\", \"value\": " + i), 0);
        }
        List<Kind> kinds = new ArrayList<>();
        kinds.add(new Kind("plain", "plain", 1, plain));
        kinds.add(new Kind("handler, plain", "plain", 0, same(make.tensors(null, 0))));
        for (String edit : List.of("\"zero\"", "\"set\", \"value\": 1", "\"add\", \"value\": 1")) {
            String name = edit.substring(1, edit.indexOf('"', 1));
            kinds.add(new Kind(name, "plain", .9, same(make.tensors(plan(first, edit), 0))));
        }
        String swap = plan(first, "\"interchange\"");
        kinds.add(new Kind("same source", "plain", .45, same(make.tensors(swap, 1))));
        kinds.add(new Kind("new source", "plain", .45, i -> make.tensors(swap, 1 + i)));
        kinds.add(new Kind("eight equal", "plain", 0, same(eight[0])));
        kinds.add(new Kind("eight plans", "eight equal", .8, i -> eight[i % 8]));
        kinds.add(new Kind("JSON, plain", "JSON, plain", 1, same(make.json(null, 0))));
        String set = plan(first, "\"set\", \"value\": 1");
        kinds.add(new Kind("JSON, set", "JSON, plain", .9, same(make.json(set, 0))));
        kinds.add(new Kind("JSON, same source", "JSON, plain", .45, same(make.json(swap, 1))));
        kinds.add(new Kind("JSON, new source", "JSON, plain", .45, i -> make.json(swap, 1 + i)));
        return kinds;
    }

    private static IntFunction<byte[]> same(byte[] request) {
        return i -> request;
    }

    private static String plan(String site, String edit) {
        return "{\"version\": 1, \"interventions\": [{\"site\": \"%s\", \"edit\": %s}]}"
                .formatted(site, edit);
    }

    /** Writes requests of one row out; a source is another row for each number. */
    private record Requests(String model, int inputs) {

        private float[] row(int number) {
            float[] row = new float[inputs];
            for (int i = 0; i < inputs; i++) {
                row[i] = (number >> (3 * i)) % 8;
            }
            return row;
        }

        /** DJL's translator stacks rows that have no axis for the batch. */
        byte[] plain() {
            byte[] list = NdListBytes.write(Map.of("base", Tensor.of(row(83), inputs)));
            return Connection.post("/predictions/plain", "tensor/ndlist", list);
        }

        byte[] tensors(String plan, int source) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put(plan == null ? "" : "base", Tensor.of(row(83), 1, inputs));
            if (source > 0) {
                tensors.put("source0", Tensor.of(row(source), 1, inputs));
            }
            String query = plan == null ? "" : "?plan=" + URLEncoder.encode(plan, UTF_8);
            return Connection.post(
                    "/predictions/" + model + query,
                    "tensor/ndlist\r\nAccept: tensor/ndlist",
                    NdListBytes.write(tensors));
        }

        byte[] json(String plan, int source) {
            String base = "{\"inputs\": " + rows(83) + "}";
            if (plan != null) {
                String sources = source == 0 ? "" : ", \"sources\": [" + rows(source) + "]";
                base =
                        "{\"inputs\": {\"base\": %s%s}, \"plan\": %s}"
                                .formatted(rows(83), sources, plan);
            }
            return Connection.post(
                    "/predictions/" + model, "application/json", base.getBytes(UTF_8));
        }

        private String rows(int number) {
            return "[" + Arrays.toString(row(number)) + "]";
        }
    }
}
