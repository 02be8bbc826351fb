/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import ai.djl.ndarray.types.Shape;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.djliit.intervention.Edits.Add;
import io.github.djliit.intervention.Edits.SetTo;
import io.github.djliit.json.JsonNode;
import io.github.djliit.site.Nearest;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads and writes the JSON form of a plan. */
final class PlanJson {

    private static final int VERSION = 1;
    private static final Set<String> PLAN_KEYS = Set.of("version", "interventions", "collect");
    private static final Set<String> KEYS = Set.of("site", "edit", "source", "value", "scale");
    private static final List<String> EDITS = List.of("interchange", "zero", "add", "set");

    private PlanJson() {}

    static InterventionPlan read(String json) {
        JsonNode root = JsonNode.parse(json);
        root.object(PLAN_KEYS);
        root.checkVersion(VERSION);
        List<Intervention> interventions =
                root.find("interventions").map(JsonNode::list).orElse(List.of()).stream()
                        .map(PlanJson::intervention)
                        .toList();
        List<Site> collect =
                root.find("collect").map(JsonNode::list).orElse(List.of()).stream()
                        .map(JsonNode::site)
                        .toList();
        return new InterventionPlan(interventions, collect);
    }

    static String write(InterventionPlan plan) {
        JsonArray interventions = new JsonArray();
        plan.interventions().forEach(intervention -> interventions.add(toJson(intervention)));
        JsonArray collect = new JsonArray();
        plan.collect().forEach(site -> collect.add(site.toString()));
        JsonObject json = new JsonObject();
        json.addProperty("version", VERSION);
        json.add("interventions", interventions);
        json.add("collect", collect);
        return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json);
    }

    private static Intervention intervention(JsonNode node) {
        node.object(KEYS);
        Site site = node.get("site").site();
        Edit edit = edit(node);
        int source = node.find("source").map(PlanJson::source).orElse(0);
        if (!edit.needsSource() && node.find("source").isPresent()) {
            throw node.get("source").fault(edit.name() + " takes no source");
        }
        return Intervention.of(site, edit).withSource(source);
    }

    private static Edit edit(JsonNode node) {
        JsonNode name = node.get("edit");
        Edit edit =
                switch (name.string()) {
                    case "interchange" -> Edit.interchange();
                    case "zero" -> Edit.zero();
                    case "set" -> new SetTo(value(node.get("value")));
                    case "add" -> add(node);
                    default ->
                            throw name.fault(
                                    "unknown edit '"
                                            + name.string()
                                            + "'."
                                            + Nearest.hint(name.string(), EDITS));
                };
        if (!(edit instanceof Add) && node.find("scale").isPresent()) {
            throw node.get("scale").fault(edit.name() + " takes no scale");
        }
        if (!(edit instanceof Add || edit instanceof SetTo) && node.find("value").isPresent()) {
            throw node.get("value").fault(edit.name() + " takes no value");
        }
        return edit;
    }

    private static Add add(JsonNode node) {
        Value value = value(node.get("value"));
        float scale = node.find("scale").map(JsonNode::floating).orElse(1f);
        try {
            return new Add(Optional.of(value), scale);
        } catch (IllegalArgumentException e) {
            throw node.fault(e.getMessage());
        }
    }

    private static int source(JsonNode node) {
        int source = node.integer();
        if (source < 0 || source > Intervention.MAX_SOURCE) {
            throw node.fault(
                    "expected the index of a source, from 0 to "
                            + Intervention.MAX_SOURCE
                            + ", found "
                            + source);
        }
        return source;
    }

    private static Value value(JsonNode node) {
        List<Float> numbers = new ArrayList<>();
        List<Long> shape = new ArrayList<>();
        flatten(node, 0, numbers, shape);
        float[] data = new float[numbers.size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = numbers.get(i);
        }
        return new Value(data, new Shape(shape.stream().mapToLong(Long::longValue).toArray()));
    }

    /** Reads nested arrays in row-major order; the first of each depth fixes the axis length. */
    private static void flatten(JsonNode node, int depth, List<Float> numbers, List<Long> shape) {
        if (!node.isList()) {
            if (depth != shape.size()) {
                throw node.fault("expected an array, as its neighbours are");
            }
            numbers.add(node.floating());
            return;
        }
        List<JsonNode> items = node.list();
        if (items.isEmpty() || depth == 8) {
            throw node.fault("expected numbers, at least one, in at most 8 nested arrays");
        }
        if (depth == shape.size() && numbers.isEmpty()) {
            shape.add((long) items.size());
        } else if (depth >= shape.size() || shape.get(depth) != items.size()) {
            throw node.fault(
                    "expected the shape of its neighbours, found an array of " + items.size());
        }
        items.forEach(item -> flatten(item, depth + 1, numbers, shape));
    }

    private static JsonObject toJson(Intervention intervention) {
        if (intervention.featurizer() != Featurizer.identity()) {
            throw new IllegalStateException(
                    "The featurizer at " + intervention.site() + " has no JSON form");
        }
        JsonObject json = new JsonObject();
        json.addProperty("site", intervention.site().toString());
        Edit edit = intervention.edit();
        json.addProperty("edit", edit.name());
        if (edit instanceof Edits.Interchange) {
            json.addProperty("source", intervention.source());
        } else if (edit instanceof Add add) {
            json.add("value", toJson(add.value().orElseThrow()));
            json.addProperty("scale", add.scale());
        } else if (edit instanceof SetTo set) {
            json.add("value", toJson(set.value()));
        } else if (!(edit instanceof Edits.Zero)) {
            throw new IllegalStateException(
                    "The edit " + edit.name() + " at " + intervention.site() + " has no JSON form");
        }
        return json;
    }

    private static JsonElement toJson(Value value) {
        return nested(value.toArray(), value.shape(), 0, 0, value.toArray().length);
    }

    private static JsonElement nested(float[] data, Shape shape, int axis, int from, int size) {
        if (axis == shape.dimension()) {
            return new JsonPrimitive(data[from]);
        }
        JsonArray array = new JsonArray();
        int step = size / (int) shape.get(axis);
        for (int i = 0; i < shape.get(axis); i++) {
            array.add(nested(data, shape, axis + 1, from + i * step, step));
        }
        return array;
    }
}
