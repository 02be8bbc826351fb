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

class TextTest {

    @Test
    void linesBecomeOne() {
        assertThat(Text.clean(" a\r\n\tb ")).isEqualTo("a b");
    }

    @Test
    void whatDoesNotShowIsReplaced() {
        assertThat(Text.clean("a\u0000\u202e\ud800\uffffb"))
                .isEqualTo("a\ufffd\ufffd\ufffd\ufffdb");
    }

    @Test
    void picturesOfTwoCharactersStayWhole() {
        assertThat(Text.fit("😀".repeat(30), Style.NOTE, 60))
                .doesNotContain("\ufffd")
                .contains("…");
    }

    @Test
    void aLongTextKeepsItsEnds() {
        String fit = Text.fit("encoder.layers.0123456789.attention", Style.CODE, 120);
        assertThat(fit).startsWith("encoder").endsWith("tion");
        assertThat(Style.CODE.width(fit)).isLessThanOrEqualTo(120);
    }

    @Test
    void aShortTextStays() {
        assertThat(Text.fit("left", Style.NAME, 100)).isEqualTo("left");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.25, 0.25", "2, 2", "1200, 1200", "0.00001, 1.0e-05", "0.1068, 0.1068"})
    void numbersAreShort(double value, String text) {
        assertThat(Text.number(value)).isEqualTo(text);
    }
}
