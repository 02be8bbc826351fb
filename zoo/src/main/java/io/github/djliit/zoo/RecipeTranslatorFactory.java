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
import java.util.Map;
import java.util.Set;

/**
 * Makes the translators of models of this zoo, and of model directories.
 *
 * <p>They take arrays and give arrays ({@code NDList}); take a {@link TaskInput}, as {@link
 * SumInput}, or a {@link Setting} of the causal model's inputs, and give {@code Classifications};
 * or take an {@link InterventionInput} of any of these, and give an {@link InterventionOutput} of
 * arrays or of {@code Classifications}. Of a network with several outputs the last is classified,
 * which is the task that its variables are trained by; the argument {@code output} names another by
 * its index. Without state, and thread-safe.
 */
public final class RecipeTranslatorFactory implements TranslatorFactory {

    private static final Set<Class<?>> INPUTS =
            Set.of(Setting.class, TaskInput.class, SumInput.class, EqualityInput.class);

    @Override
    public Set<Pair<Type, Type>> getSupportedTypes() {
        return Set.of(
                new Pair<>(NDList.class, NDList.class),
                new Pair<>(Setting.class, Classifications.class),
                new Pair<>(TaskInput.class, Classifications.class),
                new Pair<>(SumInput.class, Classifications.class),
                new Pair<>(EqualityInput.class, Classifications.class),
                new Pair<>(InterventionInput.class, InterventionOutput.class));
    }

    @Override
    @SuppressWarnings("unchecked") // The classes are checked to be those of the translators.
    public <I, O> Translator<I, O> newInstance(
            Class<I> input, Class<O> output, Model model, Map<String, ?> arguments)
            throws TranslateException {
        if (input == NDList.class && output == NDList.class) {
            return (Translator<I, O>) new NoopTranslator();
        }
        TaskTranslator translator = translator(model, arguments);
        if (input == InterventionInput.class && output == InterventionOutput.class) {
            return new InterventionTranslatorFactory(translator)
                    .newInstance(input, output, model, arguments);
        } else if (INPUTS.contains(input) && output == Classifications.class) {
            return (Translator<I, O>) translator;
        }
        throw new IllegalArgumentException(
                "Expected one of "
                        + getSupportedTypes()
                        + ", found "
                        + input.getName()
                        + " to "
                        + output.getName());
    }

    private static TaskTranslator translator(Model model, Map<String, ?> arguments)
            throws TranslateException {
        try {
            Recipe recipe = ModelDirectory.open(model.getModelPath()).recipe();
            int outputs = recipe.causalModel().outputs().size();
            Object named = arguments.get("output");
            int index = named == null ? outputs - 1 : Integer.parseInt(named.toString());
            if (index < 0 || index >= outputs) {
                throw new TranslateException(
                        "The argument output is the index of one of "
                                + outputs
                                + " outputs, found "
                                + index);
            }
            return new TaskTranslator(recipe, index);
        } catch (IOException | NumberFormatException e) {
            throw new TranslateException(e.getMessage(), e);
        }
    }
}
