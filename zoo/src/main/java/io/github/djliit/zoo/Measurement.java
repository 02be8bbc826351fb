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
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.djliit.json.JsonNumbers;
import io.github.djliit.statistics.Estimate;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import io.github.djliit.training.InterchangeEvaluation.Result;
import io.github.djliit.training.InterchangeEvaluation.Wrong;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The figures of a model.
 *
 * @param main the figures that stand for the model: IIA of its last task; the task accuracy is that
 *     of the task that does worst
 * @param tasks the figures of each task by name, in order; empty where there is only one
 * @param unaligned of each site that no variable is to live at, the share of inputs whose answer
 *     changes when what another input has there takes its place
 */
public record Measurement(Result main, Map<String, Result> tasks, Map<String, Estimate> unaligned) {

    /** Copies the maps, keeping their order. */
    public Measurement {
        tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
        unaligned = Collections.unmodifiableMap(new LinkedHashMap<>(unaligned));
    }

    /**
     * Creates the figures of a model without sites that nothing is to live at.
     *
     * @param main the figures that stand for the model
     * @param tasks the figures of each task by name, in order
     */
    public Measurement(Result main, Map<String, Result> tasks) {
        this(main, tasks, Map.of());
    }

    /** Returns the same figures with the effect of unaligned sites. */
    Measurement withUnaligned(Map<String, Estimate> effects) {
        return new Measurement(main, tasks, effects);
    }

    /**
     * Returns the JSON form; a share of nothing is left out.
     *
     * @return an object with task accuracy, IIA and impact of each variable, the intervals of each
     *     figure under its name with {@code _interval} behind it, and the pairs that were wrong to
     *     begin with, or whose outputs are not finite; the same for each task in {@code tasks},
     *     where there are several; the effect of unaligned sites in {@code unaligned_effect}
     */
    public JsonObject toJson() {
        JsonObject json = toJson(main);
        if (!tasks.isEmpty()) {
            JsonObject each = new JsonObject();
            tasks.forEach((name, result) -> each.add(name, toJson(result)));
            json.add("tasks", each);
        }
        if (!unaligned.isEmpty()) {
            JsonObject effects = new JsonObject();
            JsonObject intervals = new JsonObject();
            unaligned.forEach((site, effect) -> effects.add(site, value(effect)));
            unaligned.forEach((site, effect) -> intervals.add(site, interval(effect)));
            json.add("unaligned_effect", effects);
            json.add("unaligned_effect_interval", intervals);
        }
        return json;
    }

    private static JsonObject toJson(Result result) {
        JsonObject json = new JsonObject();
        json.add("task_accuracy", JsonNumbers.of(result.taskAccuracy()));
        add(json, "iia", result, Figures::agreement);
        add(json, "iia_impactful", result, Figures::agreementImpactful);
        add(json, "iia_unimpactful", result, Figures::agreementUnimpactful);
        add(json, "impactful", result, Figures::impact);
        long pairs = result.variables().values().stream().mapToLong(Figures::pairs).min().orElse(0);
        json.addProperty("pairs", pairs);
        json.add("task_accuracy_interval", interval(result.task()));
        result.variables().values().stream()
                .flatMap(figures -> figures.metrics().keySet().stream())
                .distinct()
                .forEach(name -> add(json, name, result, f -> f.metrics().get(name)));
        json.add("wrong_to_begin_with", each(result, figures -> wrong(figures.wrong())));
        json.add("not_finite", each(result, figures -> new JsonPrimitive(figures.notFinite())));
        json.add("left_out", each(result, figures -> new JsonPrimitive(figures.wrong().leftOut())));
        return json;
    }

    /** Adds a figure of each variable and, beside it, its intervals. */
    private static void add(
            JsonObject json, String name, Result result, Function<Figures, Estimate> figure) {
        json.add(name, each(result, figures -> value(figure.apply(figures))));
        json.add(name + "_interval", each(result, figures -> interval(figure.apply(figures))));
    }

    private static JsonObject each(Result result, Function<Figures, JsonElement> form) {
        JsonObject json = new JsonObject();
        result.variables()
                .forEach(
                        (variable, figures) -> {
                            JsonElement element = form.apply(figures);
                            if (!element.isJsonNull()) {
                                json.add(variable, element);
                            }
                        });
        return json;
    }

    private static JsonElement value(Estimate estimate) {
        return JsonNumbers.of(estimate.value());
    }

    private static JsonElement interval(Estimate estimate) {
        if (!Double.isFinite(estimate.interval().low())
                || !Double.isFinite(estimate.interval().high())) {
            return JsonNull.INSTANCE;
        }
        JsonArray ends = new JsonArray();
        ends.add(estimate.interval().low());
        ends.add(estimate.interval().high());
        return ends;
    }

    private static JsonObject wrong(Wrong wrong) {
        JsonObject json = new JsonObject();
        json.addProperty("base", wrong.base());
        json.addProperty("source", wrong.source());
        json.addProperty("counterfactual", wrong.counterfactual());
        json.addProperty("any", wrong.any());
        return json;
    }

    /** Sums up the figures of tasks, the last of which stands for the model. */
    static Measurement of(Map<String, Result> tasks) {
        Estimate worst = null;
        Result last = null;
        for (Result task : tasks.values()) {
            boolean isWorse = worst == null || task.taskAccuracy() < worst.value();
            worst = isWorse ? task.task() : worst;
            last = task;
        }
        return tasks.size() == 1
                ? new Measurement(last, Map.of())
                : new Measurement(new Result(worst, last.variables(), last.notFinite()), tasks);
    }
}
