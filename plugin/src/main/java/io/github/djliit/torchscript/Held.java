/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import io.github.djliit.site.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a name of the code holds, as far as {@link StorageFlow} follows it. */
sealed interface Held {

    /**
     * A value that is not taken apart: a tensor, or a list or an object with tensors in it.
     *
     * @param storage the set of values that may share its memory
     * @param kind what it is
     */
    record Ref(int storage, Kind kind) implements Held {}

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
