/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDArray;
import io.github.djliit.intervention.Coefficient;
import io.github.djliit.intervention.Terms;
import io.github.djliit.intervention.Value;
import java.util.Map;
import java.util.Optional;

/** The coefficients of {@link Terms} of which each row of a batch may have numbers of its own. */
enum Role {
    /** The factor of the base. */
    KEEP,
    /** The factor of what is taken from elsewhere. */
    TAKE,
    /** What is added. */
    PUT;

    /** Returns the numbers of this coefficient, or those that it is one minus of. */
    Optional<Value> value(Terms terms) {
        return inner(of(terms)) instanceof Coefficient.Constant constant
                ? Optional.of(constant.value())
                : Optional.empty();
    }

    /**
     * Whether this coefficient is numbers of its own, and neither left out nor the thing itself.
     */
    boolean hasNumbers(Terms terms) {
        Coefficient own = of(terms);
        boolean isOfTake = this == KEEP && terms.isBetween();
        return !isOfTake
                && inner(own) instanceof Coefficient.Constant
                && own != Coefficient.ZERO
                && own != Coefficient.ONE;
    }

    private Coefficient of(Terms terms) {
        return switch (this) {
            case KEEP -> terms.keep();
            case TAKE -> terms.take();
            case PUT -> terms.put();
        };
    }

    private static Coefficient inner(Coefficient coefficient) {
        return coefficient instanceof Coefficient.OneMinus rest ? rest.other() : coefficient;
    }

    /** Returns terms with arrays in the place of the numbers of some coefficients. */
    static Terms with(Terms terms, Map<Role, NDArray> numbers) {
        Coefficient take = of(TAKE, terms, numbers);
        Coefficient keep =
                terms.isBetween() ? new Coefficient.OneMinus(take) : of(KEEP, terms, numbers);
        return new Terms(keep, terms.from(), take, of(PUT, terms, numbers));
    }

    private static Coefficient of(Role role, Terms terms, Map<Role, NDArray> numbers) {
        NDArray array = numbers.get(role);
        Coefficient own = role.of(terms);
        if (array == null) {
            return own;
        }
        Coefficient made = Coefficient.of(array);
        return own instanceof Coefficient.OneMinus ? new Coefficient.OneMinus(made) : made;
    }
}
