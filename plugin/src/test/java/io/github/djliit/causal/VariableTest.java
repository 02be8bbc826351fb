/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.causal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VariableTest {

    private static final Variable<float[]> V = Variable.vector("v", 3);

    @ParameterizedTest
    @MethodSource("kinds")
    void factoryGivesTypeAndSize(Variable<?> variable, Class<?> type, int size) {
        assertThat(variable.type()).isEqualTo(type);
        assertThat(variable.size()).isEqualTo(size);
    }

    static List<Arguments> kinds() {
        return List.of(
                Arguments.of(Variable.bool("b"), Boolean.class, 1),
                Arguments.of(Variable.integer("i"), Integer.class, 1),
                Arguments.of(Variable.string("s"), String.class, 1),
                Arguments.of(Variable.number("n"), Double.class, 1),
                Arguments.of(Variable.of("l", List.class), List.class, 1),
                Arguments.of(V, float[].class, 3));
    }

    @Test
    void equalsByNameTypeAndSize() {
        assertThat(Variable.vector("v", 3))
                .isEqualTo(V)
                .hasSameHashCodeAs(V)
                .isNotEqualTo(Variable.vector("v", 4))
                .isNotEqualTo(Variable.vector("u", 3))
                .isNotEqualTo(Variable.number("v"))
                .isNotEqualTo("v");
    }

    @Test
    void printsItsName() {
        assertThat(V).hasToString("v");
    }

    @Test
    void castReturnsTheValueItself() {
        float[] value = {1, 2, Float.POSITIVE_INFINITY};

        assertThat(V.cast(value)).isSameAs(value);
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void castRefusesWhatDoesNotFit(Variable<?> variable, Object value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> variable.cast(value))
                .withMessage(message);
    }

    static List<Arguments> misfits() {
        Variable<Integer> i = Variable.integer("i");
        float[] gap = {0, Float.NaN, 0};
        return List.of(
                Arguments.of(i, "1", "i: expected Integer, found String"),
                Arguments.of(i, null, "i: expected Integer, found null"),
                Arguments.of(i, gap, "i: expected Integer, found float[3]"),
                Arguments.of(V, 1, "v: expected float[3], found Integer"),
                Arguments.of(V, new float[2], "v: expected float[3], found float[2]"),
                Arguments.of(V, gap, "v: expected numbers, found NaN at index 1"),
                Arguments.of(Variable.number("n"), Double.NaN, "n: expected a number, found NaN"),
                Arguments.of(
                        Variable.of("f", Float.class),
                        Float.NaN,
                        "f: expected a number, found NaN"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void refusesABlankName(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Variable.bool(name))
                .withMessage("a variable needs a name, found \"%s\"", name);
    }

    @Test
    void refusesAnEmptyVector() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Variable.vector("v", 0))
                .withMessage("v: a vector has at least one number, found size 0");
    }

    @Test
    void refusesAPrimitiveType() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Variable.of("i", int.class))
                .withMessage("i: values are objects, found int; use its wrapper class");
    }

    @ParameterizedTest
    @ValueSource(classes = {float[].class, String[].class})
    void refusesAnArrayType(Class<?> type) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Variable.of("a", type))
                .withMessage(
                        "a: expected an immutable class, found %s; use Variable.vector or a List",
                        type.getSimpleName());
    }
}
