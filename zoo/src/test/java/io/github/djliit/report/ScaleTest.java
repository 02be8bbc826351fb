/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScaleTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "0.09999, 0", "0.1, 1", "0.3, 3", "0.7, 7", "0.89, 8", "0.9, 9", "1, 9"})
    void aShareHasItsStep(double share, int step) {
        assertThat(Scale.step(share)).isEqualTo(step);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void linesStandOutFromTheGround(boolean isDark) {
        int ground = isDark ? Theme.DARK : Theme.LIGHT;
        for (int step = 0; step < Scale.STEPS; step++) {
            assertThat(Scale.contrast(Scale.color(step, isDark), ground))
                    .as("step %s", step)
                    .isGreaterThanOrEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void textOnCellsCanBeRead(boolean isDark) {
        for (int step = 0; step < Scale.STEPS; step++) {
            assertThat(Scale.contrast(Scale.color(step, isDark), Scale.ink(step, isDark)))
                    .as("step %s", step)
                    .isGreaterThanOrEqualTo(4.5);
        }
    }

    /** So the order can be told without hue. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLargerShareHasMoreContrast(boolean isDark) {
        int ground = isDark ? Theme.DARK : Theme.LIGHT;
        for (int step = 1; step < Scale.STEPS; step++) {
            assertThat(Scale.contrast(Scale.color(step, isDark), ground))
                    .isGreaterThan(Scale.contrast(Scale.color(step - 1, isDark), ground));
        }
    }

    @Test
    void contrastOfBlackAndWhiteIs21() {
        assertThat(Scale.contrast(0, 0xffffff)).isEqualTo(21);
    }
}
