/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.causal;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The position of each variable in an array of values, shared by all settings of the same make.
 *
 * <p>Compared by identity, which is how a model knows its own settings. Immutable and thread-safe.
 */
final class Index {

    static final Index EMPTY = new Index(Set.of());

    private final Map<Variable<?>, Integer> positions = new LinkedHashMap<>();
    private final Set<Variable<?>> variables = Collections.unmodifiableSet(positions.keySet());

    /** Numbers the variables in their order; one that comes twice is an error that names it. */
    Index(Collection<? extends Variable<?>> variables) {
        for (Variable<?> variable : variables) {
            if (positions.put(variable, positions.size()) != null) {
                throw new IllegalArgumentException(variable.describe() + " is given twice");
            }
        }
    }

    int size() {
        return positions.size();
    }

    Set<Variable<?>> variables() {
        return variables;
    }

    /** Returns the position of a variable, -1 if it has none. */
    int find(Variable<?> variable) {
        Integer position = positions.get(variable);
        return position == null ? -1 : position;
    }

    /**
     * Returns an index with the added variables after the present ones: this one if none is new.
     */
    Index plus(Collection<? extends Variable<?>> added) {
        if (variables.containsAll(added)) {
            return this;
        }
        Set<Variable<?>> union = new LinkedHashSet<>(variables);
        union.addAll(added);
        return new Index(union);
    }

    /** Lists the variables, as messages show them. */
    String describe() {
        return variables.stream().map(Variable::describe).collect(Collectors.joining(", "));
    }
}
