/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.djliit.json.JsonNode;
import io.github.djliit.site.Site;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Reads and writes the JSON form of a plan. */
final class PlanJson {

    private static final int VERSION = 1;
    private static final Set<String> KEYS =
            Set.of("version", "interventions", "collect", "featurizers");

    private PlanJson() {}

    static InterventionPlan read(JsonNode root, PlanFormat format) {
        root.object(KEYS);
        root.checkVersion(VERSION);
        PlanFiles files = format.files();
        FeaturizerReader featurizers =
                new FeaturizerReader(format, files, root.find("featurizers"));
        EditJson edits = new EditJson(format, files);
        List<Intervention> interventions =
                list(
                        root,
                        "interventions",
                        node -> InterventionJson.read(node, edits, featurizers));
        List<Site> collect = list(root, "collect", node -> node.string(Site::of));
        return new InterventionPlan(interventions, collect);
    }

    /** The length is checked before anything is made of the elements. */
    private static <T> List<T> list(JsonNode root, String key, Function<JsonNode, T> element) {
        List<JsonNode> nodes = root.find(key).map(JsonNode::list).orElse(List.of());
        InterventionChecks.checkCount("/" + key, nodes.size());
        return nodes.stream().map(element).toList();
    }

    static String write(InterventionPlan plan, PlanFormat format, ValueWriter values) {
        FeaturizerWriter featurizers = new FeaturizerWriter(format, values, plan.interventions());
        EditJson edits = new EditJson(format, format.files());
        JsonArray interventions = new JsonArray();
        for (int i = 0; i < plan.interventions().size(); i++) {
            String place = "interventions." + i + ".";
            interventions.add(
                    InterventionJson.write(
                            plan.interventions().get(i), place, edits, featurizers, values));
        }
        JsonArray collect = new JsonArray();
        plan.collect().forEach(site -> collect.add(site.toString()));
        JsonObject json = new JsonObject();
        json.addProperty("version", VERSION);
        json.add("interventions", interventions);
        json.add("collect", collect);
        if (!featurizers.shared().isEmpty()) {
            json.add("featurizers", featurizers.shared());
        }
        return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json);
    }
}
