/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

/** What is known of whether rows of a batch see each other in a network. */
public enum RowMixing {
    /** They do not: each gives what it gives alone, and lies on the first axis of the output. */
    NONE,

    /** It is not known; where they do, comparing a batch with its rows alone shows it. */
    UNKNOWN,

    /** They do, or may with other numbers than those at hand, so that no comparison shows it. */
    SOME,

    /** The first axis is known to be time: a recurrent layer steps along it. */
    TIME;

    /** Returns what is known of two parts of a network together. */
    RowMixing and(RowMixing other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
