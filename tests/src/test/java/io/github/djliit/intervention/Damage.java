/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Texts that were right before something happened to them. */
final class Damage {

    private static final List<String> PIECES =
            List.of(
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    "\"",
                    "\\",
                    "null",
                    "true",
                    "-1",
                    "1.5",
                    "1e999",
                    "99999999999",
                    "\"version\"",
                    "\"site\"",
                    "\"edit\"",
                    "\"source\"",
                    "\"x\"",
                    "\"@steer\"",
                    "\"features\":",
                    "\"featurizer\":\"s\",",
                    "\"rows\":[1,2],",
                    "\"positions\":[[1],[2]],",
                    "\"into\":1,",
                    "{\"type\":\"identity\"}",
                    "[0,1]",
                    "-0.0",
                    "2147483647",
                    "2147483648",
                    "[0:4]",
                    "[{1,2}]",
                    ":input1",
                    "@v",
                    "h{0}/2",
                    "..",
                    " ",
                    "  ",
                    "\t",
                    "\n",
                    "\u0000",
                    "\ud800",
                    "\u00e9",
                    "[[[[[[[[[[",
                    "{\"a\":");

    private final List<String> texts;
    private final SplittableRandom random;

    Damage(long seed, List<String> texts) {
        this.texts = texts;
        this.random = new SplittableRandom(seed);
    }

    Stream<String> texts(int count) {
        return Stream.generate(this::next).limit(count);
    }

    private String next() {
        String text = texts.get(random.nextInt(texts.size()));
        for (int i = random.nextInt(3); i >= 0 && !text.isEmpty(); i--) {
            text = damage(text);
        }
        return text;
    }

    private String damage(String text) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(12));
        String piece = PIECES.get(random.nextInt(PIECES.size()));
        return switch (random.nextInt(5)) {
            case 0 -> text.substring(0, from) + text.substring(to);
            case 1 -> text.substring(0, from) + piece + text.substring(from);
            case 2 -> text.substring(0, from) + piece + text.substring(to);
            case 3 -> text.substring(0, to) + text.substring(from);
            default -> text.substring(0, from);
        };
    }
}
