/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.arithmetic;

/** What an inner node of an {@link Expression} does. */
public enum Operator {
    /** The sum of both operands. */
    PLUS('+'),
    /** The first operand less the second. */
    MINUS('-');

    private final char sign;

    Operator(char sign) {
        this.sign = sign;
    }

    /**
     * Returns the operator in the text.
     *
     * @return one character
     */
    public char sign() {
        return sign;
    }

    /**
     * Computes.
     *
     * @param left the first operand
     * @param right the second operand
     * @return the result
     * @throws ArithmeticException if the result does not fit an int
     */
    public int apply(int left, int right) {
        return this == PLUS ? Math.addExact(left, right) : Math.subtractExact(left, right);
    }
}
