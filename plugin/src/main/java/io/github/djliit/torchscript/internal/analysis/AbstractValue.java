/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.syntax.ScriptClass;
import io.github.djliit.torchscript.internal.syntax.ScriptFunction;
import io.github.djliit.torchscript.internal.syntax.ScriptType;
import java.util.List;
import java.util.stream.Stream;

/** What an expression stands for, as far as the code tells; closed by what code can hold. */
sealed interface AbstractValue {

    /**
     * A module.
     *
     * @param path its path from the module whose method this is; empty for {@code self}
     * @param type its class
     */
    record Module(List<String> path, ScriptClass type) implements AbstractValue {

        /** Copies the path. */
        public Module {
            path = List.copyOf(path);
        }

        /** Returns the path of something one step below. */
        List<String> below(String step) {
            return Stream.concat(path.stream(), Stream.of(step)).toList();
        }
    }

    /**
     * A function outside of classes, or one inside a method.
     *
     * @param function the function
     * @param result what it returns
     */
    record Function(ScriptFunction function, AbstractValue result) implements AbstractValue {}

    /**
     * A class by itself, to make an object of.
     *
     * @param type the class
     */
    record Constructor(ScriptClass type) implements AbstractValue {}

    /**
     * A value.
     *
     * @param type its type
     * @param certain whether that is sure, not only likely
     * @param weight how many types went into the type, so that none grows without end
     */
    record Value(ScriptType type, boolean certain, int weight) implements AbstractValue {

        /** A tensor for sure. */
        static final Value TENSOR = of(ScriptType.TENSOR);

        /** Very likely a tensor. */
        static final Value LIKELY = new Value(ScriptType.TENSOR, false, 1);

        static Value of(ScriptType type) {
            return new Value(type, true, 1);
        }

        static Value of(String name) {
            return of(ScriptType.named(name));
        }
    }

    /**
     * Nothing that the code tells.
     *
     * @param reason why, for messages
     */
    record Unknown(String reason) implements AbstractValue {}

    /** Returns whether two mean the same; both may be null. */
    static boolean same(AbstractValue first, AbstractValue second) {
        return first != null && second != null && first.key().equals(second.key());
    }

    /** What tells this from others; never a tree of code, which would be gone through. */
    private Object key() {
        if (this instanceof Module module) {
            return List.of(module.path, module.type.qualifiedName());
        } else if (this instanceof Function function) {
            return function.function.nameRange();
        } else if (this instanceof Constructor constructor) {
            return constructor.type.qualifiedName();
        }
        return this;
    }

    /** Returns whether this is, or is likely to be, a tensor. */
    default boolean isTensor() {
        return this instanceof Value value && value.type().isTensor();
    }
}
