/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.pvr;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Makes the tables of {@code docs/pvr.md}, and the one of the README, from model directories that
 * {@code ./iit train pvr --out} wrote: {@code main} with the repository and those directories.
 * Their figures go to {@code docs/pvr.json}, in the place of those of the same network, method and
 * seed, and from there into the texts.
 */
final class MethodTable {

    static final String RESULTS = "docs/pvr.json";
    static final String TEXT = "docs/pvr.md";
    static final String README = "README.md";

    private static final List<String> KEPT =
            List.of("task_accuracy", "iia", "iia_impactful", "impactful");
    static final String DEFAULT = "default | ";
    static final List<String> QUADRANTS = Stream.of(Quadrant.values()).map(Quadrant::name).toList();

    private MethodTable() {}

    public static void main(String[] arguments) throws IOException {
        Path repository = Path.of(arguments[0]);
        Map<String, JsonElement> runs = new LinkedHashMap<>();
        JsonParser.parseString(Files.readString(repository.resolve(RESULTS)))
                .getAsJsonArray()
                .forEach(run -> runs.put(key(run.getAsJsonObject()), run));
        for (String directory : List.of(arguments).subList(1, arguments.length)) {
            Path card = Path.of(directory, "model.json");
            JsonObject run = result(JsonParser.parseString(Files.readString(card)));
            runs.put(key(run), run);
        }
        JsonArray results = new JsonArray();
        runs.values().forEach(results::add);
        String json = new GsonBuilder().setPrettyPrinting().create().toJson(results);
        Files.writeString(repository.resolve(RESULTS), json + "\n");
        for (String text : List.of(TEXT, README)) {
            Path file = repository.resolve(text);
            Files.writeString(file, fill(Files.readString(file), results));
        }
    }

    private static String key(JsonObject run) {
        return run.get("network") + " " + run.get("method") + " " + run.get("seed");
    }

    /** Puts the tables where the text has marks for them. */
    static String fill(String text, JsonArray results) {
        String filled = fill(text, "summary", summary(results));
        for (String task : List.of("trained", "held_out")) {
            filled = fill(filled, task, table(results, task));
        }
        return filled;
    }

    private static String fill(String text, String name, String table) {
        String begin = "<!-- " + name + " -->\n";
        if (!text.contains(begin)) {
            return text;
        }
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf("<!-- end -->", from);
        return text.substring(0, from) + table + text.substring(to);
    }

    private static JsonObject result(JsonElement json) {
        JsonObject card = json.getAsJsonObject();
        JsonObject settings = card.getAsJsonObject("settings");
        JsonObject figures = card.getAsJsonObject("figures");
        JsonObject result = new JsonObject();
        result.addProperty("network", network(settings));
        result.add("method", settings.get("method"));
        result.add("seed", card.get("seed"));
        result.add("epochs", settings.get("epochs"));
        result.add("seconds", figures.get("seconds"));
        for (var task : figures.getAsJsonObject("tasks").entrySet()) {
            JsonObject kept = new JsonObject();
            KEPT.forEach(key -> kept.add(key, task.getValue().getAsJsonObject().get(key)));
            result.add(task.getKey(), kept);
        }
        return result;
    }

    private static String network(JsonObject settings) {
        if (settings.has("network") && settings.get("network").getAsString().equals("resnet")) {
            return "network = resnet";
        }
        if (!settings.getAsJsonArray("routing").isEmpty()) {
            return "routing = 64, 64";
        }
        int kernel = settings.get("last_kernel").getAsInt();
        return kernel == 2 ? "last_kernel = 2" : "default";
    }

    private static String table(JsonArray results, String task) {
        StringBuilder text = new StringBuilder("| network | method | accuracy |");
        QUADRANTS.forEach(quadrant -> text.append(" IIA ").append(quadrant).append(" |"));
        text.append(" IIA impactful |\n|---|---|---|---|---|---|---|---|\n");
        for (var group : byMethod(results).entrySet()) {
            text.append("| ").append(group.getKey());
            text.append(cell(group.getValue(), run -> number(run, task, "task_accuracy")));
            for (String quadrant : QUADRANTS) {
                text.append(cell(group.getValue(), run -> iia(run, task, "iia", quadrant)));
            }
            text.append(cell(group.getValue(), run -> mean(run, task, "iia_impactful")))
                    .append(" |\n");
        }
        return text.toString();
    }

    /** The methods with the default network. */
    private static String summary(JsonArray results) {
        StringBuilder text = new StringBuilder("| method | accuracy, trained digits |");
        text.append(" accuracy, held-out digits | IIA, held-out digits, mean of the four |\n");
        text.append("|---|---|---|---|\n");
        for (var group : byMethod(results).entrySet()) {
            if (group.getKey().startsWith(DEFAULT)) {
                text.append("| `").append(group.getKey().substring(DEFAULT.length())).append('`');
                text.append(cell(group.getValue(), run -> number(run, "trained", "task_accuracy")));
                text.append(
                        cell(group.getValue(), run -> number(run, "held_out", "task_accuracy")));
                text.append(cell(group.getValue(), run -> mean(run, "held_out", "iia")));
                text.append(" |\n");
            }
        }
        return text.toString();
    }

    static Map<String, List<JsonObject>> byMethod(JsonArray results) {
        return StreamSupport.stream(results.spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .collect(
                        Collectors.groupingBy(
                                run ->
                                        run.get("network").getAsString()
                                                + " | "
                                                + run.get("method").getAsString(),
                                LinkedHashMap::new,
                                Collectors.toList()));
    }

    /** The mean, and the least and greatest of several. */
    private static String cell(List<JsonObject> runs, ToDoubleFunction<JsonObject> figure) {
        DoubleSummaryStatistics all = runs.stream().mapToDouble(figure).summaryStatistics();
        String form = runs.size() > 1 ? " | %.3f (%.3f–%.3f)" : " | %.3f";
        return String.format(Locale.ROOT, form, all.getAverage(), all.getMin(), all.getMax());
    }

    static double number(JsonObject run, String task, String key) {
        return run.getAsJsonObject(task).get(key).getAsDouble();
    }

    static double iia(JsonObject run, String task, String key, String quadrant) {
        return run.getAsJsonObject(task).getAsJsonObject(key).get(quadrant).getAsDouble();
    }

    /** The mean over the quadrants. */
    static double mean(JsonObject run, String task, String key) {
        return IntStream.range(0, QUADRANTS.size())
                .mapToDouble(i -> iia(run, task, key, QUADRANTS.get(i)))
                .average()
                .orElseThrow();
    }
}
