/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.transformer;

/**
 * The sizes of a {@link TransformerClassifier}.
 *
 * @param words the number of token ids
 * @param tokens the largest number of tokens of a text
 * @param width the units of each token
 * @param hidden the hidden units of a layer, usually four times the width
 * @param layers the number of layers
 * @param heads the number of attention heads, a divisor of the width
 * @param dropout the share of units that are dropped in training
 */
public record Sizes(
        int words, int tokens, int width, int hidden, int layers, int heads, float dropout) {

    /** Checks that the sizes fit each other. */
    public Sizes {
        if (words < 1 || tokens < 1 || width < 1 || hidden < 1 || layers < 1 || heads < 1) {
            throw new IllegalArgumentException(
                    ("Sizes of a transformer are 1 or more, found words %s, tokens %s,"
                                    + " width %s, hidden %s, layers %s, heads %s")
                            .formatted(words, tokens, width, hidden, layers, heads));
        }
        if (width % heads != 0) {
            throw new IllegalArgumentException(
                    "The width is a multiple of the number of heads, found %s and %s"
                            .formatted(width, heads));
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("Dropout is from 0 to below 1, found " + dropout);
        }
    }
}
