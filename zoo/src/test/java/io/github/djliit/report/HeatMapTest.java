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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeatMapTest {

    @Test
    void aCellHasItsFigureAsTextAndColour() {
        assertThat(map(.9996, .31).toSvg())
                .contains("<title>row, a: 0.9996</title>", "class=\"f9\"", ">0.99</text>")
                .contains("<title>row, b: 0.3100</title>", "class=\"f3\"", ">0.31</text>");
    }

    @Test
    void onlyOneIsToldAsOne() {
        assertThat(map(1, .9999).toSvg()).containsOnlyOnce(">1.00</text>");
    }

    @Test
    void aMissingFigureIsSaidToBe() {
        assertThat(map(Double.NaN, .5).toSvg()).contains("<title>row, a: not measured</title>");
    }

    @Test
    void aMapOfNothingIsDrawn() {
        assertThat(map(Double.NaN, Double.NaN).toSvg()).contains("1 row and 2 columns.</desc>");
    }

    @Test
    void theDescriptionTellsTheHighest() {
        assertThat(map(.25, .5).toSvg()).contains("highest 0.5000 at row, b.</desc>");
    }

    @Test
    void manyColumnsHaveNoTextInTheirCells() {
        assertThat(Examples.heatMap(2, 25).toSvg()).doesNotContainPattern(">0\\.[0-9]{2}</text>");
    }

    @Test
    void aFigureThatIsNoShareIsRefused() {
        assertThatThrownBy(() -> map(1.5, 0)).hasMessageContaining("found 1.5");
    }

    @Test
    void namesAndValuesMustBeOfOneSize() {
        assertThatThrownBy(() -> map(1, 0, 1))
                .hasMessage(
                        "A heat map with the names of 2 columns has values for 3; give one name"
                                + " each");
    }

    private static HeatMap map(double... row) {
        return HeatMap.builder()
                .setTitle("IIA")
                .setRows(List.of("row"))
                .setColumns(List.of("a", "b"))
                .setValues(new double[][] {row})
                .build();
    }
}
