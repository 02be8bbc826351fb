/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegionTest {

    @Test
    void wholeHasNoText() {
        assertThat(Region.whole()).hasToString("");
    }

    @Test
    void isNotWholeOnceAnAxisIsNamed() {
        assertThat(Region.of(new Axis.All()).isWhole()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {":output", "[9]", "[9, h{1}/4]", "[:, :]"})
    void fitsAnActivation(String text) {
        assertThatCode(() -> Site.of(text).region().check(10, 8)).doesNotThrowAnyException();
    }

    @Test
    void leavesUnknownLengthsAlone() {
        assertThatCode(() -> Site.of("[9, 3]").region().check(-1, 4)).doesNotThrowAnyException();
    }

    @Test
    void refusesMoreAxesThanThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Site.of("[:, 3, 1]").region().check(10, 8))
                .withMessage(
                        "Region '[:, 3, 1]' has 3 axes, but the activation has 2 after the first,"
                                + " that of the batch: [10, 8]");
    }

    @Test
    void refusesAnAxisThatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Site.of("[:, 8]").region().check(10, 8))
                .withMessageStartingWith("Axis '8' does not fit an axis of length 8");
    }
}
