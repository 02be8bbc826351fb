/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import ai.djl.ndarray.NDArray;
import io.github.djliit.json.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** A small map with an array and a setting: so many times an offset is added. */
record ShiftMap(Value offset, int times) implements Featurizer {

    static final FeaturizerType TYPE =
            new FeaturizerType(
                    "shift",
                    Set.of("offset"),
                    Set.of("times"),
                    parts ->
                            new ShiftMap(
                                    parts.array("offset"),
                                    parts.setting("times").map(JsonNode::integer).orElse(1)),
                    new FeaturizerType.Writer<>(
                            ShiftMap.class, map -> FeaturizerForm.of("offset", map.offset())));

    static PlanFormat.Builder format() {
        return PlanFormat.builder().addType(TYPE);
    }

    static Featurizer ofWidth(int width) {
        return new ShiftMap(new Value(new float[width]), 1);
    }

    /** Interventions that share one map under the name {@code s}. */
    static String plan(String... interventions) {
        return "{'version': 1, 'featurizers': {'s': {'type': 'shift', 'offset': [1, 2, 3, 4]}},"
                .concat(" 'interventions': [")
                .concat(String.join(", ", List.of(interventions)))
                .concat("]}")
                .replace('\'', '"');
    }

    static Map<String, Value> file(Value offset) {
        return Map.of("offset", offset);
    }

    @Override
    public NDArray featurize(NDArray activation) {
        return activation.add(offset.like(activation));
    }

    @Override
    public NDArray restore(NDArray features, NDArray activation) {
        return features.sub(offset.like(activation));
    }

    @Override
    public String name() {
        return "shift";
    }

    @Override
    public OptionalLong count() {
        return OptionalLong.of(offset.size());
    }
}
