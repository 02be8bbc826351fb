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
import java.util.Collections;
import java.util.LinkedHashMap;
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
 * @param pairs the number of pairs of each variable
 * @param tasks the figures of each task by name, in order; empty where there is only one
 */
public record RecordedFigures(
        OptionalDouble taskAccuracy,
        Map<String, Double> iia,
        Map<String, Double> iiaImpactful,
        Map<String, Double> impactful,
        OptionalLong pairs,
        Map<String, RecordedFigures> tasks) {

    static final RecordedFigures NONE =
            new RecordedFigures(
                    OptionalDouble.empty(),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    OptionalLong.empty(),
                    Map.of());

    /** Copies the maps, keeping their order. */
    public RecordedFigures {
        iia = copy(iia);
        iiaImpactful = copy(iiaImpactful);
        impactful = copy(impactful);
        tasks = copy(tasks);
    }

    /**
     * Reads figures; what is missing stays empty.
     *
     * @param json their JSON form
     * @return the figures
     * @throws JsonFormatException if a figure is no share, or the form is another
     */
    public static RecordedFigures read(JsonNode json) {
        Map<String, RecordedFigures> tasks = new LinkedHashMap<>();
        json.find("tasks")
                .ifPresent(each -> each.object().forEach((name, t) -> tasks.put(name, read(t))));
        Optional<Double> accuracy = json.find("task_accuracy").map(RecordedFigures::share);
        Optional<Long> pairs = json.find("pairs").map(JsonNode::longInteger);
        return new RecordedFigures(
                accuracy.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
                shares(json, "iia"),
                shares(json, "iia_impactful"),
                shares(json, "impactful"),
                pairs.map(OptionalLong::of).orElse(OptionalLong.empty()),
                tasks);
    }

    private static Map<String, Double> shares(JsonNode json, String key) {
        Map<String, Double> shares = new LinkedHashMap<>();
        json.find(key)
                .ifPresent(
                        each ->
                                each.object()
                                        .forEach((name, value) -> shares.put(name, share(value))));
        return shares;
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
