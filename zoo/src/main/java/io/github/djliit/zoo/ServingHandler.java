/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.translate.ServingTranslator;
import io.github.djliit.causal.Setting;
import io.github.djliit.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * The translator for servers, from {@code Input} to {@code Output}. It is in the handler's jar,
 * which this module does not know, and which need not be on the class path.
 */
final class ServingHandler {

    /** Not referred to as a class. */
    static final String NAME = "io.github.djliit.serving.InterventionServingTranslator";

    static final String INPUT_TYPES = "iit.input_types";

    private ServingHandler() {}

    /** Whether its jar is on the class path. */
    static boolean isThere() {
        return find().isPresent();
    }

    private static Optional<ServiceLoader.Provider<ServingTranslator>> find() {
        return ServiceLoader.load(ServingTranslator.class, ServingHandler.class.getClassLoader())
                .stream()
                .filter(provider -> provider.type().getName().equals(NAME))
                .findFirst();
    }

    /**
     * Makes the translator of a model.
     *
     * @param directory the description of the model
     * @param model the loaded model
     * @param arguments its settings; without the types of inputs, those of the recipe hold
     * @throws IllegalArgumentException if its jar is not there
     */
    static ServingTranslator create(
            ModelDirectory directory, Model model, Map<String, ?> arguments) {
        ServingTranslator translator =
                find().orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "Input and Output are types of the handler for"
                                                        + " servers: put the jar"
                                                        + " djl-iit-serving-handler on the class path"))
                        .get();
        Map<String, Object> all = new HashMap<>(arguments);
        all.computeIfAbsent(INPUT_TYPES, key -> names(inputTypes(directory, model)));
        translator.setArguments(all);
        return translator;
    }

    /** Returns the types of a network's inputs, in order. */
    static List<DataType> inputTypes(ModelDirectory directory, Model model) {
        Recipe recipe = directory.recipe();
        Setting example = recipe.causalModel().run(recipe.example());
        try (NDManager manager = model.getNDManager().newSubManager()) {
            return recipe.encoding().inputs(manager, List.of(example)).stream()
                    .map(NDArray::getDataType)
                    .toList();
        }
    }

    static String names(List<DataType> types) {
        return types.stream().map(Tensor::nameOf).collect(Collectors.joining(","));
    }
}
