/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.language;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.causal.Setting;
import io.github.djliit.training.Encoding;
import java.util.Arrays;
import java.util.List;

/** Prompts of {@link IndirectObject} as ids of their words. */
public final class PromptEncoding implements Encoding {

    private final WordTokenizer tokenizer = IndirectObject.tokenizer();

    /** Makes an encoding. */
    public PromptEncoding() {}

    /** {@inheritDoc} Ids, int64 {@code [rows, tokens]}. */
    @Override
    public NDList inputs(NDManager manager, List<Setting> settings) {
        long[] ids =
                settings.stream()
                        .map(IndirectObject::prompt)
                        .map(tokenizer::encode)
                        .flatMapToLong(Arrays::stream)
                        .toArray();
        Shape shape = new Shape(settings.size(), IndirectObject.TOKENS);
        return new NDList(manager.create(ids, shape));
    }

    /** {@inheritDoc} The id of the next word, int64 {@code [rows]}. */
    @Override
    public NDList labels(NDManager manager, List<Setting> settings) {
        return new NDList(
                manager.create(
                        settings.stream()
                                .mapToLong(s -> tokenizer.id(s.get(IndirectObject.IO)))
                                .toArray()));
    }
}
