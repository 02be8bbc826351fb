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

import java.util.List;
import org.junit.jupiter.api.Test;

class LabelsTest {

    private static final double NARROW = 60;
    private static final double WIDE = 160;

    private static Labels of(String... names) {
        return Labels.of(List.of(names), Style.CODE, NARROW, WIDE);
    }

    @Test
    void namesThatFitStayAsTheyAre() {
        assertThat(of("a.0", "a.1")).isEqualTo(new Labels(List.of("a.0", "a.1"), ""));
    }

    @Test
    void whatAllShareIsLeftOutAtBothEnds() {
        assertThat(of("encoder.layers.0.mlp", "encoder.layers.1.mlp"))
                .isEqualTo(new Labels(List.of("0", "1"), "encoder.layers.*.mlp"));
    }

    @Test
    void numbersAreNotCutInTwo() {
        assertThat(of("encoder.layers.10", "encoder.layers.11").texts())
                .containsExactly("10", "11");
    }

    @Test
    void wordsAreNotCutInTwo() {
        assertThat(of("a.very.long.path.query", "a.very.long.path.queue").texts())
                .containsExactly("query", "queue");
    }

    @Test
    void theShorterOfTwoNamesKeepsSomething() {
        assertThat(of("encoder.layers.mlp", "encoder.layers.mlp.mlp"))
                .isEqualTo(new Labels(List.of("mlp", "mlp.mlp"), "encoder.layers.*"));
    }

    @Test
    void whatIsStillTooLongLosesItsMiddle() {
        assertThat(
                        of(
                                        "a.one_very_very_very_long_name_of_a_block",
                                        "a.two_very_very_very_long_name_of_a_block")
                                .texts())
                .allMatch(text -> text.contains("…") && Style.CODE.width(text) <= WIDE);
    }

    @Test
    void namesThatDifferInTheirMiddleOnlyAreNotCut() {
        String one = "a".repeat(20) + "x" + "b".repeat(20);
        String two = "a".repeat(20) + "y" + "b".repeat(20);
        assertThat(of(one, two).texts()).containsExactly(one, two);
    }

    @Test
    void oneNameHasNothingToShareAndKeepsItsNumber() {
        assertThat(of("encoder.layers.7.mlp"))
                .isEqualTo(new Labels(List.of("encoder.layers.7.mlp"), ""));
    }
}
