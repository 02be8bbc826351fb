/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.language;

import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Indirect object identification: {@code when Mary and John went to the store, John gave a ring to}
 * is followed by {@code Mary}.
 *
 * <p>The causal model follows the circuit that Wang et al. found in GPT-2 small ("Interpretability
 * in the Wild: a Circuit for Indirect Object Identification", ICLR 2023): which of the two names
 * the giver repeats is found out at the giver ({@code duplicate}, 0 or 1), moves to the last word
 * as the place of the name that is left ({@code target}, 0 or 1), and there the name itself is
 * fetched ({@code IO}). Place and object play no part.
 *
 * <p>Stateless.
 */
public final class IndirectObject {

    /** The first of the two names. */
    public static final Variable<String> FIRST = Variable.string("first");

    /** The second of the two names. */
    public static final Variable<String> SECOND = Variable.string("second");

    /** The name that comes again. */
    public static final Variable<String> GIVER = Variable.string("giver");

    /** Where they went. */
    public static final Variable<String> PLACE = Variable.string("place");

    /** What is given. */
    public static final Variable<String> OBJECT = Variable.string("object");

    /** Which of the two names the giver repeats: 0 or 1. */
    public static final Variable<Integer> DUPLICATE = Variable.integer("duplicate");

    /** Which of the two names is left: 0 or 1. */
    public static final Variable<Integer> TARGET = Variable.integer("target");

    /** The indirect object: the name that is left. */
    public static final Variable<String> IO = Variable.string("IO");

    /** The causal model. */
    public static final CausalModel MODEL =
            CausalModel.builder("ioi")
                    .input(FIRST, SECOND, GIVER, PLACE, OBJECT)
                    .mechanism(DUPLICATE, FIRST, GIVER, (a, giver) -> a.equals(giver) ? 0 : 1)
                    .mechanism(TARGET, DUPLICATE, duplicate -> 1 - duplicate)
                    .mechanism(IO, TARGET, FIRST, SECOND, (at, a, b) -> at == 0 ? a : b)
                    .output(IO)
                    .build();

    /** The position of the giver among the tokens, from 0. */
    public static final int GIVER_TOKEN = 9;

    /** How many tokens a prompt has. */
    public static final int TOKENS = 14;

    private static final List<String> NAMES =
            words(
                    "Mary John Anna Paul Emma Mark Lucy Jack Rose Adam Ruth Luke Jane Eric Kate"
                            + " Hugo Nora Ivan Vera Omar");
    private static final List<String> PLACES =
            words("store park school market beach office garden church station museum");
    private static final List<String> OBJECTS =
            words("ring book drink kiss letter present flower ball basket coin");

    private static final String FORM = "when %s and %s went to the %s, %s gave a %s to";
    private static final WordTokenizer TOKENIZER =
            new WordTokenizer(
                    Stream.of(words("when and went to the , gave a"), NAMES, PLACES, OBJECTS)
                            .flatMap(List::stream)
                            .toList());

    /** Of the second name's distances from the first, those that are 2 more than a multiple. */
    private static final int KEPT = 5;

    private IndirectObject() {}

    private static List<String> words(String text) {
        return List.of(text.split(" "));
    }

    /**
     * Returns the tokenizer of the prompts.
     *
     * @return a tokenizer of 48 words and marks
     */
    public static WordTokenizer tokenizer() {
        return TOKENIZER;
    }

    /**
     * Writes a prompt.
     *
     * @param input the inputs of the causal model
     * @return the text, {@link #TOKENS} tokens
     */
    public static String prompt(Setting input) {
        return FORM.formatted(
                input.get(FIRST),
                input.get(SECOND),
                input.get(PLACE),
                input.get(GIVER),
                input.get(OBJECT));
    }

    /**
     * Reads a prompt.
     *
     * @param prompt the text
     * @return the inputs of the causal model
     * @throws IllegalArgumentException if it is no prompt of this task; the message tells why
     */
    public static Setting read(String prompt) {
        long[] ids = TOKENIZER.encode(prompt);
        List<String> words = new ArrayList<>();
        for (long id : ids) {
            words.add(TOKENIZER.word(id));
        }
        if (words.size() != TOKENS) {
            throw fault(prompt, words.size() + " words and marks");
        }
        Setting input =
                Setting.of(FIRST, words.get(1), SECOND, words.get(3), PLACE, words.get(7))
                        .with(GIVER, words.get(GIVER_TOKEN))
                        .with(OBJECT, words.get(12));
        if (!TOKENIZER.buildSentence(words).equals(prompt(input))) {
            throw fault(prompt, "other words between");
        }
        check(input, prompt);
        return input;
    }

    private static void check(Setting input, String prompt) {
        requireOneOf(NAMES, "name", input.get(FIRST), prompt);
        requireOneOf(NAMES, "name", input.get(SECOND), prompt);
        requireOneOf(PLACES, "place", input.get(PLACE), prompt);
        requireOneOf(OBJECTS, "object", input.get(OBJECT), prompt);
        if (input.get(FIRST).equals(input.get(SECOND))) {
            throw fault(prompt, "the name " + input.get(FIRST) + " twice before the comma");
        }
        requireOneOf(
                List.of(input.get(FIRST), input.get(SECOND)), "giver", input.get(GIVER), prompt);
    }

    private static void requireOneOf(List<String> known, String what, String word, String prompt) {
        if (!known.contains(word)) {
            throw fault(prompt, "'" + word + "', which is no " + what + " of " + known);
        }
    }

    private static IllegalArgumentException fault(String prompt, String found) {
        return new IllegalArgumentException(
                "Expected a prompt as '%s', found %s in '%s'"
                        .formatted(
                                FORM.formatted("Mary", "John", "store", "John", "ring"),
                                found,
                                prompt));
    }

    /**
     * Draws prompts.
     *
     * @param count how many
     * @param seed the seed of all draws; one seed gives one list
     * @param isKept whether they are of those that {@link #isKept} keeps from training, or of the
     *     others
     * @return the inputs of the causal model; about half of them repeat the first name
     */
    public static List<Setting> draw(int count, long seed, boolean isKept) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Setting> inputs = new ArrayList<>(count);
        while (inputs.size() < count) {
            Setting names = Setting.of(FIRST, pick(NAMES, random), SECOND, pick(NAMES, random));
            if (!names.get(FIRST).equals(names.get(SECOND)) && isKept(names) == isKept) {
                Variable<String> repeated = random.nextBoolean() ? FIRST : SECOND;
                inputs.add(
                        names.with(GIVER, names.get(repeated))
                                .with(PLACE, pick(PLACES, random))
                                .with(OBJECT, pick(OBJECTS, random)));
            }
        }
        return inputs;
    }

    private static String pick(List<String> words, SplittableRandom random) {
        return words.get(random.nextInt(words.size()));
    }

    /**
     * Returns whether prompts with these two names in this order are kept from training: of every
     * name as the first, those with four of the nineteen others, and as the second likewise. The
     * same two names in the other order are not.
     *
     * @param input the inputs of the causal model, the two names at least
     * @return whether no network is trained on it
     */
    public static boolean isKept(Setting input) {
        int distance = NAMES.indexOf(input.get(SECOND)) - NAMES.indexOf(input.get(FIRST));
        return Math.floorMod(distance, NAMES.size()) % KEPT == 2;
    }
}
