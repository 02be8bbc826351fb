/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.causal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A topological sort takes mechanisms in the order of declaration, each after its parents. */
final class TopologicalSort {

    private final Map<Variable<?>, Mechanism> mechanisms = new LinkedHashMap<>();

    TopologicalSort(List<Mechanism> declared) {
        declared.forEach(mechanism -> mechanisms.put(mechanism.target(), mechanism));
    }

    /** Takes out the mechanisms that wait for no other one here. */
    List<Mechanism> takeReady() {
        List<Mechanism> ready =
                mechanisms.values().stream()
                        .filter(m -> Collections.disjoint(m.parents(), mechanisms.keySet()))
                        .toList();
        ready.forEach(mechanism -> mechanisms.remove(mechanism.target()));
        return ready;
    }

    /**
     * Returns a cycle, from cause to effect, such as {@code S -> T -> S}; only if none is ready.
     */
    String cycle() {
        List<Variable<?>> path = new ArrayList<>();
        Variable<?> effect = mechanisms.keySet().iterator().next();
        while (!path.contains(effect)) {
            path.add(effect);
            effect = cause(effect);
        }
        List<Variable<?>> cycle = new ArrayList<>(path.subList(path.indexOf(effect), path.size()));
        cycle.add(effect);
        Collections.reverse(cycle);
        return cycle.stream().map(Variable::name).collect(Collectors.joining(" -> "));
    }

    /** Returns a parent that waits too: where nothing is ready, each mechanism has one. */
    private Variable<?> cause(Variable<?> effect) {
        return mechanisms.get(effect).parents().stream()
                .filter(mechanisms::containsKey)
                .findFirst()
                .orElseThrow();
    }
}
