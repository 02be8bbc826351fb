/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.ndarray.NDList;
import ai.djl.translate.Batchifier;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.github.djliit.training.Encoding;
import java.util.Optional;

/**
 * From arrays to arrays, and to classes from values of the causal model, or from what applications
 * have for them. All inputs of one call are of one kind.
 */
final class TaskTranslator implements Translator<Object, Object> {

    private static final String KIND = "io.github.djliit.zoo.kind";

    private final Translator<?, ?> arrays = new NoopTranslator();
    private final Optional<Recipe.Form<?>> form;
    private final Translator<?, ?> settings;

    TaskTranslator(Recipe recipe, Encoding encoding, int output) {
        form = recipe.form();
        settings = new SettingTranslator(recipe, encoding, output);
    }

    @Override
    public Batchifier getBatchifier() {
        return Batchifier.STACK;
    }

    /** Whether inputs of a type are given as they are. */
    boolean takes(Class<?> type) {
        return form.isPresent() && form.get().input() == type;
    }

    @Override
    @SuppressWarnings("unchecked") // Each kind is found by its class.
    public NDList processInput(TranslatorContext ctx, Object input) throws Exception {
        Translator<?, ?> kind = kind(input);
        Object before = ctx.getAttachment(KIND);
        if (before != null && before != kind) {
            throw new IllegalArgumentException(
                    "Inputs of one call are arrays, or values of the causal model, or images or"
                            + " texts, not several of these");
        }
        ctx.setAttachment(KIND, kind);
        return ((Translator<Object, ?>) kind).processInput(ctx, input);
    }

    private Translator<?, ?> kind(Object input) {
        if (input instanceof NDList) {
            return arrays;
        }
        return form.isPresent() && form.get().input().isInstance(input)
                ? form.get().translator()
                : settings;
    }

    @Override
    public Object processOutput(TranslatorContext ctx, NDList list) throws Exception {
        return ((Translator<?, ?>) ctx.getAttachment(KIND)).processOutput(ctx, list);
    }
}
