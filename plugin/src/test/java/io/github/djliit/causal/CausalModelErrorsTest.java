/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.causal;

import static io.github.djliit.causal.Sums.S;
import static io.github.djliit.causal.Sums.SUM3;
import static io.github.djliit.causal.Sums.X;
import static io.github.djliit.causal.Sums.Y;
import static io.github.djliit.causal.Sums.Z;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CausalModelErrorsTest {

    private static final Setting BASE = Setting.of(X, 3, Y, 6, Z, 9);
    private static final Variable<Integer> Q = Variable.integer("q");
    private static final String VARIABLES =
            "x (Integer), y (Integer), z (Integer), S (Integer), O (Integer)";

    @Test
    void missingInput() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SUM3.run(Setting.of(X, 3, Y, 6)))
                .withMessage("model sum3: no value for the input z (Integer)");
    }

    @Test
    void missingInputOfASource() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SUM3.interchange(BASE, X, Setting.of(X, 3, Z, 6)))
                .withMessage("model sum3: no value for the input y (Integer)");
    }

    @ParameterizedTest
    @MethodSource("usesOfAForeignVariable")
    void foreignVariable(ThrowingCallable use) {
        assertThatIllegalArgumentException()
                .isThrownBy(use)
                .withMessage("model sum3 has no variable q (Integer); it has " + VARIABLES);
    }

    static List<ThrowingCallable> usesOfAForeignVariable() {
        return List.of(
                () -> SUM3.run(BASE.with(Q, 1)),
                () -> SUM3.intervene(BASE, Setting.of(Q, 1)),
                () -> SUM3.interchange(BASE, Q, BASE),
                () -> SUM3.isImpactful(BASE, Map.of(Q, BASE)),
                () -> SUM3.parents(Q));
    }

    @Test
    void wrongType() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SUM3.intervene(BASE, Setting.of(Variable.string("S"), "9")))
                .withMessage("model sum3 has no variable S (String); it has " + VARIABLES);
    }

    @Test
    void unknownName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SUM3.variable("q"))
                .withMessage("model sum3 has no variable q; it has [x, y, z, S, O]");
    }

    @ParameterizedTest
    @MethodSource("settingsWithASum")
    void valueForWhatIsNotAnInput(Setting inputs) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SUM3.run(inputs))
                .withMessage(
                        "model sum3: S is not an input; use intervene to fix it, or leave it out");
    }

    static List<Setting> settingsWithASum() {
        Setting run = SUM3.run(BASE);
        CausalModel twin = model(S, List.of(X, Y), given -> given.get(X) + given.get(Y));
        return List.of(BASE.with(S, 9), run.with(S, 9), run.with(X, 4), twin.run(BASE));
    }

    @Test
    void mechanismThatFails() {
        CausalModel model = model(S, List.of(X, Y), given -> given.get(X) / given.get(Y));

        assertThatIllegalStateException()
                .isThrownBy(() -> model.run(BASE.with(Y, 0)))
                .withMessage(
                        "the mechanism of S failed on {x=3, y=0}: "
                                + "java.lang.ArithmeticException: / by zero")
                .withCauseInstanceOf(ArithmeticException.class);
    }

    @Test
    void mechanismThatReadsAnUndeclaredParent() {
        CausalModel model = model(S, List.of(X), given -> given.get(X) + given.get(Z));

        assertThatIllegalStateException()
                .isThrownBy(() -> model.run(BASE))
                .withMessageContaining("the mechanism of S failed on {x=3}")
                .withMessageContaining("no value for z (Integer)");
    }

    @Test
    void mechanismThatReturnsNull() {
        CausalModel model = model(S, List.of(X), given -> null);

        assertThatIllegalStateException()
                .isThrownBy(() -> model.run(BASE))
                .withMessage(
                        "the mechanism of S returned a wrong value on {x=3}: "
                                + "S: expected Integer, found null");
    }

    @Test
    void mechanismThatReturnsTheWrongSize() {
        Variable<float[]> v = Variable.vector("v", 2);
        CausalModel model = model(v, List.of(X), given -> new float[3]);

        assertThatIllegalStateException()
                .isThrownBy(() -> model.run(BASE))
                .withMessage(
                        "the mechanism of v returned a wrong value on {x=3}: "
                                + "v: expected float[2], found float[3]");
    }

    @Test
    void mechanismThatReturnsTheWrongType() {
        CausalModel model = model(S, List.of(X), mistyped(given -> "9"));

        assertThatIllegalStateException()
                .isThrownBy(() -> model.run(BASE))
                .withMessage(
                        "the mechanism of S returned a wrong value on {x=3}: "
                                + "S: expected Integer, found String");
    }

    @SuppressWarnings("unchecked") // the type error that the test needs, as raw types would give it
    private static Function<Setting, Integer> mistyped(Function<Setting, ?> function) {
        return (Function<Setting, Integer>) function;
    }

    private static <T> CausalModel model(
            Variable<T> target, List<Variable<?>> parents, Function<Setting, T> mechanism) {
        return CausalModel.builder("model")
                .input(X, Y, Z)
                .mechanism(target, parents, mechanism)
                .output(target)
                .build();
    }
}
