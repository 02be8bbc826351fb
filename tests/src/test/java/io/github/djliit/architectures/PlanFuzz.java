/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.architectures;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A program that runs random plans at every listed site of every network, in child processes.
 *
 * <p>Arguments: the folder that tests/golden/architectures.py wrote; how many plans in all; a seed;
 * where the report goes.
 */
final class PlanFuzz {

    private static final long MINUTES = 10;

    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final List<String> crashes = new ArrayList<>();
    private final List<String> poisoned = new ArrayList<>();
    private int plans;

    private PlanFuzz() {}

    /**
     * Runs.
     *
     * @param arguments folder, plans, seed, report
     * @throws Exception if a child process cannot be started
     */
    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        Path work = Files.createTempDirectory("fuzz");
        PlanFuzz fuzz =
                of(
                        Architecture.all(Path.of(arguments[0])),
                        Integer.parseInt(arguments[1]),
                        Long.parseLong(arguments[2]),
                        work);
        Files.writeString(Path.of(arguments[3]), fuzz.report());
    }

    /**
     * Runs plans; a network that ends its process is told with the plan, and the next ones go on.
     *
     * @param folders the networks
     * @param plans how many in all
     * @param seed of chance
     * @param work a folder for results
     */
    static PlanFuzz of(List<Path> folders, int plans, long seed, Path work) throws Exception {
        PlanFuzz fuzz = new PlanFuzz();
        int each = Math.max(1, (plans + folders.size() - 1) / folders.size());
        int next = 0;
        while (next < folders.size()) {
            Path results = work.resolve("fuzz-" + next + ".json");
            List<Path> open = folders.subList(next, folders.size());
            boolean isWell = child(results, each, seed, open);
            int done = fuzz.read(results);
            next += done;
            if (!isWell && next < folders.size()) {
                fuzz.crashes.add(Files.readString(running(results)));
                next++;
            }
        }
        return fuzz;
    }

    /** Networks and plans that ended the process. */
    List<String> crashes() {
        return crashes;
    }

    /** Plans after which one that had worked did not, or gave something else. */
    List<String> poisoned() {
        return poisoned;
    }

    private static Path running(Path results) {
        return results.resolveSibling(results.getFileName() + ".plan");
    }

    private static boolean child(Path results, int plans, long seed, List<Path> folders)
            throws Exception {
        List<String> command = Architectures.command(FuzzWorker.class);
        command.addAll(
                List.of(
                        results.toString(),
                        running(results).toString(),
                        String.valueOf(plans),
                        String.valueOf(seed)));
        folders.forEach(folder -> command.add(folder.toAbsolutePath().toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ONEDNN_MAX_CPU_ISA", "AVX2");
        builder.redirectOutput(results.resolveSibling("log.txt").toFile());
        builder.directory(results.getParent().toFile());
        Process process = builder.start();
        String before = "";
        while (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            Path plan = running(results);
            String now = Files.exists(plan) ? Files.readString(plan) : "";
            // Empty is a moment between two plans.
            if (!now.isEmpty() && now.equals(before)) {
                process.destroyForcibly().waitFor();
                return false;
            }
            before = now;
        }
        return process.exitValue() == 0;
    }

    private int read(Path results) throws IOException {
        if (!Files.exists(results)) {
            return 0;
        }
        List<String> lines = Files.readAllLines(results);
        for (String line : lines) {
            JsonObject json = JsonParser.parseString(line).getAsJsonObject();
            plans += json.get("plans").getAsInt();
            json.getAsJsonObject("outcomes")
                    .entrySet()
                    .forEach(
                            e -> outcomes.merge(e.getKey(), e.getValue().getAsInt(), Integer::sum));
            String name = json.get("name").getAsString();
            json.get("poisoned")
                    .getAsString()
                    .lines()
                    .map(p -> name + " " + p)
                    .forEach(poisoned::add);
        }
        return lines.size();
    }

    /** Returns what came out, as Markdown. */
    String report() {
        String counts =
                outcomes.entrySet().stream()
                        .sorted(
                                Comparator.comparing(
                                        (Map.Entry<String, Integer> e) -> -e.getValue()))
                        .map(e -> "- " + e.getValue() + " x " + e.getKey())
                        .collect(Collectors.joining("\n"));
        return "%d plans, %d crashes, %d poisoned\n\n%s\n\nCrashes:\n%s\n\nPoisoned:\n%s\n"
                .formatted(
                        plans,
                        crashes.size(),
                        poisoned.size(),
                        counts,
                        String.join("\n", crashes),
                        String.join("\n", poisoned));
    }
}
