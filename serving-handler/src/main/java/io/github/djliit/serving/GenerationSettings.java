/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import io.github.djliit.generation.CacheLayout;
import io.github.djliit.generation.LanguageModel;
import io.github.djliit.network.InterventionBlock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a served model generates text.
 *
 * @param inputs what the model takes, in order: {@code ids} first, {@code mask}, {@code positions},
 *     {@code cache}
 * @param cache layers, heads and units of one head, of the keys and values; empty without a cache
 * @param maxNewTokens how many tokens a request may ask for, for each row
 * @param maxStreams how many answers are streamed at the same time
 */
record GenerationSettings(
        List<String> inputs, List<Integer> cache, int maxNewTokens, int maxStreams) {

    static final Set<String> KEYS =
            Set.of(
                    "iit.generation_inputs",
                    "iit.generation_cache",
                    "iit.max_new_tokens",
                    "iit.max_streams");

    private static final String IDS = "ids";
    private static final String CACHE = "cache";
    private static final Set<String> INPUTS = Set.of(IDS, "mask", "positions", CACHE);

    /** Copies the lists. */
    GenerationSettings {
        inputs = List.copyOf(inputs);
        cache = List.copyOf(cache);
    }

    /**
     * Reads settings.
     *
     * @throws IllegalArgumentException if a value is not right
     */
    static GenerationSettings of(Map<String, ?> arguments) {
        return new GenerationSettings(
                inputs(arguments),
                cache(arguments),
                (int)
                        ServingSettings.number(
                                arguments, "iit.max_new_tokens", 256, Integer.MAX_VALUE),
                (int) ServingSettings.number(arguments, "iit.max_streams", 4, 1024));
    }

    private static List<String> inputs(Map<String, ?> arguments) {
        List<String> inputs = words(arguments, "iit.generation_inputs").orElse(List.of(IDS));
        boolean areKnown = inputs.get(0).equals(IDS) && INPUTS.containsAll(inputs);
        if (!areKnown || inputs.stream().distinct().count() != inputs.size()) {
            throw ServingSettings.wrong(
                    "iit.generation_inputs",
                    "ids, then mask, positions and cache as the model takes them",
                    inputs,
                    null);
        }
        boolean isGiven = arguments.containsKey("iit.generation_cache");
        if (inputs.contains(CACHE) != isGiven) {
            throw ServingSettings.wrong(
                    "iit.generation_inputs",
                    "with cache where iit.generation_cache is given, and only there",
                    inputs,
                    null);
        }
        return inputs;
    }

    private static List<Integer> cache(Map<String, ?> arguments) {
        List<String> words = words(arguments, "iit.generation_cache").orElse(List.of());
        boolean areNumbers = words.stream().allMatch(word -> word.matches("[1-9][0-9]{0,6}"));
        if (!areNumbers || (!words.isEmpty() && words.size() != 3)) {
            throw ServingSettings.wrong(
                    "iit.generation_cache",
                    "layers, heads and units of one head, as 12,12,64",
                    words,
                    null);
        }
        return words.stream().map(Integer::valueOf).toList();
    }

    private static Optional<List<String>> words(Map<String, ?> arguments, String key) {
        return Optional.ofNullable(arguments.get(key))
                .map(value -> List.of(value.toString().strip().split("\\s*,\\s*")));
    }

    /** Describes the network as a language model. */
    LanguageModel model(InterventionBlock block) {
        LanguageModel model = LanguageModel.of(block);
        for (String input : inputs) {
            model =
                    switch (input) {
                        case "mask" -> model.withMask();
                        case "positions" -> model.withPositions();
                        case CACHE ->
                                model.withCache(
                                        CacheLayout.of(cache.get(0), cache.get(1), cache.get(2)));
                        default -> model;
                    };
        }
        return model;
    }
}
