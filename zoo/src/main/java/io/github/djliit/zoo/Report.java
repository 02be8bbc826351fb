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
import io.github.djliit.training.InterchangeEvaluation.Figures;
import io.github.djliit.training.InterchangeEvaluation.Result;
import java.util.Locale;
import java.util.Map;

/**
 * The figures of a model, as JSON and as a table.
 *
 * @param model the model
 * @param seed the seed
 * @param seconds the seconds that training or evaluation took
 * @param measured the figures
 */
public record Report(String model, long seed, double seconds, Measurement measured) {

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
        measured.toJson().entrySet().forEach(entry -> json.add(entry.getKey(), entry.getValue()));
        return json;
    }

    /**
     * Returns the table for people.
     *
     * @return a few lines, the last without a line break
     */
    public String toText() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%s, seed %d, %.1f s%n", model, seed, seconds));
        if (measured.tasks().isEmpty()) {
            append("", measured.main(), text);
        }
        measured.tasks().forEach((name, result) -> append(name + " ", result, text));
        return text.toString().stripTrailing();
    }

    private static void append(String task, Result result, StringBuilder text) {
        text.append(
                String.format(
                        Locale.ROOT,
                        "%-16s %.4f%n%n%-16s %8s %10s %14s%n",
                        task.isEmpty() ? "task accuracy" : task + "accuracy",
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
        text.append(System.lineSeparator());
    }
}
