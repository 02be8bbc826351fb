/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.alignment;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.djliit.intervention.InvalidPlanException;
import io.github.djliit.json.JsonFormatException;
import io.github.djliit.json.JsonNode;
import io.github.djliit.site.Site;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads and writes the JSON form of an alignment. */
final class AlignmentJson {

    private static final int VERSION = 1;

    private AlignmentJson() {}

    static Alignment read(String json) {
        JsonNode root = JsonNode.parse(json);
        root.object(Set.of("version", "variables", "featurizers"));
        root.checkVersion(VERSION);
        Map<String, List<Site>> sites = new LinkedHashMap<>();
        for (JsonNode entry : root.get("variables").list()) {
            entry.object(Set.of("variable", "sites", "subspaces"));
            String variable = entry.get("variable").string();
            List<Site> places =
                    entry.get("sites").list().stream().map(site -> site.string(Site::of)).toList();
            if (sites.put(variable, places) != null) {
                throw entry.get("variable").fault("'" + variable + "' is there twice");
            }
            if (variable.isBlank()) {
                throw entry.get("variable").fault("expected a name, found '" + variable + "'");
            }
            if (places.isEmpty()) {
                throw entry.get("sites").fault("expected at least one site");
            }
            if (Set.copyOf(places).size() < places.size()) {
                throw entry.get("sites").fault("expected distinct sites");
            }
        }
        try {
            return new Alignment(sites, SubspaceJson.read(json, root, sites));
        } catch (InvalidPlanException e) {
            throw new JsonFormatException(e.pointer(), e.reason());
        }
    }

    static String write(Alignment alignment) {
        JsonArray variables = new JsonArray();
        alignment
                .sites()
                .forEach(
                        (variable, places) -> {
                            JsonArray sites = new JsonArray();
                            places.forEach(site -> sites.add(site.toString()));
                            JsonObject entry = new JsonObject();
                            entry.addProperty("variable", variable);
                            entry.add("sites", sites);
                            variables.add(entry);
                        });
        JsonObject json = new JsonObject();
        json.addProperty("version", VERSION);
        json.add("variables", variables);
        SubspaceJson.write(alignment, json);
        return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json);
    }
}
