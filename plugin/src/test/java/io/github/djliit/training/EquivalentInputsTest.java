/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import java.util.List;
import org.junit.jupiter.api.Test;

class EquivalentInputsTest {

    private static final Variable<Integer> X = Variable.integer("x");
    private static final Variable<Integer> Y = Variable.integer("y");
    private static final Variable<Integer> Z = Variable.integer("z");
    private static final Variable<Integer> S = Variable.integer("S");
    private static final Variable<Integer> P = Variable.integer("P");
    private static final Variable<Integer> O = Variable.integer("O");

    /** S = x + y, P = x, O = S + z + P: x acts on O past S too. */
    private static final CausalModel MODEL =
            CausalModel.builder("sum")
                    .input(X, Y, Z)
                    .mechanism(S, X, Y, Integer::sum)
                    .mechanism(P, X, x -> x)
                    .mechanism(O, S, Z, P, (s, z, p) -> s + z + p)
                    .output(O)
                    .build();

    private static final EquivalentInputs NATURAL =
            new EquivalentInputs(MODEL, List.of(S, Z), Encoding.of(MODEL));

    private static CounterfactualExample example(Setting base, Setting source, int which) {
        Variable<Integer> variable = which == 0 ? S : Z;
        Setting from = MODEL.run(source);
        return new CounterfactualExample(
                MODEL.run(base),
                List.of(from),
                List.of(which),
                MODEL.interchange(base, variable, from));
    }

    @Test
    void theInputsThatAVariableDependsOnAreTheSources() {
        Setting base = Setting.of(X, 1, Y, 2, Z, 3);
        Setting natural = NATURAL.of(example(base, Setting.of(X, 1, Y, 7, Z, 9), 0)).orElseThrow();
        assertThat(natural.restrictedTo(MODEL.inputs())).isEqualTo(Setting.of(X, 1, Y, 7, Z, 3));
    }

    @Test
    void anInputIsItself() {
        Setting base = Setting.of(X, 1, Y, 2, Z, 3);
        Setting natural = NATURAL.of(example(base, Setting.of(X, 6, Y, 7, Z, 9), 1)).orElseThrow();
        assertThat(natural.restrictedTo(MODEL.inputs())).isEqualTo(Setting.of(X, 1, Y, 2, Z, 9));
    }

    /** With x of the source, P would be 6 too. */
    @Test
    void whatActsPastTheVariableHasNoNaturalInput() {
        Setting base = Setting.of(X, 1, Y, 2, Z, 3);
        assertThat(NATURAL.of(example(base, Setting.of(X, 6, Y, 7, Z, 9), 0))).isEmpty();
    }
}
