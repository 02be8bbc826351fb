/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import io.github.djliit.json.JsonFormatException;
import io.github.djliit.json.JsonNode;
import io.github.djliit.statistics.Interval;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Figures as {@code model.json} and {@code evaluate --json} have them.
 *
 * @param taskAccuracy the share of inputs whose output is right
 * @param iia the IIA of each variable, by its name
 * @param iiaImpactful the IIA on impactful pairs of each variable that has some
 * @param impactful the share of impactful pairs of each variable
 * @param unalignedEffect the share of answers that change with each site that no variable is to
 *     live at; empty where it was not measured
 * @param intervals intervals of 95% of all these, by the name of the figure: {@code task_accuracy},
 *     {@code iia.left}, {@code unaligned_effect.SITE}
 * @param pairs the number of pairs of each variable
 * @param tasks the figures of each task by name, in order; empty where there is only one
 */
public record RecordedFigures(
        OptionalDouble taskAccuracy,
        Map<String, Double> iia,
        Map<String, Double> iiaImpactful,
        Map<String, Double> impactful,
        Map<String, Double> unalignedEffect,
        Map<String, Interval> intervals,
        OptionalLong pairs,
        Map<String, RecordedFigures> tasks) {

    static final RecordedFigures NONE =
            new RecordedFigures(
                    OptionalDouble.empty(),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    OptionalLong.empty(),
                    Map.of());

    private static final String ACCURACY = "task_accuracy";
    private static final String INTERVAL = "_interval";
    private static final List<String> SHARES =
            List.of("iia", "iia_impactful", "impactful", "unaligned_effect");

    /** Copies the maps, keeping their order. */
    public RecordedFigures {
        iia = copy(iia);
        iiaImpactful = copy(iiaImpactful);
        impactful = copy(impactful);
        unalignedEffect = copy(unalignedEffect);
        intervals = copy(intervals);
        tasks = copy(tasks);
    }

    /**
     * Reads figures; what is missing stays empty.
     *
     * @param json their JSON form
     * @return the figures
     * @throws JsonFormatException if a figure is no share, or outside of its interval, or the form
     *     is another
     */
    public static RecordedFigures read(JsonNode json) {
        Map<String, RecordedFigures> tasks = new LinkedHashMap<>();
        json.find("tasks")
                .ifPresent(each -> each.object().forEach((name, t) -> tasks.put(name, read(t))));
        Optional<Double> accuracy =
                json.find(ACCURACY).filter(n -> !n.isNull()).map(RecordedFigures::share);
        Optional<Long> pairs = json.find("pairs").map(JsonNode::longInteger);
        Map<String, Interval> intervals = intervals(json);
        RecordedFigures figures =
                new RecordedFigures(
                        accuracy.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
                        shares(json, "iia"),
                        shares(json, "iia_impactful"),
                        shares(json, "impactful"),
                        shares(json, "unaligned_effect"),
                        intervals,
                        pairs.map(OptionalLong::of).orElse(OptionalLong.empty()),
                        tasks);
        checkInside(json, intervals);
        return figures;
    }

    /** A figure outside of its own interval was not measured. */
    private static void checkInside(JsonNode json, Map<String, Interval> intervals) {
        json.find(ACCURACY).ifPresent(each -> checkInside(each, intervals.get(ACCURACY)));
        for (String figure : SHARES) {
            json.find(figure)
                    .map(RecordedFigures::known)
                    .orElse(Map.of())
                    .forEach((name, each) -> checkInside(each, intervals.get(figure + "." + name)));
        }
    }

    private static void checkInside(JsonNode share, Interval interval) {
        if (interval != null && !interval.contains(share.doubleFloating())) {
            throw share.fault(
                    "expected a figure inside of its interval %s, found %s"
                            .formatted(interval, share.doubleFloating()));
        }
    }

    private static Map<String, Double> shares(JsonNode json, String key) {
        Map<String, Double> shares = new LinkedHashMap<>();
        json.find(key)
                .ifPresent(
                        each ->
                                known(each)
                                        .forEach((name, value) -> shares.put(name, share(value))));
        return shares;
    }

    private static Map<String, Interval> intervals(JsonNode json) {
        Map<String, Interval> intervals = new LinkedHashMap<>();
        json.find(ACCURACY + INTERVAL)
                .filter(JsonNode::isList)
                .ifPresent(ends -> intervals.put(ACCURACY, interval(ends)));
        for (String figure : SHARES) {
            json.find(figure + INTERVAL)
                    .ifPresent(
                            each ->
                                    known(each)
                                            .forEach(
                                                    (name, ends) ->
                                                            intervals.put(
                                                                    figure + "." + name,
                                                                    interval(ends))));
        }
        return intervals;
    }

    /** A figure that is null is none. */
    private static Map<String, JsonNode> known(JsonNode figures) {
        Map<String, JsonNode> known = new LinkedHashMap<>(figures.object());
        known.values().removeIf(JsonNode::isNull);
        return known;
    }

    private static Interval interval(JsonNode ends) {
        List<JsonNode> both = ends.list();
        if (both.size() != 2) {
            throw ends.fault("expected the two ends of an interval, found " + both.size());
        }
        return new Interval(both.get(0).doubleFloating(), both.get(1).doubleFloating());
    }

    private static double share(JsonNode json) {
        double value = json.doubleFloating();
        if (value < 0 || value > 1) {
            throw json.fault("expected a share from 0 to 1, found " + value);
        }
        return value;
    }

    private static <T> Map<String, T> copy(Map<String, T> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
