/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.alignment;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.json.JsonFormatException;
import io.github.djliit.json.JsonNode;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Subspaces in the JSON form of an alignment: what a plan says of featurizers and features, one
 * intervention for each subspace, so that there is one form of both.
 */
final class SubspaceJson {

    private static final String SUBSPACES = "subspaces";
    private static final String FEATURIZERS = "featurizers";
    private static final List<String> KEYS = List.of("featurizer", "features");

    private SubspaceJson() {}

    /** Adds the subspaces to the JSON of an alignment without them. */
    static void write(Alignment alignment, JsonObject json) {
        List<Intervention> all = new ArrayList<>();
        alignment.subspaces().keySet().forEach(v -> all.addAll(alignment.interchange(v)));
        if (all.isEmpty()) {
            return;
        }
        JsonObject plan = parse(new InterventionPlan(numbered(all), List.of()).toJson());
        List<JsonElement> written = plan.getAsJsonArray("interventions").asList();
        int next = 0;
        for (JsonElement entry : json.getAsJsonArray("variables")) {
            String variable = entry.getAsJsonObject().get("variable").getAsString();
            JsonArray parts = new JsonArray();
            int count = alignment.subspaces().getOrDefault(variable, List.of()).size();
            for (int i = 0; i < count; i++) {
                parts.add(part(written.get(next++).getAsJsonObject()));
            }
            if (count > 0) {
                entry.getAsJsonObject().add(SUBSPACES, parts);
            }
        }
        if (plan.has(FEATURIZERS)) {
            json.add(FEATURIZERS, plan.get(FEATURIZERS));
        }
    }

    /** A plan refuses the same from one source twice. */
    private static List<Intervention> numbered(List<Intervention> all) {
        List<Intervention> numbered = new ArrayList<>();
        all.forEach(each -> numbered.add(each.withSource(numbered.size())));
        return numbered;
    }

    private static JsonObject part(JsonObject from) {
        JsonObject part = new JsonObject();
        KEYS.stream().filter(from::has).forEach(key -> part.add(key, from.get(key)));
        return part;
    }

    /** Reads the subspaces of an alignment whose sites are read. */
    static Map<String, List<Subspace>> read(
            String json, JsonNode root, Map<String, List<Site>> sites) {
        Map<String, List<String>> pointers = new LinkedHashMap<>();
        JsonObject text = parse(json);
        JsonArray interventions = new JsonArray();
        int number = 0;
        for (JsonNode entry : root.get("variables").list()) {
            Optional<JsonNode> parts = entry.find(SUBSPACES);
            if (parts.isPresent()) {
                String variable = entry.get("variable").string();
                JsonObject own = text.getAsJsonArray("variables").get(number).getAsJsonObject();
                pointers.put(
                        variable,
                        add(
                                parts.get(),
                                own.getAsJsonArray(SUBSPACES),
                                sites.get(variable),
                                interventions));
            }
            number++;
        }
        return interventions.isEmpty() ? Map.of() : subspaces(plan(text, interventions), pointers);
    }

    /** Adds an intervention for each subspace, and returns where each of them stands. */
    private static List<String> add(
            JsonNode parts, JsonArray own, List<Site> sites, JsonArray interventions) {
        if (parts.list().size() != sites.size()) {
            throw parts.fault("expected one subspace for each of " + sites.size() + " sites");
        }
        List<String> pointers = new ArrayList<>();
        for (int i = 0; i < sites.size(); i++) {
            parts.at(i).object(Set.copyOf(KEYS));
            JsonObject intervention = own.get(i).getAsJsonObject().deepCopy();
            intervention.addProperty("site", sites.get(i).toString());
            intervention.addProperty("edit", "interchange");
            intervention.addProperty("source", interventions.size());
            interventions.add(intervention);
            pointers.add(parts.at(i).pointer());
        }
        return pointers;
    }

    private static JsonObject plan(JsonObject text, JsonArray interventions) {
        JsonObject plan = new JsonObject();
        plan.addProperty("version", 1);
        plan.add("interventions", interventions);
        if (text.has(FEATURIZERS)) {
            plan.add(FEATURIZERS, text.get(FEATURIZERS));
        }
        return plan;
    }

    private static Map<String, List<Subspace>> subspaces(
            JsonObject plan, Map<String, List<String>> pointers) {
        List<Intervention> read = read(plan, pointers);
        Map<String, List<Subspace>> subspaces = new LinkedHashMap<>();
        int next = 0;
        for (Map.Entry<String, List<String>> entry : pointers.entrySet()) {
            List<Subspace> parts = new ArrayList<>();
            for (int i = 0; i < entry.getValue().size(); i++) {
                Intervention part = read.get(next++);
                parts.add(new Subspace(part.featurizer(), part.features()));
            }
            subspaces.put(entry.getKey(), parts);
        }
        return subspaces;
    }

    /** A fault of an intervention is told as one of the subspace that it stands for. */
    private static List<Intervention> read(JsonObject plan, Map<String, List<String>> pointers) {
        try {
            return InterventionPlan.fromJson(plan.toString()).interventions();
        } catch (JsonFormatException e) {
            List<String> all = pointers.values().stream().flatMap(List::stream).toList();
            String[] steps = e.pointer().split("/", 4);
            if (steps.length < 3 || !steps[1].equals("interventions")) {
                throw e;
            }
            String place = all.get(Integer.parseInt(steps[2]));
            String rest = steps.length > 3 ? "/" + steps[3] : "";
            String message = e.getMessage().substring(e.pointer().length() + 2);
            throw new JsonFormatException(place + rest, message);
        }
    }

    private static JsonObject parse(String json) {
        return JsonParser.parseString(json).getAsJsonObject();
    }
}
