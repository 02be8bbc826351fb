/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.site.Path;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a name of the code holds, as far as {@link StorageFlow} follows it. */
sealed interface Held {

    /**
     * A value that is not taken apart: a tensor, or a list or an object with tensors in it.
     *
     * @param storage the set of values that may share its memory
     * @param kind what it is
     * @param origin what it was computed from
     */
    record Ref(int storage, Kind kind, Origin origin) implements Held {

        Ref(int storage, Kind kind) {
            this(storage, kind, Origin.NOTHING);
        }
    }

    /** What a value is. */
    enum Kind {
        VALUE,
        /** A number that the tracer made a tensor of: a size, or what was computed of sizes. */
        NUMBER,
        /** A number or a text that is no tensor. */
        PLAIN,
        /** A tensor that is written out in the code. */
        CONSTANT,
        /** A list or a dict of numbers or texts, which shares no memory with tensors. */
        NUMBERS,
        /** A list or a dict. */
        CONTAINER
    }

    /** What a value was computed from, each in front of what says more. */
    enum Origin {
        /** Sizes, constants and buffers: masks, positions, tables of angles. */
        NOTHING,
        /** Inputs of the model, and no weights. */
        INPUTS,
        /** It is a weight, or a view of one. */
        WEIGHT,
        /** Weights, and no input of the model; or it is filled by the code, as with zeros. */
        MADE,
        /** Inputs of the model and weights: an activation. */
        ACTIVATION;

        /**
         * Returns the origin of what an operator computes.
         *
         * @param given what it gets
         * @param isView whether what it gives is what it gets, seen in another way
         */
        static Origin of(List<Held> given, boolean isView) {
            Set<Origin> all = Held.refs(given).map(Ref::origin).collect(Collectors.toSet());
            boolean hasWeights = all.contains(WEIGHT) || all.contains(MADE);
            if (all.contains(ACTIVATION) || (hasWeights && all.contains(INPUTS))) {
                return ACTIVATION;
            } else if (hasWeights) {
                return isView && !all.contains(MADE) ? WEIGHT : MADE;
            }
            return all.contains(INPUTS) ? INPUTS : NOTHING;
        }
    }

    /**
     * A tuple.
     *
     * @param elements what it holds
     */
    record Parts(List<Held> elements) implements Held {}

    /**
     * A truth value that is written out.
     *
     * @param value the value
     */
    record Flag(boolean value) implements Held {}

    /**
     * A module.
     *
     * @param path where it is
     */
    record Module(Path path) implements Held {}

    /**
     * A function of a program, or one inside a method.
     *
     * @param function the function
     * @param around what the names around one inside a method hold
     */
    record Code(ScriptFunction function, Map<String, Held> around) implements Held {}

    /** Returns the values within. */
    default List<Ref> refs() {
        if (this instanceof Ref ref) {
            return List.of(ref);
        }
        return this instanceof Parts parts
                ? parts.elements().stream()
                        .flatMap(e -> e.refs().stream())
                        .collect(Collectors.toList())
                : List.of();
    }

    /** Returns the element at a place of a tuple, or the whole where it is none. */
    default Held part(int index) {
        if (this instanceof Parts parts) {
            int at = index < 0 ? parts.elements().size() + index : index;
            boolean isThere = at >= 0 && at < parts.elements().size();
            return isThere ? parts.elements().get(at) : this;
        }
        return this;
    }

    /** Returns the values of several. */
    static Stream<Ref> refs(List<Held> all) {
        return all.stream().flatMap(held -> held.refs().stream());
    }
}
