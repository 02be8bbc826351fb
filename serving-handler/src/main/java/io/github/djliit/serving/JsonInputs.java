/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import io.github.djliit.json.JsonNode;
import io.github.djliit.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the key {@code inputs} of a JSON request: {@code {"base": ..., "sources": [...]}}, or an
 * input alone for a plain prediction.
 *
 * <p>The input of a network is a tensor; of a network with several inputs an object of them, by any
 * names, in the network's order, or a list of tensors that are objects. A network that takes a dict
 * has it of the names {@code x.key}, as DJL's engine; a list {@code x[0]}, a tuple {@code x(0)}.
 */
final class JsonInputs {

    private static final String BASE = "base";
    private static final String SOURCES = "sources";

    private final ServingSettings settings;
    private final boolean isText;

    /**
     * Creates it.
     *
     * @param settings the settings
     * @param isText whether the inputs are prompts, which may be of different lengths
     */
    JsonInputs(ServingSettings settings, boolean isText) {
        this.settings = settings;
        this.isText = isText;
    }

    RequestInputs read(JsonNode node) {
        boolean isPlain =
                !node.isObject() || (node.find(BASE).isEmpty() && node.find(SOURCES).isEmpty());
        if (isPlain) {
            return new RequestInputs(inputs(node), List.of(), Map.of(), true, names(node));
        }
        node.object(Set.of(BASE, SOURCES));
        List<Tensor> base = inputs(node.get(BASE));
        List<String> names = names(node.get(BASE));
        List<List<Tensor>> sources = new ArrayList<>();
        Optional<JsonNode> given = node.find(SOURCES);
        if (given.isPresent()) {
            RequestInputs.checkSources(given.get().size(), settings);
            for (JsonNode source : given.get().list()) {
                sources.add(inputs(source));
                RequestInputs.checkNames(names, names(source), source.pointer());
            }
        }
        return new RequestInputs(base, sources, Map.of(), false, names);
    }

    private static List<String> names(JsonNode node) {
        boolean hasNames = node.isObject() && !JsonTensors.isDescribed(node);
        return hasNames ? List.copyOf(node.object().keySet()) : List.of();
    }

    /** Reads the inputs of one run. */
    private List<Tensor> inputs(JsonNode node) {
        if (isText && PromptTensors.arePrompts(node)) {
            return List.of(PromptTensors.read(node, settings.maxRequestBytes()));
        } else if (JsonTensors.isDescribed(node)) {
            return List.of(tensor(node, 0));
        } else if (node.isObject()) {
            return inputs(List.copyOf(node.object().values()));
        } else if (node.isList() && node.size() > 0 && node.at(0).isObject()) {
            return inputs(node.list());
        }
        return List.of(tensor(node, 0));
    }

    private List<Tensor> inputs(List<JsonNode> nodes) {
        List<Tensor> tensors = new ArrayList<>();
        for (JsonNode node : nodes) {
            tensors.add(tensor(node, tensors.size()));
        }
        return tensors;
    }

    private Tensor tensor(JsonNode node, int input) {
        return JsonTensors.read(node, settings.inputType(input));
    }
}
