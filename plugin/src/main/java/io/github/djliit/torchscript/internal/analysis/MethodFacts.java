/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.syntax.ScriptProblem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a method calls and names.
 *
 * @param calls the calls of modules, in the order of the text; an outer call before those in it
 * @param values the tensors that are given names
 * @param unsure names that hold something that may be no tensor at a place of the method, and maybe
 *     a tensor at another; with the reason
 * @param unresolved calls that may be of a module, with the reason why that is not known
 */
record MethodFacts(
        List<ModuleCall> calls,
        List<LocalValue> values,
        Map<String, String> unsure,
        List<ScriptProblem> unresolved) {

    /** Copies the lists. */
    public MethodFacts {
        calls = List.copyOf(calls);
        values = List.copyOf(values);
        unsure = Map.copyOf(unsure);
        unresolved = List.copyOf(unresolved);
    }

    /** Returns whether a name holds a tensor at a place of the method. */
    boolean holds(String name) {
        return values.stream().anyMatch(value -> value.name().equals(name));
    }

    /** Returns why a name need not hold a tensor. */
    Optional<String> doubt(String name) {
        return Optional.ofNullable(unsure.get(name));
    }
}
