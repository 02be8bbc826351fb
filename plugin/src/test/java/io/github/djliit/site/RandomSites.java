/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.site;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Draws sites of every form, and texts that are nearly sites. */
final class RandomSites {

    private static final String ALPHABET = "ab01h-_.:@[]{},\"/\\ \t\n\u00a0\u2028é";
    private static final List<String> TOKENS =
            List.of("input", "output", ":", "@", "[", "]", "h{", "}/", "{", ", ", "\"", "-1", "99");

    private final Random random;

    RandomSites(long seed) {
        random = new Random(seed);
    }

    Site site() {
        return new Site(
                new Path(many(0, this::name)),
                maybe(() -> new Port(either(Port.Kind.values()), index(5))),
                maybe(this::name),
                new Region(many(0, this::axis)));
    }

    /** Returns a valid text with a few characters dropped, doubled or replaced. */
    String mutant() {
        StringBuilder text = new StringBuilder(site().toString());
        for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
            int from = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), from + random.nextInt(3));
            text.replace(from, to, random.nextBoolean() ? name() : token());
        }
        return text.toString();
    }

    /** Returns tokens of the grammar in any order. */
    String noise() {
        return String.join("", many(0, () -> random.nextBoolean() ? name() : token()));
    }

    private Axis axis() {
        return switch (random.nextInt(5)) {
            case 0 -> new Axis.All();
            case 1 -> new Axis.Index(random.nextInt());
            case 2 -> range();
            case 3 -> new Axis.IndexSet(distinct(() -> random.nextInt(-50, 50)));
            default -> new Axis.Heads(distinct(() -> random.nextInt(12)), 12 + random.nextInt(4));
        };
    }

    private Axis range() {
        int start = random.nextInt(50);
        int end = start + 1 + random.nextInt(50);
        return switch (random.nextInt(4)) {
            case 0 -> new Axis.Range(OptionalInt.of(-start), OptionalInt.empty());
            case 1 -> new Axis.Range(OptionalInt.empty(), OptionalInt.of(end));
            case 2 -> new Axis.Range(OptionalInt.of(start), OptionalInt.of(-end));
            default -> new Axis.Range(OptionalInt.of(start), OptionalInt.of(end));
        };
    }

    private String name() {
        StringBuilder name = new StringBuilder();
        for (int length = random.nextInt(6); length > 0; length--) {
            name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return name.toString();
    }

    private String token() {
        return TOKENS.get(random.nextInt(TOKENS.size()));
    }

    private OptionalInt index(int bound) {
        return random.nextBoolean() ? OptionalInt.of(random.nextInt(bound)) : OptionalInt.empty();
    }

    private <T> T either(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    private <T> List<T> many(int least, Supplier<T> item) {
        return Stream.generate(item).limit(least + random.nextInt(4)).toList();
    }

    private List<Integer> distinct(Supplier<Integer> number) {
        return many(1, number).stream().distinct().toList();
    }
}
