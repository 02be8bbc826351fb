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
import io.github.djliit.json.JsonNode;
import io.github.djliit.statistics.Estimate;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import io.github.djliit.training.InterchangeEvaluation.Result;
import io.github.djliit.training.InterchangeEvaluation.Wrong;
import java.util.Locale;

/**
 * The figures of a model, as JSON and as a table.
 *
 * @param model the model
 * @param seed the seed
 * @param seconds the seconds that training or evaluation took
 * @param measured the figures
 */
public record Report(String model, long seed, double seconds, Measurement measured) {

    private static final String ROW = "%-16s %8s %18s %10s %14s %12s%n";

    /**
     * Returns the JSON form; a share of nothing is left out.
     *
     * @return the text of an object with task accuracy, IIA and impact of each variable
     */
    public String toJson() {
        return json().toString();
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("model", model);
        json.addProperty("seed", seed);
        json.addProperty("seconds", Math.round(seconds * 100) / 100.0);
        measured.json().entrySet().forEach(entry -> json.add(entry.getKey(), entry.getValue()));
        return json;
    }

    /**
     * Returns the figures as a model card has them.
     *
     * @return the figures
     */
    public RecordedFigures figures() {
        return RecordedFigures.read(JsonNode.parse(toJson()));
    }

    /**
     * Returns the table for people.
     *
     * @return a few lines, the last without a line break
     */
    public String toText() {
        return toText(model);
    }

    /**
     * Returns the table for people.
     *
     * @param title what it is called, as {@link ModelCard#title}
     * @return a few lines, the last without a line break
     */
    public String toText(String title) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%s, seed %d, %.1f s%n", title, seed, seconds));
        if (measured.tasks().isEmpty()) {
            append("", measured.main(), text);
        }
        measured.tasks().forEach((name, result) -> append(name + " ", result, text));
        measured.unaligned()
                .forEach(
                        (site, effect) ->
                                text.append(
                                        String.format(
                                                Locale.ROOT,
                                                "unaligned %s: %.4f %s of the answers change with"
                                                        + " it%s%n",
                                                site,
                                                effect.value(),
                                                effect.interval(),
                                                others(site))));
        return text.toString().stripTrailing();
    }

    private String others(String site) {
        Long count = measured.unalignedNotFinite().get(site);
        return count == null
                ? ""
                : "; warning: %d outputs are NaN or infinite: it says nothing of those"
                        .formatted(count);
    }

    private static void append(String task, Result result, StringBuilder text) {
        text.append(
                String.format(
                        Locale.ROOT,
                        "%-16s %.4f  %s%n%n" + ROW,
                        task.isEmpty() ? "task accuracy" : task + "accuracy",
                        result.taskAccuracy(),
                        result.task().interval(),
                        "variable",
                        "IIA",
                        "95% interval",
                        "impactful",
                        "IIA impactful",
                        "unimpactful"));
        result.variables().forEach((variable, figures) -> append(variable, figures, text));
        text.append(System.lineSeparator());
        result.variables().forEach((variable, figures) -> remark(variable, figures, text));
        text.append(System.lineSeparator());
    }

    private static void append(String variable, Figures figures, StringBuilder text) {
        text.append(
                String.format(
                        Locale.ROOT,
                        ROW,
                        variable,
                        figure(figures.agreement()),
                        figures.agreement().isEmpty() ? "-" : figures.agreement().interval(),
                        figure(figures.impact()),
                        figure(figures.agreementImpactful()),
                        figure(figures.agreementUnimpactful())));
    }

    /** A share of nothing is a dash. */
    private static String figure(Estimate estimate) {
        return estimate.isEmpty() ? "-" : String.format(Locale.ROOT, "%.4f", estimate.value());
    }

    private static void remark(String variable, Figures figures, StringBuilder text) {
        if (figures.notFinite() > 0) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "Warning: %s: the network's output is NaN or infinite in %d of %d pairs:"
                                    + " these figures say nothing of it.%n",
                            variable,
                            figures.notFinite(),
                            figures.pairs() + figures.wrong().leftOut()));
        }
        Wrong wrong = figures.wrong();
        if (wrong.any() > 0) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%s: the network was wrong to begin with in %d of %d pairs (base %d,"
                                    + " source %d, counterfactual %d); %s%n",
                            variable,
                            wrong.any(),
                            figures.pairs() + wrong.leftOut(),
                            wrong.base(),
                            wrong.source(),
                            wrong.counterfactual(),
                            wrong.leftOut() > 0
                                    ? "they are left out"
                                    : "--right-only leaves them out"));
        }
        if (figures.agreementImpactful().isEmpty()) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "Warning: %s is impactful in none of %d pairs: its IIA says nothing of"
                                    + " where it is. Take other pairs, or another variable.%n",
                            variable,
                            figures.pairs()));
        }
    }
}
