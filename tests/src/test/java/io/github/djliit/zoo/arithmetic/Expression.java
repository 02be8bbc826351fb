/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.arithmetic;

import java.util.ArrayList;
import java.util.List;

/**
 * A tree of sums and differences of numbers, such as {@code ((12+3)-45)}.
 *
 * <p>Sealed: a tree has leaves and inner nodes, and nothing else. Immutable.
 */
public sealed interface Expression {

    /**
     * A number.
     *
     * @param value the number, 0 or more
     */
    record Leaf(int value) implements Expression {

        /** Checks the number, which has no sign in the text. */
        public Leaf {
            if (value < 0) {
                throw new IllegalArgumentException(
                        "A number of an expression is 0 or more, found " + value);
            }
        }

        @Override
        public String text() {
            return Integer.toString(value);
        }

        @Override
        public String brackets() {
            return "x";
        }
    }

    /**
     * A sum or a difference, in brackets.
     *
     * @param operator what is done
     * @param left the first operand
     * @param right the second operand
     */
    record Inner(Operator operator, Expression left, Expression right) implements Expression {

        @Override
        public int value() {
            return operator.apply(left.value(), right.value());
        }

        @Override
        public String text() {
            return "(" + left.text() + operator.sign() + right.text() + ")";
        }

        @Override
        public String brackets() {
            return "(" + left.brackets() + right.brackets() + ")";
        }
    }

    /**
     * Returns what the expression comes to.
     *
     * @return the value
     */
    int value();

    /**
     * Returns the expression as it is written, without spaces.
     *
     * @return the text; every inner node has its brackets
     */
    String text();

    /**
     * Returns the form of the tree, with an x for each number and without operators, such as {@code
     * ((xx)x)}.
     *
     * @return the form; equal for expressions whose nodes can be interchanged
     */
    String brackets();

    /**
     * Returns the leaves in the order of the text.
     *
     * @return the leaves
     */
    default List<Leaf> leaves() {
        List<Leaf> leaves = new ArrayList<>();
        if (this instanceof Inner inner) {
            leaves.addAll(inner.left.leaves());
            leaves.addAll(inner.right.leaves());
        } else if (this instanceof Leaf leaf) {
            leaves.add(leaf);
        }
        return leaves;
    }

    /**
     * Returns the inner nodes in the order of their operators in the text.
     *
     * @return the inner nodes, one fewer than leaves
     */
    default List<Inner> nodes() {
        List<Inner> nodes = new ArrayList<>();
        if (this instanceof Inner inner) {
            nodes.addAll(inner.left.nodes());
            nodes.add(inner);
            nodes.addAll(inner.right.nodes());
        }
        return nodes;
    }
}
