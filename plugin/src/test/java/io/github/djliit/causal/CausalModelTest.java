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

import java.util.List;
import org.junit.jupiter.api.Test;

class CausalModelTest {

    private static final Setting BASE = Setting.of(X, 3, Y, 6, Z, 9);

    @Test
    void knowsItsStructure() {
        assertThat(SUM3.name()).isEqualTo("sum3");
        assertThat(SUM3.inputs()).isEqualTo(List.of(X, Y, Z));
        assertThat(SUM3.outputs()).isEqualTo(List.of(O));
        assertThat(SUM3.variable("S")).isEqualTo(S);
    }

    @Test
    void parentsAreAsDeclared() {
        assertThat(SUM3.parents(O)).isEqualTo(List.of(S, Z));
        assertThat(SUM3.parents(X)).isEmpty();
    }

    @Test
    void sortsWhatWasDeclaredBackwards() {
        assertThat(SUM4.variables())
                .extracting(Variable::name)
                .containsExactly("w", "x", "y", "z", "C2", "C1", "S1", "C3", "S2", "O");
    }

    @Test
    void runGivesAllVariables() {
        assertThat(SUM3.run(BASE)).hasToString("{x=3, y=6, z=9, S=9, O=18}");
    }

    @Test
    void orderOfTheInputsDoesNotCount() {
        assertThat(SUM3.run(Setting.of(Z, 9, X, 3, Y, 6))).isEqualTo(SUM3.run(BASE));
    }

    @Test
    void interveneFixesAVariable() {
        assertThat(SUM3.intervene(BASE, Setting.of(S, 1)))
                .hasToString("{x=3, y=6, z=9, S=1, O=10}");
    }

    @Test
    void interveneFixesInputsToo() {
        assertThat(SUM3.intervene(BASE, Setting.of(X, 4, O, 0)))
                .hasToString("{x=4, y=6, z=9, S=10, O=0}");
    }

    @Test
    void aFixedInputMayBeMissing() {
        assertThat(SUM3.intervene(Setting.of(X, 3, Y, 6), Setting.of(Z, 1)).get(O)).isEqualTo(10);
    }

    @Test
    void mechanismsMayHaveThreeParents() {
        CausalModel model =
                CausalModel.builder("three")
                        .input(X, Y, Z)
                        .mechanism(O, X, Y, Z, (x, y, z) -> x * y + z)
                        .output(O)
                        .build();

        assertThat(model.run(BASE).get(O)).isEqualTo(27);
    }

    @Test
    void mechanismsMayHaveAnyNumberOfParents() {
        List<Variable<Integer>> terms = List.of(W, X, Y, Z);
        CausalModel model =
                CausalModel.builder("many")
                        .input(W, X, Y, Z)
                        .mechanism(O, terms, given -> terms.stream().mapToInt(given::get).sum())
                        .mechanism(S, List.of(), given -> given.variables().size())
                        .output(O, S)
                        .build();

        assertThat(model.run(BASE.with(W, 1))).hasToString("{w=1, x=3, y=6, z=9, O=19, S=0}");
    }

    @Test
    void aRunServesAsInputsAgain() {
        assertThat(SUM3.run(SUM3.run(BASE))).isEqualTo(SUM3.run(BASE));
    }

    @Test
    void onlyTheInputsOfAnIntervenedSettingCount() {
        Setting intervened = SUM3.intervene(BASE, Setting.of(S, 1));

        assertThat(SUM3.run(intervened)).isEqualTo(SUM3.run(BASE));
    }

    @Test
    void anIntervenedSourceIsRunAgain() {
        Setting intervened = SUM3.interchange(BASE, S, Setting.of(X, 0, Y, 0, Z, 0));

        assertThat(SUM3.interchange(BASE, S, intervened)).isEqualTo(SUM3.run(BASE));
    }

    @Test
    void anIntervenedBaseIsRunAgain() {
        Setting intervened = SUM3.intervene(BASE, Setting.of(O, 0));

        assertThat(SUM3.interchange(intervened, X, BASE)).isEqualTo(SUM3.run(BASE));
    }

    @Test
    void aRunIsNotRunAgain() {
        int[] calls = {0};
        CausalModel counting =
                CausalModel.builder("counting")
                        .input(X)
                        .mechanism(S, X, x -> ++calls[0])
                        .mechanism(O, S, s -> s)
                        .output(O)
                        .build();
        Setting base = counting.run(Setting.of(X, 1));
        Setting source = counting.run(Setting.of(X, 2));

        counting.interchange(base, S, source);

        assertThat(calls[0]).isEqualTo(2);
    }
}
