/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FiniteTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void oneNumberIsFound(float number) {
        NDArray array = manager.create(new float[] {1, 2, number, 4}, new Shape(2, 2));
        assertThat(Finite.isAll(array)).isFalse();
        assertThat(Finite.rows(new NDList(array), 2)).containsExactly(true, false);
        assertThat(Finite.countOthers(array)).isEqualTo(1);
    }

    @Test
    void infinitiesOfBothSignsDoNotCancel() {
        float infinity = Float.POSITIVE_INFINITY;
        NDArray array = manager.create(new float[] {infinity, -infinity});
        assertThat(Finite.countOthers(array)).isEqualTo(2);
    }

    @Test
    void aSumThatOverflowsIsOfFiniteNumbers() {
        NDArray array = manager.create(new float[] {3e38f, 3e38f}, new Shape(1, 2));
        assertThat(Finite.isAll(array)).isTrue();
        assertThat(Finite.rows(new NDList(array), 1)).containsExactly(true);
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT16", "FLOAT64"})
    void otherTypesOfFloatsAreReadToo(DataType type) {
        NDArray array = manager.create(new float[] {1, Float.NaN}).toType(type, false);
        assertThat(Finite.countOthers(array)).isEqualTo(1);
    }

    @Test
    void wholeNumbersAreFinite() {
        assertThat(Finite.isAll(manager.create(new int[] {Integer.MAX_VALUE}))).isTrue();
    }

    @Test
    void aRowIsFiniteInAllArrays() {
        NDArray first = manager.create(new float[] {Float.NaN, 1, 1});
        NDArray second = manager.create(new float[] {1, 1, Float.NaN});
        assertThat(Finite.rows(new NDList(first, second), 3)).containsExactly(false, true, false);
    }

    @Test
    void nothingIsLeftOnTheManager() {
        NDArray array = manager.create(new float[] {1, Float.NaN}, new Shape(2, 1));
        int before = manager.getManagedArrays().size();
        Finite.countOthers(array);
        Finite.rows(new NDList(array), 2);
        assertThat(manager.getManagedArrays()).hasSize(before);
    }
}
