/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.site;

/** How a name of any characters is written as one word of a site's text. */
final class Quoting {

    private static final String GRAMMAR = ".:@[]{},\"/";

    private Quoting() {}

    /** Returns whether a character stands for itself outside quotes. */
    static boolean isPlain(int character) {
        return GRAMMAR.indexOf(character) < 0
                && !Character.isWhitespace(character)
                && !Character.isSpaceChar(character)
                && !Character.isISOControl(character);
    }

    /** Returns whether a name is written without quotes. */
    static boolean isPlain(String name) {
        return !name.isEmpty() && name.chars().allMatch(Quoting::isPlain);
    }

    /** Returns the word for a name, in quotes only where it needs them. */
    static String print(String name) {
        return isPlain(name) ? name : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
