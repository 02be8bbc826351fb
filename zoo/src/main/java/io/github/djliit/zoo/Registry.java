/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import io.github.djliit.site.Nearest;
import java.util.List;
import java.util.function.Function;

/**
 * A registry finds one of several things by its name.
 *
 * @param <T> the type of the things
 * @param all the things
 * @param name what each is called
 * @param what says in messages what it is, with {@code %s} for what was asked for
 */
record Registry<T>(List<T> all, Function<T, String> name, String what) {

    List<String> names() {
        return all.stream().map(name).toList();
    }

    /**
     * Returns the one of a name.
     *
     * @throws IllegalArgumentException if there is none; the message names the near ones
     */
    T get(String wanted) {
        return all.stream()
                .filter(each -> name.apply(each).equals(wanted))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "There is no "
                                                + what.formatted("'" + wanted + "'")
                                                + "."
                                                + Nearest.hint(wanted, names())));
    }
}
