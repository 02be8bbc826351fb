/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.djliit.intervention.Edits.Add;
import io.github.djliit.intervention.Edits.Mean;
import io.github.djliit.intervention.Edits.Scale;
import io.github.djliit.intervention.Edits.SetTo;
import io.github.djliit.intervention.Edits.Subtract;
import io.github.djliit.json.JsonFormatException;
import io.github.djliit.json.JsonNode;
import io.github.djliit.site.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads and writes the edit of an intervention, with the keys that are the edit's own. */
final class EditJson {

    /** The keys that depend on the edit, and not on the edit alone whether they are there. */
    static final Set<String> KEYS =
            Set.of(
                    "source",
                    "from",
                    "value",
                    "scale",
                    "std",
                    "seed",
                    "weights",
                    "logits",
                    "boundary",
                    "temperature");

    private static final Set<String> SOURCE = Set.of("source", "from");

    /** What each built-in edit takes. */
    private static final Map<String, Set<String>> TAKES =
            Map.of(
                    "interchange", SOURCE,
                    "add", Set.of("value", "scale", "source", "from"),
                    "subtract", Set.of("value", "scale", "source", "from"),
                    "scale", Set.of("value", "scale"),
                    "zero", Set.of(),
                    "set", Set.of("value"),
                    "mean", Set.of("value"),
                    "noise", Set.of("std", "seed"),
                    "mask",
                            Set.of(
                                    "weights",
                                    "logits",
                                    "boundary",
                                    "temperature",
                                    "source",
                                    "from"),
                    "skip", Set.of());

    private final PlanFormat format;
    private final PlanFiles files;

    EditJson(PlanFormat format, PlanFiles files) {
        this.format = format;
        this.files = files;
    }

    static boolean isBuiltIn(String name) {
        return TAKES.containsKey(name);
    }

    Edit read(JsonNode node) {
        JsonNode name = node.get("edit");
        Optional<Edit> registered = format.edit(name.string());
        if (registered.isEmpty() && !isBuiltIn(name.string())) {
            throw name.fault("unknown edit '" + name.string() + "'." + hint(name.string()));
        }
        Set<String> takes =
                registered
                        .map(edit -> edit.needsSource() ? SOURCE : Set.<String>of())
                        .orElseGet(() -> TAKES.get(name.string()));
        for (String key : node.object().keySet()) {
            if (KEYS.contains(key) && !takes.contains(key)) {
                throw node.get(key).fault(name.string() + " takes no " + key);
            }
        }
        return registered.orElseGet(() -> builtIn(name.string(), node));
    }

    private Edit builtIn(String name, JsonNode node) {
        return switch (name) {
            case "interchange" -> Edit.interchange();
            case "zero" -> Edit.zero();
            case "skip" -> Edit.skip();
            case "set" -> new SetTo(value(node.get("value")));
            case "mean" -> new Mean(value(node.get("value")));
            case "noise" -> noise(node);
            case "scale" -> scaling(node);
            case "mask" -> MaskJson.read(node, files);
            case "add" -> {
                Optional<Value> value = term(name, node);
                yield SelectionJson.at(node, () -> new Add(value, scale(node)));
            }
            case "subtract" -> {
                Optional<Value> value = term(name, node);
                yield SelectionJson.at(node, () -> new Subtract(value, scale(node)));
            }
            default -> throw new IllegalStateException(name);
        };
    }

    /** Reads the value of an edit that takes either that or a source. */
    private Optional<Value> term(String name, JsonNode node) {
        Optional<JsonNode> value = node.find("value");
        for (String key : List.of("source", "from")) {
            if (value.isPresent() && node.find(key).isPresent()) {
                throw node.get(key)
                        .fault(
                                name
                                        + " takes a value or a source, not both: there is a value,"
                                        + " so leave out "
                                        + key);
            }
        }
        if (value.isEmpty() && node.find("source").isEmpty()) {
            throw new JsonFormatException(
                    node.pointer() + "/value",
                    "missing: " + name + " needs a value, or the index of a source in 'source'");
        }
        return value.map(this::value);
    }

    private Edit scaling(JsonNode node) {
        if (node.find("value").isEmpty() && node.find("scale").isEmpty()) {
            throw new JsonFormatException(
                    node.pointer() + "/value",
                    "missing: scale needs a value, or a number in 'scale'");
        }
        Value value = node.find("value").map(this::value).orElse(new Value(1f));
        float scale = scale(node);
        return SelectionJson.at(node, () -> new Scale(value.scaled(scale)));
    }

    private static Noise noise(JsonNode node) {
        JsonNode std = node.get("std");
        float deviation = std.floating();
        long seed = node.find("seed").map(JsonNode::longInteger).orElse(0L);
        return SelectionJson.at(std, () -> new Noise(deviation, seed));
    }

    private static float scale(JsonNode node) {
        return node.find("scale").map(JsonNode::floating).orElse(1f);
    }

    private Value value(JsonNode node) {
        return files.value(node);
    }

    private String hint(String name) {
        List<String> known = new ArrayList<>(format.editNames());
        TAKES.keySet().stream().sorted().forEach(known::add);
        return Nearest.hint(name, known);
    }

    /** Writes the edit and its own keys; large values go where the writer puts them. */
    void write(Edit edit, String place, JsonObject json, ValueWriter values) {
        json.addProperty("edit", edit.name());
        if (edit instanceof Add add) {
            writeTerm(add.value(), add.scale(), place, json, values);
        } else if (edit instanceof Subtract subtract) {
            writeTerm(subtract.value(), subtract.scale(), place, json, values);
        } else if (edit instanceof Scale scale) {
            json.add("value", values.write(place + "value", scale.factor()));
        } else if (edit instanceof SetTo set) {
            json.add("value", values.write(place + "value", set.value()));
        } else if (edit instanceof Mean mean) {
            json.add("value", values.write(place + "value", mean.value()));
        } else if (edit instanceof Noise noise) {
            json.add("std", ValueJson.number(noise.std()));
            json.add("seed", new JsonPrimitive(noise.seed()));
        } else if (!isPlain(edit) && !MaskJson.write(edit, place, json, values)) {
            checkRegistered(edit, json);
        }
    }

    private static boolean isPlain(Edit edit) {
        return edit instanceof Edits.Interchange
                || edit instanceof Edits.Zero
                || edit instanceof Edits.Skip;
    }

    private void checkRegistered(Edit edit, JsonObject json) {
        if (format.edit(edit.name()).filter(edit::equals).isEmpty()) {
            throw new IllegalStateException(
                    "The edit "
                            + edit.name()
                            + " at "
                            + json.get("site").getAsString()
                            + " has no JSON form: register it, PlanFormat.builder().addEdit(edit),"
                            + " and write with that format");
        }
    }

    private static void writeTerm(
            Optional<Value> value, float scale, String place, JsonObject json, ValueWriter values) {
        value.ifPresent(v -> json.add("value", values.write(place + "value", v)));
        if (scale != 1f) {
            json.add("scale", ValueJson.number(scale));
        }
    }
}
