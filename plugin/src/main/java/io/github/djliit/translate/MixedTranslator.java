/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import ai.djl.ndarray.NDList;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.util.ArrayList;
import java.util.List;

/**
 * A translator of inputs with and without interventions.
 *
 * @param <I> the input type of the wrapped translator
 * @param <O> its output type
 */
final class MixedTranslator<I, O> implements Translator<Object, Object> {

    private static final String IS_PLAIN = MixedTranslator.class.getName();

    private final InterventionTranslator<I, O> translator;

    MixedTranslator(InterventionTranslator<I, O> translator) {
        this.translator = translator;
    }

    @Override
    public void prepare(TranslatorContext ctx) throws Exception {
        translator.prepare(ctx);
    }

    @Override
    public Batchifier getBatchifier() {
        return translator.getBatchifier();
    }

    @Override
    public NDList processInput(TranslatorContext ctx, Object input) throws TranslateException {
        return batchProcessInput(ctx, List.of(input));
    }

    @Override
    public Object processOutput(TranslatorContext ctx, NDList list) throws TranslateException {
        return batchProcessOutput(ctx, list).get(0);
    }

    @Override
    public NDList batchProcessInput(TranslatorContext ctx, List<Object> inputs)
            throws TranslateException {
        List<Boolean> isPlain =
                inputs.stream().map(i -> !(i instanceof InterventionInput)).toList();
        ctx.setAttachment(IS_PLAIN, isPlain);
        return translator.batchProcessInput(
                ctx, inputs.stream().map(MixedTranslator::<I>input).toList());
    }

    @SuppressWarnings("unchecked") // A wrong type is found out by the wrapped translator.
    private static <I> InterventionInput<I> input(Object input) {
        return input instanceof InterventionInput
                ? (InterventionInput<I>) input
                : InterventionInput.of((I) input);
    }

    @Override
    @SuppressWarnings("unchecked") // Only batchProcessInput writes the attachment.
    public List<Object> batchProcessOutput(TranslatorContext ctx, NDList list)
            throws TranslateException {
        Prediction<I, O> prediction = translator.prediction(ctx);
        List<Boolean> isPlain = (List<Boolean>) ctx.getAttachment(IS_PLAIN);
        List<Object> outputs = new ArrayList<>();
        for (int i = 0; i < isPlain.size(); i++) {
            outputs.add(isPlain.get(i) ? prediction.plain(i) : prediction.output(i));
        }
        return outputs;
    }
}
