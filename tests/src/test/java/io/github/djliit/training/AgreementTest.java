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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two rows, of class 0 and of class 1. */
class AgreementTest {

    private NDManager manager;
    private NDArray logits;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        logits = manager.create(new float[][] {{1, 0}, {0, 1}});
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void aClassMayBeAWholeNumberOfAnyType() {
        NDArray label = manager.create(new float[] {0, 0});
        assertThat(Agreement.ofClasses().rows(label, logits)).containsExactly(true, false);
    }

    @ParameterizedTest
    @ValueSource(floats = {.4f, 2.5f, Float.NaN, Float.POSITIVE_INFINITY})
    void aLabelThatIsNoClassIsRefused(float number) {
        NDArray label = manager.create(new float[] {0, number});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Agreement.ofClasses().rows(label, logits))
                .withMessageContaining("A label is " + number + ", which is no class");
    }

    /** One number for each row is always the largest. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aPredictionWithoutClassesIsRefused(long dimensions) {
        NDArray one = manager.ones(dimensions == 1 ? new Shape(2) : new Shape(2, 1));
        NDArray label = manager.create(new long[] {0, 1});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Agreement.ofClasses().rows(label, one))
                .withMessageContaining("has no classes");
    }

    @Test
    void aLabelOfNanAgreesWithNoClass() {
        NDArray label = manager.create(new float[][] {{1, 0}, {0, Float.NaN}});
        assertThat(Agreement.ofClasses().rows(label, logits)).containsExactly(true, false);
    }

    @ParameterizedTest
    @ValueSource(floats = {-1, Float.NaN})
    void aToleranceIsANumberFromZeroOn(float tolerance) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Agreement.within(tolerance))
                .withMessageContaining("found " + tolerance);
    }

    @Test
    void outputsBehindThoseWithALabelAreNotLookedAt() {
        NDList labels = new NDList(manager.create(new long[] {0, 1}));
        NDList outputs = new NDList(logits, manager.zeros(new Shape(2, 3)));
        assertThat(Agreement.ofClasses().all(labels, outputs)).containsExactly(true, true);
    }

    /** As floats both would be 2^24. */
    @Test
    void largeWholeNumbersAreNotRounded() {
        NDArray label = manager.create(new long[] {16777216, 16777217});
        NDArray other = manager.create(new long[] {16777216, 16777216});
        assertThat(Agreement.within(0).rows(label, other)).containsExactly(true, false);
    }
}
