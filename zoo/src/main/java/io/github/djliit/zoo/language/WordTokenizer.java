/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.language;

import ai.djl.modality.nlp.preprocess.Tokenizer;
import io.github.djliit.site.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A tokenizer of whole words and marks of punctuation.
 *
 * <p>Id 0 is the end of a text and its padding; the words follow in the order of the vocabulary. A
 * word that begins a sentence may have a capital that it does not have in the vocabulary. Immutable
 * and thread-safe.
 */
public final class WordTokenizer implements Tokenizer {

    /** The id of the end of a text. */
    public static final long END = 0;

    /** What stands for the end where words are listed. */
    public static final String END_WORD = "<end>";

    private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{N}]+|[^\\s\\p{L}\\p{N}]");
    private static final Pattern MARK = Pattern.compile("[^\\p{L}\\p{N}]");

    private final List<String> words;
    private final Map<String, Long> ids = new LinkedHashMap<>();

    /**
     * Makes a tokenizer.
     *
     * @param vocabulary the words and marks that it knows, each once
     * @throws IllegalArgumentException if one comes twice, or is not one word or mark
     */
    public WordTokenizer(List<String> vocabulary) {
        List<String> all = new ArrayList<>(List.of(END_WORD));
        for (String word : vocabulary) {
            if (!TOKEN.matcher(word).matches()) {
                throw new IllegalArgumentException(
                        "Expected a word or a mark of punctuation, found '" + word + "'");
            }
            if (ids.put(word, (long) all.size()) != null) {
                throw new IllegalArgumentException(
                        "A vocabulary has each word once, found '" + word + "' twice");
            }
            all.add(word);
        }
        words = List.copyOf(all);
    }

    /**
     * Returns the words by their ids.
     *
     * @return the words, the first of which is {@link #END_WORD}
     */
    public List<String> words() {
        return words;
    }

    @Override
    public List<String> tokenize(String sentence) {
        return TOKEN.matcher(sentence).results().map(result -> result.group()).toList();
    }

    /** {@inheritDoc} With a blank between two words, and none before a mark. */
    @Override
    public String buildSentence(List<String> tokens) {
        return tokens.stream()
                .map(token -> MARK.matcher(token).matches() ? token : " " + token)
                .collect(Collectors.joining())
                .strip();
    }

    /**
     * Turns a text into ids.
     *
     * @param text the text
     * @return the id of each word and mark
     * @throws IllegalArgumentException if a word is not in the vocabulary; the message tells where,
     *     and the word that is nearest
     */
    public long[] encode(String text) {
        List<Long> found = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            found.add(id(matcher.group(), matcher.start(), text));
        }
        return found.stream().mapToLong(Long::longValue).toArray();
    }

    private long id(String word, int at, String text) {
        Long exact = ids.get(word);
        Long id = exact == null ? ids.get(decapitalized(word)) : exact;
        if (id == null) {
            throw new IllegalArgumentException(
                    "The vocabulary of %s words has no '%s', found at %s of '%s'.%s"
                            .formatted(
                                    ids.size(), word, at, text, Nearest.hint(word, ids.keySet())));
        }
        return id;
    }

    private static String decapitalized(String word) {
        int first = word.codePointAt(0);
        return Character.toString(Character.toLowerCase(first))
                + word.substring(Character.charCount(first));
    }

    /**
     * Returns the id of a word.
     *
     * @param word the word, just as it is in the vocabulary
     * @return its id
     * @throws IllegalArgumentException if it is not in the vocabulary
     */
    public long id(String word) {
        return id(word, 0, word);
    }

    /**
     * Turns ids into the text; ends are left out.
     *
     * @param tokens the ids
     * @return the text
     * @throws IllegalArgumentException if there is no such id
     */
    public String decode(long... tokens) {
        List<String> text = new ArrayList<>();
        for (long id : tokens) {
            if (id != END) {
                text.add(word(id));
            }
        }
        return buildSentence(text);
    }

    /**
     * Returns a word by its id.
     *
     * @param id the id
     * @return the word
     * @throws IllegalArgumentException if there is no such id
     */
    public String word(long id) {
        if (id < 0 || id >= words.size()) {
            throw new IllegalArgumentException(
                    "Ids are 0 to " + (words.size() - 1) + ", found " + id);
        }
        return words.get((int) id);
    }
}
