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
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Terms;
import java.lang.ref.Cleaner;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a {@link MaskLayout} says, as arrays on a device.
 *
 * @param untouched which features keep the base, of the shape of the features
 * @param outside which numbers of the activation keep the base whatever a map restores; null where
 *     nothing is mapped
 * @param terms what the edits do, with numbers of the shape of the features
 * @param numbers the arrays of those terms
 * @param picks where each position is read; null where that is where it is written
 */
record Masks(
        NDArray untouched, NDArray outside, Terms terms, List<NDArray> numbers, NDArray picks) {

    private static final Cleaner CLEANER = Cleaner.create();

    /**
     * Makes the arrays of a layout.
     *
     * @param manager their owner
     * @param type the type of the activation
     * @param layout the layout
     * @param activation the shape of what is written
     * @param from the shape of what is read; null for nothing
     */
    static Masks of(
            NDManager manager, DataType type, MaskLayout layout, Shape activation, Shape from) {
        Shape features = layout.features();
        NDArray outside = null;
        if (layout.isMapped()) {
            outside =
                    EngineArrays.of(manager, layout.outside(), layout.placesShape())
                            .broadcast(activation);
        }
        Map<Role, NDArray> numbers = new EnumMap<>(Role.class);
        layout.numbers()
                .forEach(
                        (role, data) ->
                                numbers.put(role, EngineArrays.of(manager, type, data, features)));
        Terms terms = Role.with(layout.terms(), numbers);
        NDArray picks = null;
        if (layout.index() != null) {
            Shape column = layout.indexShape();
            long[] wide = from.getShape().clone();
            wide[1] = column.get(1);
            picks = EngineArrays.of(manager, layout.index(), column).broadcast(new Shape(wide));
        }
        NDArray untouched = EngineArrays.of(manager, layout.untouched(), features);
        return new Masks(untouched, outside, terms, List.copyOf(numbers.values()), picks);
    }

    /** Returns the same, which outlives the scope of the caller's that is open on this thread. */
    Masks untiedFromScope() {
        Stream.concat(Stream.of(untouched, outside, picks), numbers.stream())
                .filter(Objects::nonNull)
                .forEach(NDScope::unregister);
        return this;
    }

    /** Has a manager closed when an object that uses its arrays can no longer be reached. */
    static void closeWith(Object user, NDManager manager) {
        CLEANER.register(user, manager::close);
    }
}
