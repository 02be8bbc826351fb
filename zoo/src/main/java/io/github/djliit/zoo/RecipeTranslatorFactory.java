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
import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDList;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import io.github.djliit.causal.Setting;
import io.github.djliit.translate.InterventionInput;
import io.github.djliit.translate.InterventionOutput;
import io.github.djliit.translate.InterventionTranslatorFactory;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Makes the translators of models of this zoo, and of model directories.
 *
 * <p>They take arrays and give arrays ({@code NDList}); take a {@link TaskInput}, as {@link
 * SumInput}, or a {@link Setting} of the causal model's inputs, and give {@code Classifications},
 * as does an {@link Image} for {@code pvr} and a text for {@code ioi}; or take an {@link
 * InterventionInput} of any of these, and give an {@link InterventionOutput} of arrays or of {@code
 * Classifications}. Where the handler for servers is on the class path, they take an {@link Input}
 * and give an {@link Output}. Of a network with several outputs the last is classified, which is
 * the task that its variables are trained by; the argument {@code output} names another by its
 * index. Without state, and thread-safe.
 */
public final class RecipeTranslatorFactory implements TranslatorFactory {

    private static final Set<Class<?>> INPUTS =
            Set.of(Setting.class, TaskInput.class, SumInput.class, EqualityInput.class);
    private static final Set<Class<?>> FORMS = Set.of(Image.class, String.class);

    @Override
    public Set<Pair<Type, Type>> getSupportedTypes() {
        Set<Pair<Type, Type>> types = new HashSet<>();
        types.add(new Pair<>(NDList.class, NDList.class));
        INPUTS.forEach(input -> types.add(new Pair<>(input, Classifications.class)));
        FORMS.forEach(input -> types.add(new Pair<>(input, Classifications.class)));
        types.add(new Pair<>(InterventionInput.class, InterventionOutput.class));
        if (ServingHandler.isThere()) {
            types.add(new Pair<>(Input.class, Output.class));
        }
        return types;
    }

    @Override
    @SuppressWarnings("unchecked") // The classes are checked to be those of the translators.
    public <I, O> Translator<I, O> newInstance(
            Class<I> input, Class<O> output, Model model, Map<String, ?> arguments)
            throws TranslateException {
        if (input == NDList.class && output == NDList.class) {
            return (Translator<I, O>) new NoopTranslator();
        }
        ModelDirectory directory = directory(model);
        if (input == Input.class && output == Output.class) {
            return (Translator<I, O>) ServingHandler.create(directory, model, arguments);
        }
        TaskTranslator translator = translator(directory, arguments);
        if (input == InterventionInput.class && output == InterventionOutput.class) {
            return new InterventionTranslatorFactory(translator)
                    .newInstance(input, output, model, arguments);
        }
        boolean isTaken = INPUTS.contains(input) || translator.takes(input);
        if (isTaken && output == Classifications.class) {
            return (Translator<I, O>) translator;
        }
        throw new IllegalArgumentException(
                "The model "
                        + directory.card().recipe()
                        + " has no translator of these types: expected one of "
                        + getSupportedTypes().stream()
                                .filter(types -> isOf(translator, types))
                                .map(RecipeTranslatorFactory::words)
                                .sorted()
                                .toList()
                        + ", found "
                        + words(new Pair<>(input, output)));
    }

    /** The factory is of all models, and each takes its own. */
    private static boolean isOf(TaskTranslator translator, Pair<Type, Type> types) {
        return !(types.getKey() instanceof Class<?> input)
                || !FORMS.contains(input)
                || translator.takes(input);
    }

    private static String words(Pair<Type, Type> types) {
        return name(types.getKey()) + " to " + name(types.getValue());
    }

    private static String name(Type type) {
        return type instanceof Class<?> known ? known.getSimpleName() : type.getTypeName();
    }

    private static ModelDirectory directory(Model model) throws TranslateException {
        try {
            return ModelDirectory.open(model.getModelPath());
        } catch (IOException e) {
            throw new TranslateException(e.getMessage(), e);
        }
    }

    private static TaskTranslator translator(ModelDirectory directory, Map<String, ?> arguments)
            throws TranslateException {
        Recipe recipe = directory.recipe();
        int outputs = recipe.causalModel().outputs().size();
        Object named = arguments.get("output");
        int index = named == null ? outputs - 1 : index(named.toString());
        if (index < 0 || index >= outputs) {
            throw new TranslateException(
                    "The argument output is the index of one of "
                            + outputs
                            + " outputs, from 0, found "
                            + named);
        }
        return new TaskTranslator(recipe, recipe.encoding(directory.settings()), index);
    }

    /** Returns -1 for what is no number, which is no index either. */
    private static int index(String text) {
        return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
    }
}
