/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.arithmetic;

import ai.djl.modality.nlp.preprocess.Tokenizer;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * A tokenizer of single characters.
 *
 * <p>Id 0 is the padding, id 1 the first token of every text, [CLS]; the characters follow in the
 * order of the alphabet. Immutable and thread-safe.
 */
public final class CharTokenizer implements Tokenizer {

    /** The id of what fills a short row. */
    public static final long PADDING = 0;

    /** The id of the token before every text. */
    public static final long FIRST = 1;

    private final String alphabet;

    /**
     * Makes a tokenizer.
     *
     * @param alphabet the characters that it knows, each once
     * @throws IllegalArgumentException if a character comes twice
     */
    public CharTokenizer(String alphabet) {
        if (alphabet.chars().distinct().count() < alphabet.length()) {
            throw new IllegalArgumentException(
                    "An alphabet has each character once, found '" + alphabet + "'");
        }
        this.alphabet = alphabet;
    }

    /**
     * Returns the tokenizer of {@link Expression#text}.
     *
     * @return a tokenizer of digits, brackets and operators
     */
    public static CharTokenizer ofExpressions() {
        return new CharTokenizer("0123456789()+-");
    }

    /**
     * Returns how many ids there are.
     *
     * @return the size of an embedding table
     */
    public int size() {
        return alphabet.length() + 2;
    }

    @Override
    public List<String> tokenize(String sentence) {
        return sentence.chars().mapToObj(Character::toString).toList();
    }

    @Override
    public String buildSentence(List<String> tokens) {
        return String.join("", tokens);
    }

    /**
     * Turns a text into ids.
     *
     * @param text the text
     * @return {@link #FIRST}, then the id of each character
     * @throws IllegalArgumentException if a character is not in the alphabet
     */
    public long[] encode(String text) {
        long[] ids = new long[text.length() + 1];
        ids[0] = FIRST;
        for (int i = 0; i < text.length(); i++) {
            int at = alphabet.indexOf(text.charAt(i));
            if (at < 0) {
                throw new IllegalArgumentException(
                        "The alphabet is '%s', found '%s' at %s of '%s'"
                                .formatted(alphabet, text.charAt(i), i, text));
            }
            ids[i + 1] = at + 2L;
        }
        return ids;
    }

    /**
     * Turns ids into the text; padding and first tokens are left out.
     *
     * @param ids the ids
     * @return the text
     * @throws IllegalArgumentException if there is no such id
     */
    public String decode(long... ids) {
        StringBuilder text = new StringBuilder();
        for (long id : ids) {
            if (id < 0 || id >= size()) {
                throw new IllegalArgumentException(
                        "Ids are 0 to " + (size() - 1) + ", found " + id);
            }
            if (id > FIRST) {
                text.append(alphabet.charAt((int) id - 2));
            }
        }
        return text.toString();
    }

    /**
     * Encodes texts, padded to the longest on the right.
     *
     * @param manager the owner of the arrays
     * @param texts one text for each row
     * @return ids and mask, both int64 {@code [rows, longest + 1]}; the mask is 1 for what is not
     *     padding
     */
    public NDList encode(NDManager manager, List<String> texts) {
        int longest = 1 + texts.stream().mapToInt(String::length).max().orElse(0);
        long[] ids = new long[texts.size() * longest];
        long[] mask = new long[ids.length];
        for (int row = 0; row < texts.size(); row++) {
            long[] of = encode(texts.get(row));
            System.arraycopy(of, 0, ids, row * longest, of.length);
            Arrays.fill(mask, row * longest, row * longest + of.length, 1);
        }
        Shape shape = new Shape(texts.size(), longest);
        return new NDList(manager.create(ids, shape), manager.create(mask, shape));
    }
}
