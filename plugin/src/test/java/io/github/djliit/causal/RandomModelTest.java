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

import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RandomModelTest {

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void interchangeEqualsItsDefinition(long seed) {
        RandomModel random = new RandomModel(seed);
        Setting base = random.inputs();
        Map<Variable<Integer>, Setting> sources = random.sources();

        Setting result = random.model.interchange(base, sources);

        for (Variable<Integer> variable : random.variables) {
            assertThat(result.get(variable)).isEqualTo(random.naive(variable, base, sources));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void sourcesThatHaveRunGiveTheSame(long seed) {
        RandomModel random = new RandomModel(seed);
        Setting base = random.inputs();
        Map<Variable<Integer>, Setting> sources = random.sources();
        Map<Variable<Integer>, Setting> runs = new HashMap<>(sources);
        runs.replaceAll((variable, source) -> random.model.run(source));

        assertThat(random.model.interchange(random.model.run(base), runs))
                .isEqualTo(random.model.interchange(base, sources));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void baseAsSourceChangesNothing(long seed) {
        RandomModel random = new RandomModel(seed);
        Setting base = random.inputs();
        Map<Variable<Integer>, Setting> sources = random.sources();
        sources.replaceAll((variable, source) -> base);

        assertThat(random.model.interchange(base, sources)).isEqualTo(random.model.run(base));
        assertThat(random.model.isImpactful(base, sources)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void parentsComeBeforeTheirChildren(long seed) {
        CausalModel model = new RandomModel(seed).model;

        assertThat(model.variables())
                .allSatisfy(
                        variable ->
                                assertThat(model.variables().indexOf(variable))
                                        .isGreaterThan(lastParent(model, variable)));
    }

    private static int lastParent(CausalModel model, Variable<?> variable) {
        return model.parents(variable).stream()
                .mapToInt(model.variables()::indexOf)
                .max()
                .orElse(-1);
    }
}
