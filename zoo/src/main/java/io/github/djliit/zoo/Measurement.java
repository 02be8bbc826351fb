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
import io.github.djliit.analysis.Effect;
import io.github.djliit.json.JsonNumbers;
import io.github.djliit.statistics.Estimate;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import io.github.djliit.training.InterchangeEvaluation.Result;
import io.github.djliit.training.InterchangeEvaluation.Wrong;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The figures of a model.
 *
 * @param main the figures that stand for the model: IIA of its last task; the task accuracy is that
 *     of the task that does worst
 * @param tasks the figures of each task by name, in order; empty where there is only one
 * @param unaligned of each site that no variable is to live at, the share of inputs whose answer
 *     changes when what another input has there takes its place
 * @param unalignedNotFinite of those sites with which some outputs are NaN or infinite, how many
 *     are: their shares say little
 * @param measuredOn what it was measured on, where that is known
 */
public record Measurement(
        Result main,
        Map<String, Result> tasks,
        Map<String, Estimate> unaligned,
        Map<String, Long> unalignedNotFinite,
        Optional<MeasuredOn> measuredOn) {

    /** Copies the maps, keeping their order. */
    public Measurement {
        tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
        unaligned = Collections.unmodifiableMap(new LinkedHashMap<>(unaligned));
        unalignedNotFinite = Collections.unmodifiableMap(new LinkedHashMap<>(unalignedNotFinite));
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

    /**
     * Creates the figures of a model that are tied to nothing.
     *
     * @param main the figures that stand for the model
     * @param tasks the figures of each task by name, in order
     * @param unaligned the effect of each site that no variable is to live at
     */
    public Measurement(Result main, Map<String, Result> tasks, Map<String, Estimate> unaligned) {
        this(main, tasks, unaligned, Map.of(), Optional.empty());
    }

    /** Returns the same figures with the effect of unaligned sites, by their names. */
    Measurement withUnaligned(Map<String, Effect> effects) {
        Map<String, Estimate> changed = new LinkedHashMap<>();
        Map<String, Long> others = new LinkedHashMap<>();
        effects.forEach((site, effect) -> changed.put(site, effect.changed()));
        effects.forEach((site, effect) -> others.put(site, effect.notFinite()));
        others.values().removeIf(count -> count == 0);
        return new Measurement(main, tasks, changed, others, measuredOn);
    }

    /** Returns the same figures with what they were measured on. */
    Measurement withMeasuredOn(MeasuredOn source) {
        return new Measurement(main, tasks, unaligned, unalignedNotFinite, Optional.of(source));
    }

    /** Returns the same figures, with the digest of the network if they are tied to something. */
    Measurement withNetwork(String digest) {
        return measuredOn.map(source -> withMeasuredOn(source.withNetwork(digest))).orElse(this);
    }

    /**
     * Returns the IIA of impactful pairs of each variable, by the task that judges it: the main
     * one, or the last of the others that do.
     *
     * @return the estimates by the name of the variable
     */
    public Map<String, Estimate> impactful() {
        Map<String, Estimate> impactful = new LinkedHashMap<>();
        tasks.values().forEach(task -> addImpactful(task, impactful));
        addImpactful(main, impactful);
        return impactful;
    }

    private static void addImpactful(Result result, Map<String, Estimate> impactful) {
        result.variables().forEach((name, each) -> impactful.put(name, each.agreementImpactful()));
    }

    /** Returns the number of pairs of each variable. */
    long pairs() {
        return pairs(main);
    }

    private static long pairs(Result result) {
        return result.variables().values().stream().mapToLong(Figures::pairs).min().orElse(0);
    }

    /**
     * Returns the JSON form; a share of nothing is left out.
     *
     * @return the text of an object with task accuracy, IIA and impact of each variable, the
     *     intervals of each figure under its name with {@code _interval} behind it, and the pairs
     *     that were wrong to begin with, or whose outputs are not finite; the same for each task in
     *     {@code tasks}, where there are several; the effect of unaligned sites in {@code
     *     unaligned_effect}, and in {@code unaligned_not_finite} how many outputs are NaN or
     *     infinite with them, where there are any; in {@code measured_on} the digests of what was
     *     measured
     */
    public String toJson() {
        return json().toString();
    }

    JsonObject json() {
        JsonObject json = json(main);
        if (!tasks.isEmpty()) {
            JsonObject each = new JsonObject();
            tasks.forEach((name, result) -> each.add(name, json(result)));
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
        if (!unalignedNotFinite.isEmpty()) {
            JsonObject counts = new JsonObject();
            unalignedNotFinite.forEach(counts::addProperty);
            json.add("unaligned_not_finite", counts);
        }
        measuredOn.ifPresent(source -> json.add(MeasuredOn.KEY, source.toJson()));
        return json;
    }

    private static JsonObject json(Result result) {
        JsonObject json = new JsonObject();
        json.add("task_accuracy", JsonNumbers.of(result.taskAccuracy()));
        add(json, "iia", result, Figures::agreement);
        add(json, "iia_impactful", result, Figures::agreementImpactful);
        add(json, "iia_unimpactful", result, Figures::agreementUnimpactful);
        add(json, "impactful", result, Figures::impact);
        json.addProperty("pairs", pairs(result));
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
