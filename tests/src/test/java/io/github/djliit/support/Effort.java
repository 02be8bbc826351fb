/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.support;

/**
 * How much a test does: enough for its claim in every build, and more in that of {@code -Plong}.
 */
public final class Effort {

    private static final boolean IS_LONG = Boolean.getBoolean("iit.long");

    private Effort() {}

    /**
     * Returns a number of rounds.
     *
     * @param usual those of every build
     * @param more those of {@code -Plong}
     * @return one of them
     */
    public static int of(int usual, int more) {
        return IS_LONG ? more : usual;
    }
}
