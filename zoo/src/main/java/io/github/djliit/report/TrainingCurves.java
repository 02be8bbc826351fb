/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import io.github.djliit.json.JsonFormatException;
import io.github.djliit.json.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The losses of a training, its accuracy and its IIA, by epoch. */
public final class TrainingCurves extends Picture {

    private static final String TITLE = "Training by epoch";
    private static final double HEADER = 56;
    private static final double GAP = 44;

    private final List<Chart> charts;
    private final int epochs;

    private TrainingCurves(List<Chart> charts, int epochs) {
        this.charts = List.copyOf(charts);
        this.epochs = epochs;
    }

    /**
     * Reads the lines of {@code metrics.jsonl}.
     *
     * @param text its text, a JSON object in each line; a figure that is null has no point; half a
     *     line at the end, as a killed training leaves it, is left out
     * @return the curves
     * @throws JsonFormatException if a line is not that of an epoch
     * @throws IllegalArgumentException if there is no line
     */
    public static TrainingCurves fromJsonLines(String text) {
        Map<String, List<Series.Point>> losses = new LinkedHashMap<>();
        Map<String, List<Series.Point>> shares = new LinkedHashMap<>();
        int end = text.lastIndexOf('\n') + 1;
        List<String> lines = text.substring(0, end).lines().toList();
        int epochs = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                read(i + 1, lines.get(i), losses, shares);
                epochs++;
            }
        }
        if (epochs == 0) {
            throw new IllegalArgumentException(
                    "There is no line of an epoch to draw; each ends with a line break");
        }
        List<Chart> charts = new ArrayList<>();
        add(charts, "Loss", false, losses);
        add(charts, "Accuracy and IIA on fresh pairs", true, shares);
        return new TrainingCurves(charts, epochs);
    }

    private static void read(
            int number,
            String text,
            Map<String, List<Series.Point>> losses,
            Map<String, List<Series.Point>> shares) {
        try {
            read(JsonNode.parse(text), losses, shares);
        } catch (JsonFormatException e) {
            String reason = "In line " + number + ": " + e.reason();
            JsonFormatException placed = new JsonFormatException(e.pointer(), reason);
            placed.initCause(e);
            throw placed;
        }
    }

    private static void read(
            JsonNode line,
            Map<String, List<Series.Point>> losses,
            Map<String, List<Series.Point>> shares) {
        double epoch = line.get("epoch").integer();
        Map<String, JsonNode> terms = each(line, "losses");
        if (terms.size() != 1) {
            add(losses, "all", epoch, line.get("loss"));
        }
        terms.forEach((name, value) -> add(losses, name, epoch, value));
        line.find("task_accuracy").ifPresent(value -> add(shares, "accuracy", epoch, value));
        each(line, "iia").forEach((name, value) -> add(shares, "IIA " + name, epoch, value));
    }

    private static Map<String, JsonNode> each(JsonNode line, String key) {
        return line.find(key).map(JsonNode::object).orElse(Map.of());
    }

    private static void add(
            Map<String, List<Series.Point>> lines, String name, double epoch, JsonNode value) {
        List<Series.Point> points = lines.computeIfAbsent(name, n -> new ArrayList<>());
        if (!value.isNull()) {
            points.add(new Series.Point(epoch, value.doubleFloating()));
        }
    }

    private static void add(
            List<Chart> charts,
            String title,
            boolean isShare,
            Map<String, List<Series.Point>> lines) {
        List<Series> series = new ArrayList<>();
        lines.forEach(
                (name, points) -> {
                    if (!points.isEmpty()) {
                        series.add(new Series(name, points));
                    }
                });
        if (!series.isEmpty()) {
            charts.add(new Chart(title, isShare, series));
        }
    }

    @Override
    void write(Markup out, String css) {
        double width = charts.size() * (Chart.WIDTH + GAP) - GAP;
        double height = charts.stream().mapToDouble(Chart::height).max().orElse(0);
        double all = HEADER + MARGIN + height + MARGIN;
        open(out, css, width + 2 * MARGIN, all);
        out.label(Style.TITLE, "", TITLE, MARGIN, MARGIN + 18).line();
        for (int i = 0; i < charts.size(); i++) {
            charts.get(i).write(out, MARGIN + i * (Chart.WIDTH + GAP), HEADER + MARGIN / 2);
        }
        out.close();
    }

    @Override
    String title() {
        return TITLE;
    }

    @Override
    String description() {
        StringBuilder text = new StringBuilder("After " + Text.count(epochs, "epoch"));
        for (Chart chart : charts) {
            for (Series line : chart.series()) {
                String what = chart.isShare() ? line.name() : "loss " + line.name();
                text.append("; ").append(what).append(' ').append(Text.number(line.last()));
            }
        }
        return text.append('.').toString();
    }
}
