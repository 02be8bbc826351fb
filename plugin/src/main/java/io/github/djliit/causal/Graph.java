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
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The structure of a causal model: checked once, its mechanisms in topological order.
 *
 * <p>Every error is an {@link IllegalArgumentException} that names the model and the variable.
 *
 * @param name the name of the model
 * @param inputs the variables without a mechanism
 * @param outputs the variables that the model is judged by
 * @param mechanisms one for each other variable, after those of its parents
 */
record Graph(
        String name,
        List<Variable<?>> inputs,
        List<Variable<?>> outputs,
        List<Mechanism> mechanisms) {

    Graph(
            String name,
            List<Variable<?>> inputs,
            List<Variable<?>> outputs,
            List<Mechanism> mechanisms) {
        this.name = name;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        checkNames(mechanisms);
        checkReferences(mechanisms);
        this.mechanisms = sort(mechanisms);
    }

    /** Returns all variables: the inputs, then the targets of the mechanisms in their order. */
    Index index() {
        return new Index(variables(mechanisms));
    }

    private List<Variable<?>> variables(List<Mechanism> declared) {
        List<Variable<?>> variables = new ArrayList<>(inputs);
        declared.forEach(mechanism -> variables.add(mechanism.target()));
        return variables;
    }

    private void checkNames(List<Mechanism> declared) {
        check(!name.isBlank(), "a causal model needs a name");
        check(!inputs.isEmpty(), "no input is declared");
        check(!outputs.isEmpty(), "no output is declared");
        for (Mechanism mechanism : declared) {
            Variable<?> target = mechanism.target();
            check(!inputs.contains(target), "the input " + target + " has a mechanism");
        }
        Set<String> names = new HashSet<>();
        for (Variable<?> variable : variables(declared)) {
            check(names.add(variable.name()), variable + " is declared twice");
        }
    }

    private void checkReferences(List<Mechanism> declared) {
        Set<Variable<?>> known = new HashSet<>(variables(declared));
        checkReferences("output", outputs, known);
        for (Mechanism mechanism : declared) {
            checkReferences("parent of " + mechanism.target(), mechanism.parents(), known);
        }
    }

    private void checkReferences(
            String role, List<Variable<?>> references, Set<Variable<?>> known) {
        Set<Variable<?>> seen = new HashSet<>();
        for (Variable<?> variable : references) {
            check(known.contains(variable), "unknown " + role + ": " + variable.describe());
            check(seen.add(variable), variable + " is named twice as " + role);
        }
    }

    private List<Mechanism> sort(List<Mechanism> declared) {
        TopologicalSort waiting = new TopologicalSort(declared);
        List<Mechanism> sorted = new ArrayList<>();
        while (sorted.size() < declared.size()) {
            List<Mechanism> ready = waiting.takeReady();
            if (ready.isEmpty()) {
                throw error("the mechanisms form a cycle: " + waiting.cycle());
            }
            sorted.addAll(ready);
        }
        return List.copyOf(sorted);
    }

    private void check(boolean holds, String message) {
        if (!holds) {
            throw error(message);
        }
    }

    private IllegalArgumentException error(String message) {
        return new IllegalArgumentException("model " + name + ": " + message);
    }
}
