/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.language;

import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;

/**
 * Text in, next words out, for a language model that takes ids alone and gives logits {@code
 * [batch, tokens, vocabulary]}.
 *
 * <p>Texts of one batch have as many tokens. Thread-safe.
 */
public final class NextWordTranslator implements Translator<String, Classifications> {

    private final WordTokenizer tokenizer;

    /**
     * Makes a translator.
     *
     * @param tokenizer the tokenizer of the model
     */
    public NextWordTranslator(WordTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the text has no word, or one that is not in the
     *     vocabulary
     */
    @Override
    public NDList processInput(TranslatorContext context, String text) {
        long[] ids = tokenizer.encode(text);
        if (ids.length == 0) {
            throw new IllegalArgumentException("Expected a text of one word or more, found none");
        }
        return new NDList(context.getNDManager().create(ids));
    }

    @Override
    public Classifications processOutput(TranslatorContext context, NDList outputs) {
        NDArray next = outputs.head().get(-1); // [vocabulary]
        return new Classifications(tokenizer.words(), next.softmax(-1));
    }
}
