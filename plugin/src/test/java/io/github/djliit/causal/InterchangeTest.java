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
import static io.github.djliit.causal.Sums.SUM3;
import static io.github.djliit.causal.Sums.SUM4;
import static io.github.djliit.causal.Sums.W;
import static io.github.djliit.causal.Sums.X;
import static io.github.djliit.causal.Sums.Y;
import static io.github.djliit.causal.Sums.Z;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterchangeTest {

    private static final Setting BASE = Setting.of(X, 3, Y, 6, Z, 9);
    private static final Setting SOURCE = Setting.of(X, 4, Y, 4, Z, 4);

    @ParameterizedTest
    @CsvSource({"x, 19", "y, 16", "z, 13", "S, 17", "O, 12"})
    void sumOfThree(String name, int expected) {
        Variable<?> variable = SUM3.variable(name);

        assertThat(SUM3.interchange(BASE, variable, SOURCE).get(O)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "w, 19, 15", "x, 28, 24", "y, 37, 33", "z, 46, 6", "S1, 37, 33",
        "C1, 37, 33", "C2, 46, 6", "S2, 64, 60", "C3, 46, 6", "O, 100, 6"
    })
    void sumOfFourWithTwoOutputs(String name, int all, int firstThree) {
        Setting base = Setting.of(W, 1, X, 2, Y, 3, Z, 4);
        Setting source = Setting.of(W, 10, X, 20, Y, 30, Z, 40);

        Setting result = SUM4.interchange(base, SUM4.variable(name), source);

        assertThat(SUM4.outputs()).extracting(result::value).containsExactly(all, firstThree);
    }

    @ParameterizedTest
    @CsvSource({
        "B, true, false, false, true, true",
        "B, false, false, true, true, false",
        "C, false, false, true, true, true"
    })
    void conjunction(
            String name, boolean a, boolean b, boolean sourceA, boolean sourceB, boolean expected) {
        Variable<Boolean> first = Variable.bool("A");
        Variable<Boolean> second = Variable.bool("B");
        Variable<Boolean> both = Variable.bool("C");
        CausalModel and =
                CausalModel.builder("and")
                        .input(first, second)
                        .mechanism(both, first, second, Boolean::logicalAnd)
                        .output(both)
                        .build();
        Setting base = Setting.of(first, a, second, b);
        Setting source = Setting.of(first, sourceA, second, sourceB);

        Setting result = and.interchange(base, and.variable(name), source);

        assertThat(result.get(both)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"left, false", "right, true", "same, true"})
    void equalityOfPairsOfVectors(String name, boolean expected) {
        Variable<float[]> a = Variable.vector("a", 2);
        Variable<float[]> b = Variable.vector("b", 2);
        Variable<float[]> c = Variable.vector("c", 2);
        Variable<float[]> d = Variable.vector("d", 2);
        Variable<Boolean> same = Variable.bool("same");
        CausalModel equality = equality(List.of(a, b, c, d), same);
        float[] p = {.1f, .2f};
        float[] q = {.3f, .4f};
        Setting base = Setting.of(a, p, b, p, c, p, d, q); // left, not right: not the same
        Setting source = Setting.of(a, p, b, p, c, q, d, q); // left and right: the same

        Setting result = equality.interchange(base, equality.variable(name), source);

        assertThat(result.get(same)).isEqualTo(expected);
    }

    private static CausalModel equality(List<Variable<float[]>> objects, Variable<Boolean> same) {
        Variable<Boolean> left = Variable.bool("left");
        Variable<Boolean> right = Variable.bool("right");
        return CausalModel.builder("equality")
                .input(objects.toArray(Variable<?>[]::new))
                .mechanism(left, objects.get(0), objects.get(1), Arrays::equals)
                .mechanism(right, objects.get(2), objects.get(3), Arrays::equals)
                .mechanism(same, left, right, Boolean::equals)
                .output(same)
                .build();
    }

    @Test
    void strings() {
        Variable<String> noun = Variable.string("noun");
        Variable<String> plural = Variable.string("plural");
        Variable<String> phrase = Variable.string("phrase");
        CausalModel grammar =
                CausalModel.builder("grammar")
                        .input(noun)
                        .mechanism(plural, noun, n -> n + "s")
                        .mechanism(phrase, noun, plural, (n, p) -> "one " + n + ", two " + p)
                        .output(phrase)
                        .build();

        Setting result =
                grammar.interchange(Setting.of(noun, "cat"), plural, Setting.of(noun, "dog"));

        assertThat(result.get(phrase)).isEqualTo("one cat, two dogs");
    }

    @Test
    void severalVariablesEachFromItsOwnSource() {
        Setting other = Setting.of(X, 100, Y, 200, Z, 300);

        Setting result = SUM3.interchange(BASE, Map.of(S, SOURCE, Z, other));

        assertThat(result).hasToString("{x=3, y=6, z=300, S=8, O=308}");
    }

    @Test
    void downstreamVariableWinsOverItsParent() {
        Setting other = Setting.of(X, 100, Y, 200, Z, 300);

        Setting result = SUM3.interchange(BASE, Map.of(X, other, S, SOURCE));

        assertThat(result).hasToString("{x=100, y=6, z=9, S=8, O=17}");
    }

    @Test
    void noSourceIsAPlainRun() {
        assertThat(SUM3.interchange(BASE, Map.of())).isEqualTo(SUM3.run(BASE));
    }

    @Test
    void baseAndSourceComeOutUnchanged() {
        SUM3.interchange(BASE, S, SOURCE);

        assertThat(BASE).hasToString("{x=3, y=6, z=9}");
        assertThat(SOURCE).hasToString("{x=4, y=4, z=4}");
    }

    @ParameterizedTest
    @CsvSource({"x, true", "S, true", "z, false", "O, true"})
    void impactfulWhereTheOutputChanges(String name, boolean expected) {
        Setting source = Setting.of(X, 1, Y, 1, Z, 9);

        assertThat(SUM3.isImpactful(BASE, Map.of(SUM3.variable(name), source))).isEqualTo(expected);
    }

    @Test
    void impactfulThroughAnyOutput() {
        Setting base = Setting.of(W, 1, X, 2, Y, 3, Z, 4);
        Setting source = Setting.of(W, 2, X, 2, Y, 3, Z, 3);

        // w + 1 and z - 1: the sum of four stays, the sum of the first three does not.
        assertThat(SUM4.isImpactful(base, Map.of(W, source, Z, source))).isTrue();
    }

    @Test
    void vectorsOfTheSameContentAreNotImpactful() {
        Variable<float[]> in = Variable.vector("in", 1);
        Variable<float[]> out = Variable.vector("out", 1);
        CausalModel square =
                CausalModel.builder("square")
                        .input(in)
                        .mechanism(out, in, v -> new float[] {v[0] * v[0]})
                        .output(out)
                        .build();
        Setting base = Setting.of(in, new float[] {2});

        assertThat(square.isImpactful(base, Map.of(in, Setting.of(in, new float[] {-2}))))
                .isFalse();
    }

    @Test
    void anInertVariableChangesNothing() {
        CausalModel model = SUM3.withInert(List.of("rest"));

        Setting result = model.interchange(BASE, model.variable("rest"), SOURCE);

        assertThat(result.get(O)).isEqualTo(18);
        assertThat(model.isImpactful(BASE, Map.of(model.variable("rest"), SOURCE))).isFalse();
    }
}
