/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.ndarray.types.DataType;
import io.github.djliit.network.Fusing;
import io.github.djliit.site.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings of a served model: limits, and what JSON does not say of the inputs.
 *
 * <p>They come from {@code serving.properties}, where each has the prefix {@code iit.}; all have
 * defaults.
 *
 * @param maxRequestBytes how many bytes a request may have, all parts together
 * @param maxRows how many rows the inputs of a request may have
 * @param maxSources how many sources a request may bring
 * @param maxInterventions how many interventions a plan may have
 * @param maxSites how many sites a request may collect
 * @param maxReplyBytes how many bytes a reply may have, as tensors and as it is sent
 * @param maxSeconds how long after its batch arrived a request may still start to run
 * @param maxCacheBytes how many bytes of what sources gave are kept; 0 for none
 * @param inputTypes the types of the network's inputs, in order, for numbers in JSON that do not
 *     say theirs; float32 for those that are not there
 * @param stack whether requests that fit together run as one batch
 * @param fusing whether rows that have nothing to do with each other run as one batch: of base and
 *     sources, and of requests
 * @param generation how the model generates text, if it is a language model
 */
record ServingSettings(
        long maxRequestBytes,
        int maxRows,
        int maxSources,
        int maxInterventions,
        int maxSites,
        long maxReplyBytes,
        int maxSeconds,
        long maxCacheBytes,
        List<DataType> inputTypes,
        boolean stack,
        Fusing fusing,
        GenerationSettings generation) {

    private static final String PREFIX = "iit.";
    private static final long MIB = 1L << 20;

    private static final Set<String> KEYS =
            keys(
                    Set.of(
                            "iit.max_request_bytes",
                            "iit.max_rows",
                            "iit.max_sources",
                            "iit.max_interventions",
                            "iit.max_sites",
                            "iit.max_reply_bytes",
                            "iit.max_seconds",
                            "iit.max_cache_bytes",
                            "iit.input_types",
                            "iit.stack",
                            "iit.fuse"),
                    GenerationSettings.KEYS);

    private static Set<String> keys(Set<String> keys, Set<String> more) {
        Set<String> all = new TreeSet<>(keys);
        all.addAll(more);
        return all;
    }

    /** Copies the list. */
    ServingSettings {
        inputTypes = List.copyOf(inputTypes);
    }

    /**
     * Reads settings.
     *
     * @param arguments the arguments of the translator; those without the prefix are others'
     * @throws IllegalArgumentException if a setting does not exist, or its value is not right
     */
    static ServingSettings of(Map<String, ?> arguments) {
        for (String key : arguments.keySet()) {
            if (key.startsWith(PREFIX) && !KEYS.contains(key)) {
                throw new IllegalArgumentException(
                        "There is no setting '" + key + "'." + Nearest.hint(key, KEYS));
            }
        }
        return new ServingSettings(
                number(arguments, "iit.max_request_bytes", 16 * MIB, Integer.MAX_VALUE),
                (int) number(arguments, "iit.max_rows", 256, Integer.MAX_VALUE),
                (int) number(arguments, "iit.max_sources", 8, Integer.MAX_VALUE),
                (int) number(arguments, "iit.max_interventions", 256, Integer.MAX_VALUE),
                (int) number(arguments, "iit.max_sites", 64, Integer.MAX_VALUE),
                number(arguments, "iit.max_reply_bytes", 64 * MIB, Integer.MAX_VALUE),
                (int) number(arguments, "iit.max_seconds", 30, Integer.MAX_VALUE),
                number(arguments, "iit.max_cache_bytes", 64 * MIB, 0, Long.MAX_VALUE),
                types(arguments),
                truth(arguments, "iit.stack", true),
                fusing(arguments),
                GenerationSettings.of(arguments));
    }

    static long number(Map<String, ?> arguments, String key, long otherwise, long most) {
        return number(arguments, key, otherwise, 1, most);
    }

    private static long number(
            Map<String, ?> arguments, String key, long otherwise, long least, long most) {
        String expected = "a whole number from " + least + " to " + most;
        Object value = arguments.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value.toString().strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(key, expected, value, e);
        }
        throw wrong(key, expected, value, null);
    }

    private static boolean truth(Map<String, ?> arguments, String key, boolean otherwise) {
        Object value = arguments.get(key);
        if (value == null) {
            return otherwise;
        }
        return switch (value.toString().strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(key, "true or false", value, null);
        };
    }

    private static Fusing fusing(Map<String, ?> arguments) {
        Object value = arguments.get("iit.fuse");
        try {
            return value == null ? Fusing.AUTO : Fusing.of(value.toString());
        } catch (IllegalArgumentException e) {
            throw wrong("iit.fuse", "auto, always or never", value, e);
        }
    }

    private static List<DataType> types(Map<String, ?> arguments) {
        Object value = arguments.get("iit.input_types");
        List<DataType> types = new ArrayList<>();
        if (value != null && !value.toString().isBlank()) {
            for (String name : value.toString().split(",", -1)) {
                types.add(
                        JsonTensors.type(name.strip())
                                .orElseThrow(
                                        () ->
                                                wrong(
                                                        "iit.input_types",
                                                        "types out of " + JsonTensors.TYPES,
                                                        value,
                                                        null)));
            }
        }
        return types;
    }

    static IllegalArgumentException wrong(
            String key, String expected, Object found, Throwable cause) {
        return new IllegalArgumentException(
                "The setting " + key + " is " + expected + ", found '" + found + "'", cause);
    }

    /** Returns the type of an input of the network whose numbers do not say theirs. */
    DataType inputType(int input) {
        return input < inputTypes.size() ? inputTypes.get(input) : DataType.FLOAT32;
    }
}
