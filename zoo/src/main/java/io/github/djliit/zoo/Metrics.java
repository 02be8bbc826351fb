/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.typesafe.config.Config;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.json.JsonFormatException;
import io.github.djliit.json.JsonNode;
import io.github.djliit.json.JsonNumbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The figures of a training by epoch, as lines of JSON and as CSV.
 *
 * <p>A line has epoch, step, loss, and the terms of the loss; where the network was measured, task
 * accuracy, IIA of each variable and the histogram of errors, for each task. A column of the CSV is
 * named by the path of its figure in the JSON, as {@code iia.S}. There is no time in it: equal
 * trainings write equal files.
 */
final class Metrics {

    static final String JSON = "metrics.jsonl";
    static final String CSV = "metrics.csv";

    /** What every table of ours begins with. */
    static final String START = "epoch,step,loss,";

    private static final String LINE = "\n";

    private final Path folder;
    private final List<String> columns;
    private final int before;
    private boolean open;

    /**
     * Starts a log.
     *
     * @param folder where to, or null for nowhere
     * @param columns the columns of the CSV
     * @param before the number of epochs that were made before; lines of later ones are dropped
     */
    Metrics(Path folder, List<String> columns, int before) {
        this.folder = folder;
        this.columns = columns;
        this.before = before;
    }

    static List<String> columns(Recipe recipe, Config settings, Training training) {
        List<String> columns = new ArrayList<>(List.of("epoch", "step", "loss"));
        training.losses().forEach(name -> columns.add("losses." + name));
        Alignment alignment = recipe.alignment(settings);
        List<Recipe.Task> tasks = recipe.tasks(settings, alignment);
        addFigures("", tasks.get(tasks.size() - 1), columns);
        for (Recipe.Task task : tasks) {
            if (tasks.size() > 1) {
                addFigures("tasks." + task.name() + ".", task, columns);
            }
        }
        tasks.forEach(task -> columns.add("errors." + task.name()));
        return columns;
    }

    private static void addFigures(String prefix, Recipe.Task task, List<String> columns) {
        columns.add(prefix + "task_accuracy");
        task.variables().forEach(variable -> columns.add(prefix + "iia." + variable));
    }

    /** Adds the line of an epoch; the figures of a measurement may be null. */
    void add(Training training, Map<String, Double> losses, JsonObject measured)
            throws IOException {
        if (folder == null) {
            return;
        }
        open();
        JsonObject line = new JsonObject();
        line.addProperty("epoch", training.epoch());
        line.addProperty("step", training.steps());
        double sum = losses.values().stream().mapToDouble(Double::doubleValue).sum();
        line.add("loss", JsonNumbers.of(sum));
        JsonObject terms = new JsonObject();
        losses.forEach((name, value) -> terms.add(name, JsonNumbers.of(value)));
        line.add("losses", terms);
        if (measured != null) {
            measured.entrySet().forEach(entry -> line.add(entry.getKey(), entry.getValue()));
        }
        append(JSON, line.toString());
        append(CSV, row(line));
    }

    /** Drops what a killed training wrote after its checkpoint, half a line perhaps. */
    private void open() throws IOException {
        if (open) {
            return;
        }
        Files.createDirectories(folder);
        List<String> kept = new ArrayList<>();
        List<String> rows = new ArrayList<>(List.of(String.join(",", columns)));
        for (String line : read()) {
            JsonObject json = JsonParser.parseString(line).getAsJsonObject();
            kept.add(line);
            rows.add(row(json));
        }
        write(JSON, kept);
        write(CSV, rows);
        open = true;
    }

    private List<String> read() throws IOException {
        return lines(folder, before);
    }

    private static List<String> lines(Path folder, int epochs) throws IOException {
        Path file = folder.resolve(JSON);
        return epochs > 0 && Files.exists(file)
                ? TextFile.read(file, text -> text.lines().limit(epochs).toList())
                : List.of();
    }

    /** Checks that the lines of epochs that were made can be read when others are added. */
    static void check(Path folder, int epochs) throws IOException {
        List<String> lines = lines(folder, epochs);
        for (int i = 0; i < lines.size(); i++) {
            try {
                JsonNode.parse(lines.get(i)).object();
            } catch (JsonFormatException e) {
                throw new IllegalArgumentException(
                        "%s: line %d is damaged: %s"
                                .formatted(folder.resolve(JSON), i + 1, e.getMessage()),
                        e);
            }
        }
    }

    private void write(String name, List<String> lines) throws IOException {
        String text = lines.stream().map(line -> line + LINE).collect(Collectors.joining());
        put(folder.resolve(name), text);
    }

    private void append(String name, String line) throws IOException {
        put(folder.resolve(name), line + LINE, StandardOpenOption.APPEND);
    }

    private static void put(Path file, String text, OpenOption... options) throws IOException {
        try {
            Files.writeString(file, text, options);
        } catch (IOException e) {
            throw IoErrors.writing(file, e);
        }
    }

    private String row(JsonObject line) {
        Map<String, String> cells = new LinkedHashMap<>();
        flatten("", line, cells);
        return columns.stream()
                .map(column -> cells.getOrDefault(column, ""))
                .collect(Collectors.joining(","));
    }

    private static void flatten(String path, JsonElement element, Map<String, String> cells) {
        if (path.startsWith("errors.")) {
            cells.put(path, histogram(element.getAsJsonObject()));
        } else if (element.isJsonObject()) {
            String prefix = path.isEmpty() ? "" : path + ".";
            element.getAsJsonObject()
                    .entrySet()
                    .forEach(entry -> flatten(prefix + entry.getKey(), entry.getValue(), cells));
        } else if (element.isJsonPrimitive()) {
            cells.put(path, element.getAsString());
        }
    }

    private static String histogram(JsonObject counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue())
                .collect(Collectors.joining(" "));
    }
}
