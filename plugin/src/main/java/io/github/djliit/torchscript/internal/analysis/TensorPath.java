/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import io.github.djliit.torchscript.internal.syntax.ScriptType;
import io.github.djliit.torchscript.internal.syntax.StringLiterals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One tensor of what a method returns: the method's result itself, an element of a tuple, of tuples
 * in it too, or an entry of a dict.
 *
 * @param steps the indices of the elements on the way
 * @param key the key of an entry
 */
public record TensorPath(List<Integer> steps, Optional<String> key) {

    public TensorPath {
        steps = List.copyOf(steps);
    }

    TensorPath(List<Integer> steps) {
        this(steps, Optional.empty());
    }

    static TensorPath ofKey(String key) {
        return new TensorPath(List.of(), Optional.of(key));
    }

    /** Returns the expression that takes this out of a variable. */
    public String of(String variable) {
        StringBuilder text = new StringBuilder(variable);
        steps.forEach(step -> text.append('[').append(step).append(']'));
        key.ifPresent(k -> text.append('[').append(StringLiterals.quote(k)).append(']'));

        return text.toString();
    }

    /** Returns the tensors of a type by their numbers; other elements have no number. */
    static Map<Integer, TensorPath> all(ScriptType type) {
        return tree(type).leaves();
    }

    /**
     * Returns the tensors of a type by their numbers among all that the engine gives of it, which
     * takes lists, dicts and tuples apart: none that come after what may hold any number of them.
     */
    static Map<Integer, TensorPath> counted(ScriptType type) {
        Map<Integer, TensorPath> leaves = new LinkedHashMap<>();
        tree(type).addCounted(leaves);
        return leaves;
    }

    /** Whether a tuple has in front of its first tensor what may hold tensors, too. */
    static boolean isLateFirst(ScriptType type) {
        ScriptType first = type;
        while (first.is("Tuple") && !first.arguments().isEmpty()) {
            first = first.arguments().get(0);
        }
        boolean isTuple = type.is("Tuple");
        return isTuple && (first.is("Optional") || first.is("List") || first.is("Dict"));
    }

    public static Tree tree(ScriptType type) {
        return new Tree(type, new TensorPath(List.of()));
    }

    /**
     * The elements of a result.
     *
     * @param type its type
     * @param leaf where it is
     */
    public record Tree(ScriptType type, TensorPath leaf) {

        private boolean isTuple() {
            return type.is("Tuple") && !type.arguments().isEmpty();
        }

        private List<Tree> elements() {
            List<Tree> elements = new ArrayList<>();
            for (int i = 0; i < type.arguments().size(); i++) {
                List<Integer> steps = new ArrayList<>(leaf.steps());
                steps.add(i);
                elements.add(new Tree(type.arguments().get(i), new TensorPath(steps)));
            }
            return elements;
        }

        private Map<Integer, TensorPath> leaves() {
            Map<Integer, TensorPath> leaves = new LinkedHashMap<>();
            addTo(leaves);
            return leaves;
        }

        /** Returns the tensor of a number. */
        public TensorPath leaf(int number) {
            return leaves().get(number);
        }

        private void addTo(Map<Integer, TensorPath> leaves) {
            if (type.isTensor()) {
                leaves.put(leaves.size(), leaf);
            } else if (isTuple()) {
                elements().forEach(element -> element.addTo(leaves));
            }
        }

        /** Returns whether it is known how many tensors there are up to here. */
        private boolean addCounted(Map<Integer, TensorPath> leaves) {
            if (type.isTensor()) {
                leaves.put(leaves.size(), leaf);
                return true;
            }
            return isTuple() && elements().stream().allMatch(e -> e.addCounted(leaves));
        }

        /** Returns the expression of the result in which some tensors are others. */
        public String rebuilt(String variable, Map<Integer, TensorPath> changed) {
            for (Map.Entry<Integer, TensorPath> entry : changed.entrySet()) {
                if (entry.getValue().equals(leaf)) {
                    return "iit_o" + entry.getKey();
                }
            }
            boolean isTouched =
                    changed.values().stream()
                            .anyMatch(
                                    other ->
                                            other.steps().size() > leaf.steps().size()
                                                    && other.steps()
                                                            .subList(0, leaf.steps().size())
                                                            .equals(leaf.steps()));
            if (!isTouched) {
                return leaf.of(variable);
            }
            StringBuilder text = new StringBuilder("(");
            elements().forEach(e -> text.append(e.rebuilt(variable, changed)).append(", "));
            return text.append(')').toString();
        }
    }
}
