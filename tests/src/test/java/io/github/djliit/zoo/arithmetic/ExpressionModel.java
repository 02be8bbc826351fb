/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.arithmetic;

import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.zoo.arithmetic.Expression.Inner;
import io.github.djliit.zoo.arithmetic.Expression.Leaf;
import java.util.ArrayList;
import java.util.List;

/**
 * The causal model of all expressions of one form.
 *
 * <p>Inputs are the numbers {@code x0, x1, ...} and the operators {@code op0, op1, ...}; each inner
 * node is a variable, {@code n0, n1, ...}; all are numbered in the order of the text, so that
 * {@code n0} is what {@code op0} gives. The output is the root. Immutable and thread-safe.
 */
public final class ExpressionModel {

    private final Expression form;
    private final List<Variable<Integer>> numbers = new ArrayList<>();
    private final List<Variable<Operator>> operators = new ArrayList<>();
    private final List<Variable<Integer>> nodes = new ArrayList<>();
    private final CausalModel causalModel;

    /**
     * Makes the model.
     *
     * @param form an expression of the form, with at least one operator
     * @throws IllegalArgumentException if the expression is a lone number
     */
    public ExpressionModel(Expression form) {
        if (!(form instanceof Inner root)) {
            throw new IllegalArgumentException(
                    "An expression with an operator is needed, found the number " + form.text());
        }
        this.form = form;
        CausalModel.Builder model = CausalModel.builder(form.brackets());
        Variable<Integer> output = declare(root, model);
        numbers.forEach(model::input);
        operators.forEach(model::input);
        causalModel = model.output(output).build();
    }

    /**
     * Returns the causal model.
     *
     * @return the model, with the root as its output
     */
    public CausalModel causalModel() {
        return causalModel;
    }

    /**
     * Returns the variable of an inner node.
     *
     * @param index its place among the operators of the text, from 0
     * @return the variable
     */
    public Variable<Integer> node(int index) {
        return nodes.get(index);
    }

    /**
     * Returns the variable of a number.
     *
     * @param index its place in the text, from 0
     * @return the variable
     */
    public Variable<Integer> number(int index) {
        return numbers.get(index);
    }

    /**
     * Returns the variable of an operator.
     *
     * @param index its place in the text, from 0
     * @return the variable
     */
    public Variable<Operator> operator(int index) {
        return operators.get(index);
    }

    /**
     * Returns an expression as inputs of the causal model.
     *
     * @param expression an expression of this form
     * @return its numbers and operators
     * @throws IllegalArgumentException if the expression is of another form
     */
    public Setting inputs(Expression expression) {
        if (!expression.brackets().equals(form.brackets())) {
            throw new IllegalArgumentException(
                    "Expected an expression of the form %s, found %s, whose form is %s: make a model of that form"
                            .formatted(form.brackets(), expression.text(), expression.brackets()));
        }
        Setting inputs = Setting.empty();
        List<Leaf> leaves = expression.leaves();
        for (int i = 0; i < leaves.size(); i++) {
            inputs = inputs.with(numbers.get(i), leaves.get(i).value());
        }
        List<Inner> inner = expression.nodes();
        for (int i = 0; i < inner.size(); i++) {
            inputs = inputs.with(operators.get(i), inner.get(i).operator());
        }
        return inputs;
    }

    /**
     * Returns the expression that a setting stands for.
     *
     * @param setting values of at least the inputs
     * @return the expression with these numbers and operators
     */
    public Expression expression(Setting setting) {
        return new Reader(setting).read(form);
    }

    /**
     * Returns the output.
     *
     * @return the variable of the root
     */
    @SuppressWarnings("unchecked") // The root is one of the nodes, which are integers.
    public Variable<Integer> output() {
        return (Variable<Integer>) causalModel.outputs().get(0);
    }

    /** Declares a part of the tree in the order of the text, and returns its variable. */
    private Variable<Integer> declare(Expression part, CausalModel.Builder model) {
        if (!(part instanceof Inner inner)) {
            Variable<Integer> number = Variable.integer("x" + numbers.size());
            numbers.add(number);
            return number;
        }
        Variable<Integer> left = declare(inner.left(), model);
        Variable<Operator> operator = Variable.of("op" + operators.size(), Operator.class);
        operators.add(operator);
        Variable<Integer> node = Variable.integer("n" + nodes.size());
        nodes.add(node);
        Variable<Integer> right = declare(inner.right(), model);
        model.mechanism(node, operator, left, right, Operator::apply);
        return node;
    }

    /** Reads values in the order of the text. */
    private final class Reader {

        private final Setting setting;
        private int number;
        private int operator;

        private Reader(Setting setting) {
            this.setting = setting;
        }

        private Expression read(Expression part) {
            if (part instanceof Inner inner) {
                Expression left = read(inner.left());
                Operator sign = setting.get(operators.get(operator++));
                return new Inner(sign, left, read(inner.right()));
            }
            return new Leaf(setting.get(numbers.get(number++)));
        }
    }
}
