/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.json.JsonNumbers;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link SubspaceSearch} found, judged on pairs that it never saw.
 *
 * @param alignment the variables in the subspaces that were found
 * @param dimensions for each variable its number of dimensions at each site
 * @param heldOut the figures of each variable
 * @param baselines for each variable the figures of what needs no search, by the names of {@link
 *     Baselines}
 * @param epochs the number of epochs made
 * @param bestEpoch the epoch that was kept, the best on the validation pairs
 */
public record SearchResult(
        Alignment alignment,
        Map<String, List<Integer>> dimensions,
        Map<String, Figures> heldOut,
        Map<String, Map<String, Figures>> baselines,
        int epochs,
        int bestEpoch) {

    /** Copies the maps, keeping their order. */
    public SearchResult {
        dimensions = copy(dimensions);
        heldOut = copy(heldOut);
        baselines = copy(baselines);
    }

    private static <T> Map<String, T> copy(Map<String, T> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /**
     * Returns the result as JSON: {@code iia}, {@code iia_impactful}, {@code impactful} by variable
     * and {@code pairs} as an evaluation has them, {@code dimensions}, {@code baselines} by
     * variable and name, {@code epochs}, {@code best_epoch}, and the {@code alignment} in its own
     * form.
     *
     * @return the text
     */
    public String toJson() {
        JsonObject json = new JsonObject();
        JsonObject iia = new JsonObject();
        JsonObject onImpactful = new JsonObject();
        JsonObject impactful = new JsonObject();
        heldOut.forEach(
                (variable, figures) -> {
                    iia.add(variable, JsonNumbers.of(figures.iia()));
                    onImpactful.add(variable, JsonNumbers.of(figures.iiaImpactful()));
                    impactful.add(variable, JsonNumbers.of(figures.impactful()));
                });
        json.add("iia", iia);
        json.add("iia_impactful", onImpactful);
        json.add("impactful", impactful);
        json.addProperty(
                "pairs", heldOut.values().stream().mapToLong(Figures::pairs).min().orElse(0));
        json.add("dimensions", dimensionsJson());
        json.add("baselines", baselinesJson());
        json.addProperty("epochs", epochs);
        json.addProperty("best_epoch", bestEpoch);
        json.add("alignment", JsonParser.parseString(alignment.toJson()));
        return json.toString();
    }

    private JsonObject dimensionsJson() {
        JsonObject json = new JsonObject();
        dimensions.forEach(
                (variable, counts) -> {
                    JsonArray each = new JsonArray();
                    counts.forEach(each::add);
                    json.add(variable, each);
                });
        return json;
    }

    private JsonObject baselinesJson() {
        JsonObject json = new JsonObject();
        baselines.forEach(
                (variable, named) -> {
                    JsonObject each = new JsonObject();
                    named.forEach(
                            (name, figures) -> {
                                JsonObject entry = new JsonObject();
                                FigureJson.add(figures, entry);
                                each.add(name, entry);
                            });
                    json.add(variable, each);
                });
        return json;
    }
}
