/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import io.github.djliit.training.InterchangeEvaluation.Result;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The figures of a model.
 *
 * @param main the figures that stand for the model: IIA of its last task; the task accuracy is that
 *     of the task that does worst
 * @param tasks the figures of each task by name, in order; empty where there is only one
 */
public record Measurement(Result main, Map<String, Result> tasks) {

    /** Copies the map, keeping its order. */
    public Measurement {
        tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
    }

    /**
     * Returns the JSON form; a share of nothing is left out.
     *
     * @return an object with task accuracy, IIA and impact of each variable; the same for each task
     *     in {@code tasks}, where there are several
     */
    public JsonObject toJson() {
        JsonObject json = toJson(main);
        if (!tasks.isEmpty()) {
            JsonObject each = new JsonObject();
            tasks.forEach((name, result) -> each.add(name, toJson(result)));
            json.add("tasks", each);
        }
        return json;
    }

    private static JsonObject toJson(Result result) {
        JsonObject json = new JsonObject();
        json.addProperty("task_accuracy", result.taskAccuracy());
        json.add("iia", each(result, Figures::iia));
        json.add("iia_impactful", each(result, Figures::iiaImpactful));
        json.add("impactful", each(result, Figures::impactful));
        long pairs = result.variables().values().stream().mapToLong(Figures::pairs).min().orElse(0);
        json.addProperty("pairs", pairs);
        return json;
    }

    private static JsonObject each(Result result, ToDoubleFunction<Figures> figure) {
        JsonObject json = new JsonObject();
        result.variables()
                .forEach(
                        (variable, figures) -> {
                            double value = figure.applyAsDouble(figures);
                            if (!Double.isNaN(value)) {
                                json.add(variable, new JsonPrimitive(value));
                            }
                        });
        return json;
    }

    /** Sums up the figures of tasks, the last of which stands for the model. */
    static Measurement of(Map<String, Result> tasks) {
        double worst = 1;
        Result last = null;
        for (Result task : tasks.values()) {
            worst = Math.min(worst, task.taskAccuracy());
            last = task;
        }
        return tasks.size() == 1
                ? new Measurement(last, Map.of())
                : new Measurement(new Result(worst, last.variables()), tasks);
    }
}
