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

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class HeatMapTest {

    @Test
    void aCellHasItsFigureAsTextAndColour() {
        assertThat(map(.9996, .31).toSvg())
                .contains("<title>row, a: 0.9996</title>", "class=\"f9\"", ">1.00</text>")
                .contains("<title>row, b: 0.3100</title>", "class=\"f3\"", ">0.31</text>");
    }

    @ParameterizedTest
    @CsvSource({".994, 0.99", ".996, 1.00", ".0051, 0.01", ".0049, 0.00", "1, 1.00"})
    void figuresAreRounded(double value, String text) {
        assertThat(map(value, .5).toSvg()).contains(">" + text + "</text>");
    }

    @Test
    void theDescriptionTellsOfEqualCells() {
        assertThat(map(.5, .5).toSvg()).contains("highest 0.5000 at row, a and 1 other cell.");
    }

    @Test
    void oneCellIsDrawn() {
        String svg = of(List.of("only"), List.of("one"), new double[][] {{.5}}).build().toSvg();
        assertThat(svg).contains(">only</text>", ">one</text>", ">0.50</text>");
    }

    @Test
    void axesHaveTitles() {
        String svg =
                of(List.of("a"), List.of("b"), new double[][] {{.5}})
                        .optAxes("layer", "position")
                        .build()
                        .toSvg();
        assertThat(svg).contains(">↓ layer</text>", ">→ position</text>");
    }

    @Test
    void whatLongNamesShareStandsInTheTitleOfTheirAxis() {
        List<String> layers =
                IntStream.range(0, 48)
                        .mapToObj("transformer.model.decoder.layers.%d.self_attention"::formatted)
                        .toList();
        double[][] values = new double[48][1];
        String svg = of(layers, List.of("b"), values).optAxes("site", "").build().toSvg();
        assertThat(svg)
                .contains(">↓ site, transformer.model.decoder.layers.*.self_attention</text>")
                .contains(">0</text>", ">9</text>", ">10</text>", ">47</text>");
    }

    @Test
    void rowsOfGroupsAreToldApart() {
        HeatMap map =
                of(List.of("a", "b", "a", "b"), List.of("c"), new double[][] {{0}, {0}, {.5}, {1}})
                        .optGroups(List.of("x", "y"))
                        .build();
        assertThat(map.toSvg())
                .contains(">x</text>", ">y</text>", "<title>y, a, c: 0.5000</title>")
                .contains("highest 1.0000 at y, b, c.");
    }

    @Test
    void groupsOfDifferentSizesAreRefused() {
        HeatMap.Builder map =
                of(List.of("a", "b", "c"), List.of("d"), new double[3][1])
                        .optGroups(List.of("x", "y"));
        assertThatThrownBy(map::build)
                .hasMessageContaining("2 groups")
                .hasMessageContaining("3 rows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<b>&amp;</b>", "שלום", "漢字", "a\tb", "\u202e\u0000", "🙂"})
    void anyWordCanNameAColumn(String word) throws Exception {
        String svg = of(List.of("a"), List.of(word, "b"), new double[1][2]).build().toSvg();
        Document read =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg)));
        assertThat(read.getElementsByTagName("b").getLength()).isZero();
        assertThat(svg).contains(">b</text>");
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
        return of(List.of("row"), List.of("a", "b"), new double[][] {row}).build();
    }

    private static HeatMap.Builder of(List<String> rows, List<String> columns, double[][] values) {
        return HeatMap.builder()
                .setTitle("IIA")
                .setRows(rows)
                .setColumns(columns)
                .setValues(values);
    }
}
