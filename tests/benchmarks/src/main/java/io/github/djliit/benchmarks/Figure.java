/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.benchmarks;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What was found for a line: the median, over the iterations, of a run's time by each side.
 *
 * @param line the line
 * @param medians nanoseconds by side and clock, as {@code plainWall}; empty where it did not run
 * @param reason why it did not run, or what was left out; empty where all is there
 */
record Figure(Line line, Map<String, Double> medians, String reason) {

    static Figure of(Line line, RunResult run) {
        List<IterationResult> iterations =
                run.getBenchmarkResults().stream()
                        .flatMap(result -> result.getIterationResults().stream())
                        .toList();
        Map<String, Double> medians = new TreeMap<>();
        for (String side : List.of("plain", "own", "hooks", "pyvene")) {
            for (String clock : List.of("Wall", "Cpu")) {
                double[] times =
                        iterations.stream()
                                .mapToDouble(i -> count(i, side + clock) / count(i, side + "Runs"))
                                .sorted()
                                .toArray();
                if (!Double.isNaN(times[0])) {
                    medians.put(side + clock, times[times.length / 2]);
                }
            }
        }
        return new Figure(line, medians, "");
    }

    private static double count(IterationResult iteration, String name) {
        Map<String, ? extends Result<?>> counts = cast(iteration.getSecondaryResults());
        return counts.get(name).getScore();
    }

    @SuppressWarnings("unchecked") // JMH declares a raw type.
    private static Map<String, ? extends Result<?>> cast(Map<String, ?> results) {
        return (Map<String, ? extends Result<?>>) results;
    }

    boolean hasRun() {
        return !medians.isEmpty();
    }

    double millis(String side) {
        return medians.getOrDefault(side, Double.NaN) / 1e6;
    }

    /** Returns what this library took of what another side took. */
    double ratio(String other, String clock) {
        return millis("own" + clock) / millis(other + clock);
    }

    /** Whether the target is met; empty where there is none. */
    String verdict() {
        return Stream.of(
                        verdict(ratio("plain", "Wall"), line.target()),
                        verdict(ratio("hooks", "Wall"), line.hooksTarget()))
                .filter(v -> !v.isEmpty())
                .reduce((a, b) -> a.equals(b) ? a : a + "; PyTorch: " + b)
                .orElse("");
    }

    private static String verdict(double ratio, double target) {
        if (Double.isNaN(target) || Double.isNaN(ratio)) {
            return "";
        }
        return ratio <= target ? "met" : "not met";
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("name", line.name());
        json.addProperty("task", line.task().title);
        json.addProperty("network", line.kind().title);
        json.addProperty("plain", line.task().plain);
        if (!Double.isNaN(line.target())) {
            json.addProperty("target", line.target());
        }
        JsonObject nanos = new JsonObject();
        medians.forEach(nanos::addProperty);
        json.add("nanoseconds", nanos);
        json.addProperty("verdict", verdict());
        json.addProperty("reason", reason);
        return json;
    }
}
