/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import io.github.djliit.json.JsonFormatException;
import io.github.djliit.json.JsonNode;
import io.github.djliit.site.Nearest;
import java.util.Map;
import java.util.Optional;

/** The arrays and settings of one featurizer in a plan, wherever they are written. */
final class FeaturizerParts {

    private static final String FILE = "file";

    private final FeaturizerType type;
    private final JsonNode node;
    private final PlanFiles files;
    private final Map<String, Value> file;

    FeaturizerParts(FeaturizerType type, JsonNode node, PlanFiles files) {
        this.type = type;
        this.node = node;
        this.files = files;
        file = node.find(FILE).map(files.arrays()::read).map(this::named).orElse(Map.of());
    }

    /** Reads an array that must be there, in the plan or in its file. */
    Value array(String key) {
        return find(key)
                .orElseThrow(
                        () ->
                                new JsonFormatException(
                                        node.pointer() + "/" + key,
                                        "missing: "
                                                + type.name()
                                                + " needs this array, here or in a 'file'"));
    }

    /** Reads an array that may be there. */
    Optional<Value> find(String key) {
        Optional<JsonNode> inline = node.find(key);
        if (inline.isPresent() && file.containsKey(key)) {
            throw inline.get().fault("the file has this array too: give it once");
        }
        if (inline.isPresent()) {
            return inline.map(files::value);
        }
        Optional<Value> array = Optional.ofNullable(file.get(key));
        array.ifPresent(value -> files.budget().give(place(key), value.size()));
        return array;
    }

    /** Returns where an array is from, for faults. */
    JsonNode place(String key) {
        return node.find(key).or(() -> node.find(FILE)).orElse(node);
    }

    /** Reads a setting that may be there. */
    Optional<JsonNode> setting(String key) {
        return node.find(key);
    }

    /** Reads how many there are of something, from 1. */
    int count(String key) {
        JsonNode setting = node.get(key);
        int count = setting.integer();
        if (count < 1) {
            throw setting.fault("expected a number from 1, found " + count);
        }
        return count;
    }

    /** Checks before it is drawn that a matrix is not too large. */
    void checkDrawn(long numbers) {
        files.budget().draw(node, numbers);
    }

    JsonFormatException fault(String message) {
        return node.fault(message);
    }

    /** A single array of a file needs no name where one array is all that the type takes. */
    private Map<String, Value> named(Map<String, Value> arrays) {
        if (arrays.size() == 1 && type.arrays().size() == 1) {
            String only = type.arrays().iterator().next();
            return Map.of(only, arrays.values().iterator().next());
        }
        for (String name : arrays.keySet()) {
            if (!type.arrays().contains(name)) {
                throw node.get(FILE)
                        .fault(
                                "the file has an array '"
                                        + name
                                        + "', which "
                                        + type.name()
                                        + " does not take."
                                        + Nearest.hint(name, type.arrays()));
            }
        }
        return arrays;
    }
}
