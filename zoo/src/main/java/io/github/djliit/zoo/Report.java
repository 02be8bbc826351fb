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
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The figures of a model, as JSON and as a table.
 *
 * @param model the model
 * @param seed the seed
 * @param seconds the seconds that training or evaluation took
 * @param result the figures
 */
public record Report(String model, long seed, double seconds, Result result) {

    /**
     * Returns the JSON form; a share of nothing is left out.
     *
     * @return an object with task accuracy, IIA and impact of each variable
     */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("model", model);
        json.addProperty("seed", seed);
        json.addProperty("seconds", Math.round(seconds * 100) / 100.0);
        json.addProperty("task_accuracy", result.taskAccuracy());
        json.add("iia", each(Figures::iia));
        json.add("iia_impactful", each(Figures::iiaImpactful));
        json.add("impactful", each(Figures::impactful));
        long pairs = result.variables().values().stream().mapToLong(Figures::pairs).min().orElse(0);
        json.addProperty("pairs", pairs);
        return json;
    }

    /**
     * Returns the table for people.
     *
     * @return a few lines, the last without a line break
     */
    public String toText() {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%s, seed %d, %.1f s%n%-16s %.4f%n%n%-16s %8s %10s %14s%n",
                        model,
                        seed,
                        seconds,
                        "task accuracy",
                        result.taskAccuracy(),
                        "variable",
                        "IIA",
                        "impactful",
                        "IIA impactful"));
        for (Map.Entry<String, Figures> entry : result.variables().entrySet()) {
            Figures figures = entry.getValue();
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%-16s %8.4f %10.4f %14.4f%n",
                            entry.getKey(),
                            figures.iia(),
                            figures.impactful(),
                            figures.iiaImpactful()));
        }
        return text.toString().stripTrailing();
    }

    private JsonObject each(ToDoubleFunction<Figures> figure) {
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
}
