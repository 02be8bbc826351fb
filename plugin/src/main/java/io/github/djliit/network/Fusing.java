/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import java.util.Arrays;
import java.util.Locale;

/**
 * Whether rows that have nothing to do with each other run as one batch: base and sources of a
 * call, and inputs of several callers.
 *
 * <p>A network may mix the rows of a batch: a scale or a mean is taken over them, attention goes
 * over them, time is the first axis. One batch then gives silently other numbers than each by
 * itself.
 */
public enum Fusing {
    /**
     * As one batch where that is proved: by the code, where it can be told; else, for prediction,
     * by running both ways and comparing. Apart otherwise.
     */
    AUTO,

    /** As one batch: the caller vouches for the network. Batch statistics still run apart. */
    ALWAYS,

    /** Apart. */
    NEVER;

    /**
     * Returns the setting of a name.
     *
     * @param name {@code auto}, {@code always} or {@code never}
     * @return the setting
     * @throws IllegalArgumentException if it is another name
     */
    public static Fusing of(String name) {
        return Arrays.stream(values())
                .filter(value -> value.toString().equals(name.strip()))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "Fusing is auto, always or never, found '" + name + "'"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
