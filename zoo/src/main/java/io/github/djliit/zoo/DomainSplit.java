/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import java.util.Arrays;
import java.util.List;

/**
 * Which inputs of a sum are kept from training, to be tested on; S is the sum of all numbers but
 * the last.
 */
enum DomainSplit {
    /** Every tenth input, without any order in it. */
    NONE("none"),

    /** A large S with a large last number; the largest sums are never seen. */
    LARGE("large"),

    /** An S that leaves the same remainder by 5 as the last number; all sums are seen. */
    REMAINDER("remainder");

    private final String text;

    DomainSplit(String text) {
        this.text = text;
    }

    static List<String> names() {
        return byName().names();
    }

    static DomainSplit of(String name) {
        return byName().get(name);
    }

    private static Registry<DomainSplit> byName() {
        return new Registry<>(List.of(values()), split -> split.text, "domain split %s");
    }

    /** Returns whether an input is kept from training. */
    boolean isHeldOut(int[] numbers, int highest) {
        int last = numbers[numbers.length - 1];
        int sum = Arrays.stream(numbers).sum() - last;
        return switch (this) {
            case NONE -> hash(numbers) % 10 == 0;
            case LARGE -> 2 * sum >= (numbers.length - 1) * highest && 2 * last >= highest;
            case REMAINDER -> sum % 5 == last % 5;
        };
    }

    /** The same for every seed, so that no seed of a test meets an input of a training. */
    private static long hash(int[] numbers) {
        long hash = 0;
        for (int number : numbers) {
            hash = (hash + number + 1) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return hash >>> 1;
    }
}
