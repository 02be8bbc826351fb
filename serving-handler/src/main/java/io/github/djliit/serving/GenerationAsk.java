/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import io.github.djliit.generation.GenerationConfig;
import io.github.djliit.generation.When;
import io.github.djliit.json.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The key {@code generate} of a request: text is to be generated under the plan.
 *
 * @param config how tokens are chosen, and how many
 * @param when the steps at which the plan applies
 * @param isStreamed whether tokens are sent as they come
 */
record GenerationAsk(GenerationConfig config, When when, boolean isStreamed) {

    private static final int USUAL = 20;
    private static final Set<String> KEYS =
            Set.of(
                    "max_new_tokens",
                    "when",
                    "stream",
                    "seed",
                    "temperature",
                    "top_k",
                    "top_p",
                    "end_tokens");

    /** Reads the key. */
    static GenerationAsk read(JsonNode node, GenerationSettings settings) {
        Map<String, JsonNode> keys = node.object(KEYS);
        return new GenerationAsk(
                config(node, settings),
                node.find("when").map(GenerationAsk::when).orElse(When.all()),
                keys.containsKey("stream") && keys.get("stream").truth());
    }

    private static GenerationConfig config(JsonNode node, GenerationSettings settings) {
        GenerationConfig.Builder config = GenerationConfig.builder();
        config.optMaxNewTokens(
                node.find("max_new_tokens")
                        .map(n -> count(n, settings))
                        .orElse(Math.min(USUAL, settings.maxNewTokens())));
        node.find("seed").ifPresent(n -> config.optSampled(n.longInteger()));
        node.find("temperature").ifPresent(n -> config.optTemperature(n.doubleFloating()));
        node.find("top_k").ifPresent(n -> config.optTopK(n.integer()));
        node.find("top_p").ifPresent(n -> config.optTopP(n.doubleFloating()));
        Optional<JsonNode> ends = node.find("end_tokens");
        ends.ifPresent(
                n ->
                        config.optEndTokens(
                                n.list().stream().mapToLong(JsonNode::longInteger).toArray()));
        try {
            return config.build();
        } catch (IllegalArgumentException e) {
            throw node.fault(e.getMessage());
        }
    }

    private static int count(JsonNode node, GenerationSettings settings) {
        int count = node.integer();
        if (count > settings.maxNewTokens()) {
            throw new RequestException(
                    ErrorCode.TOO_MANY_TOKENS,
                    node.pointer(),
                    "at most " + settings.maxNewTokens() + " new tokens, found " + count);
        }
        return count;
    }

    /** A word, or the numbers of steps. */
    private static When when(JsonNode node) {
        if (node.isList()) {
            try {
                return When.steps(node.integers());
            } catch (IllegalArgumentException e) {
                throw node.fault(e.getMessage());
            }
        }
        return switch (node.string()) {
            case "all" -> When.all();
            case "prompt" -> When.prompt();
            case "generated" -> When.generated();
            default -> throw node.fault("expected all, prompt, generated, or numbers of steps");
        };
    }
}
