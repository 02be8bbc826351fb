/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import static io.github.djliit.intervention.Weighted.matrix;
import static io.github.djliit.intervention.Weighted.random;
import static io.github.djliit.support.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LowRankTest {

    private static final Value DIRECTION = matrix(new float[] {0.6f}, new float[] {0.8f});

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** By hand: 0.6 * 1 + 0.8 * 2. */
    @Test
    void featuresAreTheShadowOnTheDirections() {
        NDArray x = manager.create(new float[] {1, 2}, new Shape(1, 2));
        assertClose(LowRank.of(DIRECTION).featurize(x).toFloatArray(), 2.2f);
    }

    /** By hand: b + (s R - b R) R^T = [1, 2] + (3 - 2.2) [0.6, 0.8]. */
    @Test
    void anInterchangeMovesTheBaseAlongTheDirections() {
        LowRank map = LowRank.of(DIRECTION);
        NDArray base = manager.create(new float[] {1, 2}, new Shape(1, 2));
        NDArray source = manager.create(new float[] {5, 0}, new Shape(1, 2));
        assertClose(map.restore(map.featurize(source), base).toFloatArray(), 1.48f, 2.64f);
    }

    @Test
    void restoreGivesTheActivationBack() {
        LowRank map = LowRank.random(8, 3, 1);
        NDArray x = random(manager, DataType.FLOAT32, 1, 2, 3, 8);
        assertClose(map.restore(map.featurize(x), x), x);
    }

    @Test
    void fullRankIsTheRotation() {
        LowRank map = LowRank.random(6, 6, 9);
        Rotation rotation = Rotation.of(map.matrix());
        NDArray base = random(manager, DataType.FLOAT64, 1, 4, 6);
        NDArray source = random(manager, DataType.FLOAT64, 2, 4, 6);
        NDArray found = Weighted.edited(map, base, source);
        NDArray expected = Weighted.edited(rotation, base, source);
        assertThat(found.sub(expected).abs().max().getDouble()).isLessThan(1e-5);
    }

    @Test
    void anInterchangeAtFullRankIsThePlainOne() {
        LowRank map = LowRank.random(6, 6, 9);
        NDArray base = random(manager, DataType.FLOAT32, 1, 4, 6);
        NDArray source = random(manager, DataType.FLOAT32, 2, 4, 6);
        NDArray found = map.restore(map.featurize(source), base);
        assertThat(found.sub(source).abs().max().getFloat()).isLessThan(1e-5f);
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "64, 20", "256, 255", "5, 5"})
    void randomColumnsAreOrthonormal(int width, int rank) {
        Value found = LowRank.random(width, rank, 2).matrix();
        NDArray array = found.toArray(manager, DataType.FLOAT32);
        assertThat(RotationTrainingTest.offBy(array)).isLessThan(1e-5);
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "5, 3", "3, 3"})
    void gradientsMatchFiniteDifferences(int width, int rank) {
        Weighted.checkGradients(LowRank.random(width, rank, 1), manager, width);
    }

    @Test
    void moreDirectionsThanTheWidthAreAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LowRank.random(2, 3, 1))
                .withMessageContaining("no more features than its width, found shape (2, 3)");
    }

    @Test
    void columnsThatAreNotOrthonormalAreToldByHowMuch() {
        Value off = matrix(new float[] {1}, new float[] {1});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LowRank.of(off))
                .withMessageContaining("columns of the lowrank must be orthonormal")
                .withMessageContaining("1.00");
    }

    @Test
    void aRegionOfAnotherWidthIsToldWithBoth() {
        NDArray x = manager.zeros(new Shape(2, 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LowRank.of(DIRECTION).featurize(x))
                .withMessageContaining("The lowrank is 2 wide, the last axis of the region 3");
    }

    @Test
    void itTellsItsNameWidthAndCount() {
        assertThat(LowRank.random(8, 3, 1))
                .returns("lowrank", LowRank::name)
                .returns(8L, map -> map.width().orElseThrow())
                .returns(3L, map -> map.count().orElseThrow());
    }
}
