/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.causal;

import static io.github.djliit.causal.Sums.O;
import static io.github.djliit.causal.Sums.S;
import static io.github.djliit.causal.Sums.X;
import static io.github.djliit.causal.Sums.Y;
import static io.github.djliit.causal.Sums.Z;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BuilderErrorsTest {

    private static final Variable<Integer> T = Variable.integer("T");

    @ParameterizedTest(name = "{1}")
    @MethodSource({"badDeclarations", "badReferences", "cycles"})
    void buildNamesTheVariable(CausalModel.Builder builder, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage("model m: " + message);
    }

    static List<Arguments> badDeclarations() {
        return List.of(
                Arguments.of(builder().output(X), "no input is declared"),
                Arguments.of(builder().input(X), "no output is declared"),
                Arguments.of(builder().input(X, X).output(X), "x is declared twice"),
                Arguments.of(
                        builder().input(X, Variable.string("x")).output(X), "x is declared twice"),
                Arguments.of(chain().mechanism(S, X, x -> x).output(S), "S is declared twice"),
                Arguments.of(
                        chain().mechanism(X, S, s -> s).output(S), "the input x has a mechanism"));
    }

    static List<Arguments> badReferences() {
        return List.of(
                Arguments.of(
                        chain().mechanism(O, Y, y -> y).output(O),
                        "unknown parent of O: y (Integer)"),
                Arguments.of(
                        chain().mechanism(O, Variable.string("x"), String::length).output(O),
                        "unknown parent of O: x (String)"),
                Arguments.of(
                        chain().mechanism(O, S, S, Integer::sum).output(O),
                        "S is named twice as parent of O"),
                Arguments.of(chain().output(O), "unknown output: O (Integer)"),
                Arguments.of(chain().output(S, S), "S is named twice as output"));
    }

    static List<Arguments> cycles() {
        return List.of(
                Arguments.of(
                        cycle().mechanism(S, S, s -> s), "the mechanisms form a cycle: S -> S"),
                Arguments.of(
                        cycle().mechanism(S, X, T, Integer::sum).mechanism(T, S, s -> s),
                        "the mechanisms form a cycle: S -> T -> S"),
                Arguments.of(
                        cycle().mechanism(O, S, s -> s)
                                .mechanism(S, Z, z -> z)
                                .mechanism(T, S, s -> s)
                                .mechanism(Z, X, T, Integer::sum),
                        "the mechanisms form a cycle: S -> T -> z -> S"));
    }

    @Test
    void modelNeedsAName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CausalModel.builder(" ").input(X).output(X).build())
                .withMessageContaining("a causal model needs a name");
    }

    private static CausalModel.Builder builder() {
        return CausalModel.builder("m");
    }

    private static CausalModel.Builder chain() {
        return builder().input(X).mechanism(S, X, x -> x);
    }

    private static CausalModel.Builder cycle() {
        return builder().input(X).output(S);
    }
}
