/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.djliit.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The figures that a model is recorded to have: task accuracy and IIA, with intervals of 95%.
 *
 * @param intervals by name of the figure, such as {@code task_accuracy}, {@code iia.left}, or
 *     {@code T1.iia.z}
 */
public record FigureIntervals(Map<String, Interval> intervals) {

    private static final Set<String> COMPARED = Set.of("task_accuracy", "iia");

    /** Copies the map. */
    public FigureIntervals {
        intervals = Map.copyOf(intervals);
    }

    /**
     * Picks those of some figures, and of each task where there are several.
     *
     * @param figures the figures of a model card, or of a report
     * @return the intervals of task accuracy and IIA
     */
    public static FigureIntervals of(RecordedFigures figures) {
        Map<String, Interval> found = new TreeMap<>();
        add("", figures, found);
        figures.tasks().forEach((name, task) -> add(name + ".", task, found));
        return new FigureIntervals(found);
    }

    private static void add(String task, RecordedFigures figures, Map<String, Interval> found) {
        figures.intervals()
                .forEach(
                        (name, interval) -> {
                            if (COMPARED.contains(name.split("\\.", 2)[0])) {
                                found.put(task + name, interval);
                            }
                        });
    }

    /**
     * Compares figures that were measured anew.
     *
     * @param measured the figures of the same model, or of one that was trained anew
     * @return a line for each figure whose interval has nothing in common with that of the record;
     *     empty if the record is met
     */
    public List<String> misses(FigureIntervals measured) {
        List<String> misses = new ArrayList<>();
        new TreeMap<>(intervals)
                .forEach(
                        (name, recorded) -> {
                            Interval found = measured.intervals.get(name);
                            if (found == null
                                    || found.high() < recorded.low()
                                    || recorded.high() < found.low()) {
                                misses.add(
                                        name
                                                + ": recorded "
                                                + recorded
                                                + ", found "
                                                + (found == null ? "none" : found));
                            }
                        });
        return misses;
    }

    /**
     * Returns the JSON form of a comparison.
     *
     * @param misses what {@link #misses} returned
     * @return the text {@code {"met": true, "misses": []}}
     */
    public static String toJson(List<String> misses) {
        JsonObject json = new JsonObject();
        json.addProperty("met", misses.isEmpty());
        JsonArray lines = new JsonArray();
        misses.forEach(lines::add);
        json.add("misses", lines);
        return json.toString();
    }

    /**
     * Tells people of a comparison.
     *
     * @param misses what {@link #misses} returned
     * @return one line, or one for each miss
     */
    public static String toText(List<String> misses) {
        return misses.isEmpty()
                ? "The recorded figures are met."
                : "The recorded figures are missed:\n  " + String.join("\n  ", misses);
    }
}
