/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.archive.ScriptFormatException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the names stand for at a place of a method; each block has its own above those around. */
final class Scope {

    private final Scope outer;
    private final Map<String, AbstractValue> names = new LinkedHashMap<>();

    /** Creates the scope of a method, or of a block; {@code outer} is null for a method. */
    Scope(Scope outer) {
        this.outer = outer;
    }

    /** Returns whether this is the scope of a block. */
    boolean isBlock() {
        return outer != null;
    }

    AbstractValue get(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            AbstractValue meaning = scope.names.get(name);
            if (meaning != null) {
                return meaning;
            }
        }
        return null;
    }

    void put(String name, AbstractValue meaning) {
        names.put(name, meaning);
    }

    /** Takes over what blocks have assigned, where of those one or another has run. */
    void merge(List<Scope> blocks) {
        Set<String> assigned = new LinkedHashSet<>();
        blocks.forEach(block -> assigned.addAll(block.names.keySet()));
        for (String name : assigned) {
            AbstractValue first = blocks.get(0).get(name);
            boolean same =
                    blocks.stream().allMatch(block -> AbstractValue.same(first, block.get(name)));
            put(name, same ? first : differing(name));
        }
    }

    private static AbstractValue differing(String name) {
        return new AbstractValue.Unknown(
                "'%s' is one thing after one block and another after another"
                        .formatted(ScriptFormatException.visible(name, 60)));
    }
}
