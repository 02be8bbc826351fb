/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.arithmetic;

import io.github.djliit.zoo.arithmetic.Expression.Inner;
import io.github.djliit.zoo.arithmetic.Expression.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random expressions of sums and differences, in brackets: the task of text in, value out.
 *
 * <p>Every split of the leaves between the operands of a node is equally likely, and so are the
 * operators and the numbers. One seed gives one list.
 *
 * @param width the number of leaves, 1 or more
 * @param digits how many digits a number has at most, 1 to 6
 */
public record ArithmeticExpressions(int width, int digits) {

    /** Beyond, a tree is as deep as a thread's stack allows, and no network reads its text. */
    private static final int MOST = 512;

    /** Checks that every value fits an int. */
    public ArithmeticExpressions {
        if (width < 1 || width > MOST || digits < 1 || digits > 6) {
            throw new IllegalArgumentException(
                    "Expressions have 1 to %s numbers of 1 to 6 digits, found %s of %s"
                            .formatted(MOST, width, digits));
        }
    }

    /**
     * Draws expressions.
     *
     * @param count how many
     * @param seed the seed of all draws
     * @return the expressions
     */
    public List<Expression> draw(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Expression> drawn = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            drawn.add(tree(width, random));
        }
        return drawn;
    }

    /**
     * Draws expressions of one form, with numbers and operators of their own, so that any inner
     * node of one can be interchanged with that of another.
     *
     * @param form an expression whose {@link Expression#brackets} all shall have
     * @param count how many
     * @param seed the seed of all draws
     * @return the expressions
     * @throws IllegalArgumentException if the form is of another width
     */
    public List<Expression> drawLike(Expression form, int count, long seed) {
        if (form.leaves().size() != width) {
            throw new IllegalArgumentException(
                    "The form %s has %s numbers, these expressions have %s: give a form of that width"
                            .formatted(form.brackets(), form.leaves().size(), width));
        }
        SplittableRandom random = new SplittableRandom(seed);
        List<Expression> drawn = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            drawn.add(like(form, random));
        }
        return drawn;
    }

    /**
     * Returns the smallest value that an expression can have.
     *
     * @return the value
     */
    public int smallest() {
        return -(width - 1) * largestNumber();
    }

    /**
     * Returns the largest value that an expression can have.
     *
     * @return the value
     */
    public int largest() {
        return width * largestNumber();
    }

    /**
     * Returns how many classes the values are, from the smallest to the largest.
     *
     * @return the number of classes
     */
    public int classes() {
        return largest() - smallest() + 1;
    }

    private int largestNumber() {
        int bound = 1;
        for (int i = 0; i < digits; i++) {
            bound *= 10;
        }
        return bound - 1;
    }

    private Expression tree(int leaves, SplittableRandom random) {
        if (leaves == 1) {
            return number(random);
        }
        int left = 1 + random.nextInt(leaves - 1);
        Expression first = tree(left, random);
        return new Inner(operator(random), first, tree(leaves - left, random));
    }

    private Expression like(Expression form, SplittableRandom random) {
        if (form instanceof Inner inner) {
            Expression first = like(inner.left(), random);
            return new Inner(operator(random), first, like(inner.right(), random));
        }
        return number(random);
    }

    private Leaf number(SplittableRandom random) {
        return new Leaf(random.nextInt(largestNumber() + 1));
    }

    private static Operator operator(SplittableRandom random) {
        return random.nextBoolean() ? Operator.PLUS : Operator.MINUS;
    }
}
