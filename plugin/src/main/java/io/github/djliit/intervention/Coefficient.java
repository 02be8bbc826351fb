/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import ai.djl.ndarray.NDArray;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A coefficient of the {@link Terms} of an edit: numbers that are broadcast to the features.
 *
 * <p>Sealed, because an executor has to know which of them it can spread over rows and positions
 * before a network runs ({@link Constant}), and which it has to ask for an array. Immutable and
 * thread-safe as far as what they hold is.
 */
public sealed interface Coefficient {

    /** Nothing of it: the term is left out. */
    Coefficient ZERO = new Constant(new Value(0f));

    /** All of it, as it is. */
    Coefficient ONE = new Constant(new Value(1f));

    /**
     * Returns the coefficient as an array that can be broadcast to features.
     *
     * @param features the features, {@code [rows, ...region]}
     * @return the numbers, in the type of the features; on their manager where it is a new array
     * @throws IllegalArgumentException if it does not fit the features
     */
    NDArray like(NDArray features);

    /**
     * Returns a coefficient of constant numbers.
     *
     * @param value the numbers, broadcast to the features
     * @return the coefficient
     */
    static Coefficient of(Value value) {
        return new Constant(value);
    }

    /**
     * Returns a coefficient that an array of one call gives, as a trained weight does.
     *
     * @param array the array, which must live as long as the call
     * @return the coefficient
     */
    static Coefficient of(NDArray array) {
        return new Computed(features -> array);
    }

    /**
     * Constant numbers.
     *
     * @param value the numbers, broadcast to the features
     */
    record Constant(Value value) implements Coefficient {

        /** Checks the value. */
        public Constant {
            Objects.requireNonNull(value, "value");
        }

        @Override
        public NDArray like(NDArray features) {
            return value.like(features);
        }
    }

    /**
     * Numbers that are known only where the features are: drawn for their shape, or weights.
     *
     * @param numbers from the features to the numbers, in the type of the features
     */
    record Computed(UnaryOperator<NDArray> numbers) implements Coefficient {

        /** Checks the function. */
        public Computed {
            Objects.requireNonNull(numbers, "numbers");
        }

        @Override
        public NDArray like(NDArray features) {
            return numbers.apply(features);
        }
    }

    /**
     * One minus another coefficient.
     *
     * @param other the other
     */
    record OneMinus(Coefficient other) implements Coefficient {

        /** Checks the other. */
        public OneMinus {
            Objects.requireNonNull(other, "other");
        }

        @Override
        public NDArray like(NDArray features) {
            return features.onesLike().sub(other.like(features));
        }
    }
}
