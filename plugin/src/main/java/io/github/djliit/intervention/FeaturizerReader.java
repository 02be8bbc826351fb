/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import io.github.djliit.json.JsonNode;
import io.github.djliit.site.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the featurizers of one plan.
 *
 * <p>A featurizer is an object, or the name of one in the plan's {@code featurizers}; who gives the
 * same name gets the same featurizer, and so is linked. An object {@code {"of": name, "partition":
 * ...}} is the same map with other names for its features.
 */
final class FeaturizerReader {

    private static final Set<String> COMMON = Set.of("type", "partition");
    private static final Set<String> OF = Set.of("of", "partition");

    private final PlanFormat format;
    private final PlanFiles files;
    private final Map<String, Featurizer> named = new LinkedHashMap<>();

    FeaturizerReader(PlanFormat format, PlanFiles files, Optional<JsonNode> shared) {
        this.format = format;
        this.files = files;
        Map<String, JsonNode> entries = shared.map(JsonNode::object).orElse(Map.of());
        InterventionChecks.checkCount("/featurizers", entries.size());
        entries.forEach((name, node) -> named.put(name, entry(node)));
    }

    Featurizer read(JsonNode node) {
        return node.isString() ? named(node) : object(node);
    }

    /** An entry that were another name for an entry would depend on their order. */
    private Featurizer entry(JsonNode node) {
        if (node.isObject() && node.find("of").isPresent()) {
            throw node.get("of")
                    .fault(
                            "an entry of the plan's featurizers has a type; 'of' is for those who"
                                    + " use it");
        }
        return object(node);
    }

    private Featurizer named(JsonNode node) {
        String name = node.string();
        Featurizer featurizer = named.get(name);
        if (featurizer == null) {
            throw node.fault(
                    "the plan's featurizers have no '"
                            + name
                            + "'."
                            + (isType(name)
                                    ? " It is a type: write {\"type\": \"" + name + "\"}"
                                    : Nearest.hint(name, named.keySet())));
        }
        return featurizer;
    }

    private Featurizer object(JsonNode node) {
        if (!node.isObject()) {
            throw node.fault("expected a featurizer: an object with a type, or the name of one");
        }
        Featurizer plain = node.find("of").isPresent() ? same(node) : typed(node);
        return node.find("partition").map(names -> partitioned(plain, names)).orElse(plain);
    }

    private Featurizer same(JsonNode node) {
        node.object(OF);
        return Partitioned.withoutNames(named(node.get("of")));
    }

    private Featurizer typed(JsonNode node) {
        String name = node.get("type").string();
        Optional<Featurizer> registered = format.featurizer(name);
        if (registered.isPresent()) {
            node.object(COMMON);
            return registered.get();
        }
        FeaturizerType type = type(node.get("type"));
        Set<String> keys = new HashSet<>(COMMON);
        keys.addAll(type.settings());
        keys.addAll(type.arrays());
        if (!type.arrays().isEmpty()) {
            keys.add("file");
        }
        node.object(keys);
        FeaturizerParts parts = new FeaturizerParts(type, node, files);
        return SelectionJson.at(node, () -> type.reader().apply(parts));
    }

    private FeaturizerType type(JsonNode node) {
        String name = node.string();
        return format.types().stream()
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                node.fault(
                                        "unknown type of featurizer '"
                                                + name
                                                + "'."
                                                + Nearest.hint(name, known())));
    }

    private boolean isType(String name) {
        return known().contains(name);
    }

    private List<String> known() {
        List<String> known = new ArrayList<>(format.featurizerNames());
        format.types().forEach(type -> known.add(type.name()));
        return known;
    }

    private static Featurizer partitioned(Featurizer plain, JsonNode names) {
        Partition partition = SelectionJson.partition(names);
        return SelectionJson.at(names, () -> plain.withPartition(partition));
    }
}
