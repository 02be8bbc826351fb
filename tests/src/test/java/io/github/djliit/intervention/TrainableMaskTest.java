/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import static io.github.djliit.intervention.Weighted.random;
import static io.github.djliit.support.Close.assertClose;
import static io.github.djliit.support.Slopes.assertGradients;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.support.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainableMaskTest {

    /** The logarithms of 3 and 1/3: weights of 3/4 and 1/4 at temperature one. */
    private static final Value LOGITS = new Value(1.0986123f, 0, -1.0986123f);

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void sigmoidWeightsGoThatFarFromBaseToSource() {
        NDArray base = manager.create(new float[] {0, 0, 4}, new Shape(1, 3));
        NDArray source = manager.create(new float[] {4, 4, 0}, new Shape(1, 3));
        Edit mask = SigmoidMask.of(LOGITS, 1);
        assertClose(mask.apply(base, source).toFloatArray(), 3, 2, 3);
    }

    /** sigmoid(ln 9 / 2) = sigmoid(ln 3). */
    @Test
    void theTemperatureDividesTheLogits() {
        SigmoidMask mask = SigmoidMask.of(new Value(2.1972246f), 2);
        assertClose(mask.mask().toArray(), 0.75f);
    }

    @Test
    void anotherTemperatureSharesTheWeights() {
        SigmoidMask mask = SigmoidMask.of(3, 1);
        assertThat(mask.withTemperature(0.1f))
                .returns(mask.weights(), SigmoidMask::weights)
                .returns(0.1f, SigmoidMask::temperature);
    }

    @Test
    void aNewMaskIsHalfWay() {
        assertClose(SigmoidMask.of(2, 0.3f).mask().toArray(), 0.5f, 0.5f);
    }

    /**
     * By hand for D = 4, b = 0.5, t = 1: sigmoid(i) sigmoid(2 - i), so 0.5 * 0.880797, 0.731059 *
     * 0.731059, 0.880797 * 0.5, 0.952574 * 0.268941.
     */
    @Test
    void theBoundaryMaskIsTheFormula() {
        float[] found = BoundaryMask.of(0.5f, 1).mask(4).toArray();
        assertClose(found, 0.4403985f, 0.5344466f, 0.4403985f, 0.2561866f);
    }

    @Test
    void aLowTemperatureTakesAllOrNothing() {
        BoundaryMask mask = BoundaryMask.of(0.6f, 1).withTemperature(1e-3f);
        // sigmoid(0) for the first feature is the formula's.
        assertClose(mask.mask(5).toArray(), 0.5f, 1, 1, 0.5f, 0);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.001", "1, 1"})
    void theBoundaryIsClamped(float boundary, float clamped) {
        assertThat(BoundaryMask.of(boundary, 2).mask(6))
                .isEqualTo(BoundaryMask.of(clamped, 2).mask(6));
    }

    @ParameterizedTest
    @ValueSource(floats = {0.3f, 1, 7})
    void sigmoidGradientsMatchFiniteDifferences(float temperature) {
        checkGradients(SigmoidMask.of(random(9, 5), temperature));
    }

    @ParameterizedTest
    @CsvSource({"0.3, 1", "0.5, 0.4", "0.9, 5"})
    void boundaryGradientsMatchFiniteDifferences(float boundary, float temperature) {
        checkGradients(BoundaryMask.of(boundary, temperature));
    }

    @Test
    void outsideOfTheClampTheBoundaryHasNoGradient() {
        BoundaryMask mask = BoundaryMask.of(0.5f, 1);
        NDArray boundary = Weighted.initialized(mask.weights(), manager).get("boundary");
        boundary.setRequiresGradient(false);
        Numbers.set(boundary, 1.5);
        NDArray base = random(manager, DataType.FLOAT64, 1, 3, 5);
        assertGradients(() -> mask.apply(base, base.square()).sum(), boundary);
        assertThat(boundary.getGradient().toDoubleArray()).containsExactly(0);
    }

    @Test
    void aMaskOfAnotherWidthIsToldWithBoth() {
        NDArray base = manager.zeros(new Shape(2, 16));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigmoidMask.of(8, 1).apply(base, base))
                .withMessageContaining("The mask is 8 wide, the last axis of the features 16");
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -1, Float.NaN, Float.POSITIVE_INFINITY})
    void aTemperatureIsPositive(float temperature) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigmoidMask.of(2, temperature))
                .withMessageContaining("positive");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BoundaryMask.of(0.5f, temperature))
                .withMessageContaining("positive");
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.1f, 1.1f, Float.NaN})
    void aBoundaryIsAShare(float boundary) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BoundaryMask.of(boundary, 1))
                .withMessageContaining("from 0 to 1");
    }

    @Test
    void masksNeedASource() {
        assertThat(SigmoidMask.of(2, 1))
                .returns(true, Edit::needsSource)
                .returns("mask", Edit::name);
        assertThat(BoundaryMask.of(1, 1))
                .returns(true, Edit::needsSource)
                .returns(false, Edit::isElementwise);
    }

    private <T extends Edit & Trainable<Edit>> void checkGradients(T mask) {
        NDArray base = random(manager, DataType.FLOAT64, 1, 3, 5);
        NDArray source = random(manager, DataType.FLOAT64, 2, 3, 5);
        NDArray direction = random(manager, DataType.FLOAT64, 3, 3, 5);
        NDArray weight = Weighted.initialized(mask.weights(), manager).values().iterator().next();
        assertGradients(() -> mask.apply(base, source).mul(direction).sum(), base, source, weight);
    }
}
