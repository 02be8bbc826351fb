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
import static io.github.djliit.causal.Sums.W;
import static io.github.djliit.causal.Sums.X;
import static io.github.djliit.causal.Sums.Y;
import static io.github.djliit.causal.Sums.Z;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingTest {

    private static final Variable<float[]> V = Variable.vector("v", 2);
    private static final Setting XY = Setting.of(X, 3, Y, 6);

    @Test
    void ofAssignsUpToFourPairs() {
        Setting four = Setting.of(W, 1, X, 2, Y, 3, Z, 4);

        assertThat(four).hasToString("{w=1, x=2, y=3, z=4}");
        assertThat(four).isEqualTo(Setting.of(W, 1, X, 2, Y, 3).with(Z, 4));
    }

    @Test
    void emptyHasNoVariables() {
        assertThat(Setting.empty().variables()).isEmpty();
        assertThat(Setting.empty()).hasToString("{}");
    }

    @Test
    void getIsTypedAndValueIsNot() {
        int typed = XY.get(Y);

        assertThat(typed).isEqualTo(6);
        assertThat(XY.value(Y)).isEqualTo(6);
    }

    @Test
    void withLeavesTheOriginalAlone() {
        assertThat(XY.with(X, 5).with(Z, 1)).hasToString("{x=5, y=6, z=1}");
        assertThat(XY).hasToString("{x=3, y=6}");
    }

    @Test
    void withAllLetsTheOtherWin() {
        assertThat(XY.withAll(Setting.of(Z, 1, Y, 2))).hasToString("{x=3, y=2, z=1}");
        assertThat(XY.withAll(Setting.empty())).isEqualTo(XY);
    }

    @Test
    void restrictedToKeepsTheOrderGiven() {
        assertThat(XY.with(Z, 9).restrictedTo(List.of(Z, X, Z))).hasToString("{z=9, x=3}");
    }

    @Test
    void containsWhatHasAValue() {
        assertThat(XY.contains(X)).isTrue();
        assertThat(XY.contains(Z)).isFalse();
        assertThat(XY.contains(Variable.string("x"))).isFalse();
    }

    @Test
    void variablesAreInOrderAndReadOnly() {
        assertThat(XY.variables()).containsExactly(X, Y);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> XY.variables().clear());
    }

    @Test
    void equalsByContentInAnyOrder() {
        Setting one = Setting.of(V, new float[] {1, 2}, X, 3);
        Setting other = Setting.of(X, 3, V, new float[] {1, 2});

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    }

    @Test
    void differsByValueAndByVariable() {
        assertThat(XY)
                .isNotEqualTo(Setting.of(X, 3, Y, 7))
                .isNotEqualTo(Setting.of(X, 3))
                .isNotEqualTo(Setting.of(X, 3, Z, 6))
                .isNotEqualTo("{x=3, y=6}");
    }

    @Test
    void printsVectorsByContent() {
        assertThat(Setting.of(V, new float[] {1, 2})).hasToString("{v=[1.0, 2.0]}");
    }

    @Test
    void copiesVectorsIn() {
        float[] value = {1, 2};
        Setting setting = Setting.of(V, value);

        value[0] = 9;

        assertThat(setting.get(V)).containsExactly(1, 2);
    }

    @Test
    void copiesVectorsOut() {
        Setting setting = Setting.of(V, new float[] {1, 2});

        setting.get(V)[0] = 9;
        ((float[]) setting.value(V))[1] = 9;

        assertThat(setting.get(V)).containsExactly(1, 2);
    }

    @Test
    void getNamesTheMissingVariableAndThosePresent() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> XY.get(S))
                .withMessage(
                        "no value for S (Integer); there are values for"
                                + " [x (Integer), y (Integer)]");
    }

    @Test
    void getTellsSameNamesOfDifferentTypesApart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setting.of(X, 3).get(Variable.string("x")))
                .withMessage("no value for x (String); there are values for [x (Integer)]");
    }

    @Test
    void restrictedToRefusesAMissingVariable() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setting.of(X, 3).restrictedTo(List.of(Z)))
                .withMessage("no value for z (Integer); there are values for [x (Integer)]");
    }

    @Test
    void ofRefusesAVariableGivenTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setting.of(X, 3, X, 4))
                .withMessage("x (Integer) is given twice");
    }

    @Test
    void refusesAValueThatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> XY.with(V, new float[3]))
                .withMessage("v: expected float[2], found float[3]");
    }

    /** The settings of tuples of small numbers are keys of maps, by the ten thousand. */
    @Test
    void hashesOfSmallNumbersDiffer() {
        Variable<Integer> x = Variable.integer("x");
        Variable<Integer> y = Variable.integer("y");
        Set<Integer> hashes = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            hashes.add(Setting.of(x, i / 100, y, i % 100).hashCode());
        }
        assertThat(hashes).hasSizeGreaterThan(9_900);
    }
}
