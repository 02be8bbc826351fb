/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two rows of two tokens over three words; only the second token counts. */
class NextWordTest {

    private final NDManager manager = NDManager.newBaseManager();

    /** The second tokens are even between three words, and sure of word 1. */
    private final NDArray logits =
            manager.create(new float[] {9, 0, 0, 0, 0, 0, 0, 0, 9, 0, 40, 0}, new Shape(2, 2, 3));

    private final NDArray labels = manager.create(new long[] {2, 1});

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void theLossIsThatOfTheLastToken() {
        NDArray loss = NextWord.loss().evaluate(new NDList(labels), new NDList(logits));
        assertThat(loss.getFloat()).isCloseTo((float) Math.log(3) / 2, within(1e-5f));
    }

    @Test
    void theAgreementIsThatOfTheLastToken() {
        NDArray sure = logits.add(manager.create(new float[] {0, 0, 1}));
        assertThat(NextWord.agreement().rows(labels, sure)).containsExactly(true, true);
        NDArray others = manager.create(new long[] {0, 2});
        assertThat(NextWord.agreement().rows(others, sure)).containsExactly(false, false);
    }

    @Test
    void theDivergenceIsThatOfTheLastToken() {
        double[] rows = NextWord.klDivergence().rows(labels, logits);
        assertThat(rows[0]).isCloseTo(Math.log(3), within(1e-5));
        assertThat(rows[1]).isCloseTo(0, within(1e-5));
    }

    @Test
    void figuresLeaveNothingBehind() {
        int before = manager.getManagedArrays().size();
        NextWord.agreement().rows(labels, logits);
        NextWord.klDivergence().rows(labels, logits);
        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @Test
    void logitsWithoutTokensAreRefused() {
        NDArray flat = manager.zeros(new Shape(2, 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NextWord.agreement().rows(labels, flat))
                .withMessageContaining("[batch, tokens, vocabulary], found shape (2, 3)");
    }
}
