/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.causal;

import java.util.List;
import java.util.function.Function;

/** How a variable follows from its parents, as it was declared. */
record Mechanism(Variable<?> target, List<Variable<?>> parents, Function<Setting, ?> function) {

    Mechanism {
        parents = List.copyOf(parents);
    }

    /** Computes the target's value; every error names the target and the values it was given. */
    Object apply(Setting given) {
        Object result = call(given);
        try {
            return target.own(result);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the mechanism of %s returned a wrong value on %s: %s"
                            .formatted(target, given, e.getMessage()),
                    e);
        }
    }

    private Object call(Setting given) {
        try {
            return function.apply(given);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "the mechanism of %s failed on %s: %s".formatted(target, given, e), e);
        }
    }
}
