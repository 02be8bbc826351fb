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

import io.github.djliit.alignment.Alignment;
import io.github.djliit.site.Site;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class AlignmentPictureTest {

    @Test
    void aLineHasTheColourOfItsFigure() {
        assertThat(PictureLayoutTest.lines(Examples.six()))
                .extracting(Wire::css)
                .containsExactly("w s9", "w s5");
    }

    @Test
    void figuresStandAsText() {
        assertThat(Examples.six().toSvg()).contains(">IIA 0.9993</text>", ">IIA 0.5062</text>");
    }

    @Test
    void withoutFiguresLinesAreNeutralAndTheLegendSaysSo() {
        AlignmentPicture picture = aligned("left", "02Linear").build();
        assertThat(PictureLayoutTest.lines(picture)).extracting(Wire::css).containsExactly("w sn");
        assertThat(picture.toSvg())
                .contains(">aligned, no IIA measured</text>")
                .doesNotContain(">Interchange intervention accuracy (IIA)</text>");
    }

    @Test
    void figuresOfOtherVariablesMakeNoScale() {
        AlignmentPicture picture = aligned("left", "02Linear").optFigures(Map.of("O", .5)).build();
        assertThat(picture.toSvg())
                .doesNotContain(">Interchange intervention accuracy (IIA)</text>");
    }

    @Test
    void whereSomeAreMeasuredTheLegendHasBoth() {
        Alignment alignment =
                Alignment.builder().align("left", "02Linear").align("O", "05Linear").build();
        AlignmentPicture.Builder picture =
                Examples.picture(Examples.chain(6)).setAlignment(alignment);
        assertThat(picture.optFigures(Map.of("O", .5)).build().toSvg())
                .contains("aligned, no IIA measured")
                .contains(">Interchange intervention accuracy (IIA)</text>");
    }

    @Test
    void aSiteOfTwoVariablesNamesBoth() {
        Alignment alignment =
                Alignment.builder().align("left", "02Linear").align("right", "02Linear").build();
        AlignmentPicture picture =
                Examples.picture(Examples.chain(6)).setAlignment(alignment).build();
        assertThat(picture.toSvg()).contains(">left, right</text>");
        assertThat(PictureLayoutTest.lines(picture)).hasSize(2);
    }

    @Test
    void regionsPortsAndNotesAreLabels() {
        assertThat(Examples.hundredAndTwenty().toSvg())
                .contains(">[5:7, h{3,7}/12]</text>", ">input</text>")
                .contains(">right, rotation, 4 of 64</text>");
    }

    @Test
    void subspacesOfOneSiteAreDrawnApartAndAsSuch() {
        assertThat(Examples.subspaces().toSvg())
                .contains(">left · features 0:2 of 16, rotation</text>")
                .contains(">right · features {4,9} of 16, rotation</text>")
                .contains("left is aligned to 03Linear (features 0:2 of 16, rotation), IIA 0.98");
    }

    @Test
    void aSubspaceHasItsOwnBorderAndColour() {
        assertThat(Examples.subspaces().toSvg())
                .contains("class=\"bx al d1 su s9\"", "class=\"bx al d1 su s6\"")
                .contains("class=\"bx al d1 sn\"");
    }

    @Test
    void partsOfAxesAreDrawnToScale() {
        assertThat(Examples.subspaces().scene().boxes())
                .extracting(Box::title)
                .contains("05Linear[11, 0:96]: 1 of 12 positions")
                .contains("05Linear[11, 0:96]: 96 of 768 units")
                .contains("03Linear (features {4,9} of 16, rotation): 2 of 16 features");
    }

    @Test
    void aRegionThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> aligned("left", "02Linear[12, 0:4]").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("12");
    }

    @Test
    void theReasonForMissingFiguresIsInTheLegend() {
        assertThat(Examples.subspaces().toSvg())
                .contains(
                        ">aligned; the recorded figures are not shown: they were measured with"
                                + " another alignment</text>");
    }

    @Test
    void aSmallNetworkIsShownInFull() {
        assertThat(Examples.six().toSvg()).contains(">01Linear<", ">06Linear<");
    }

    @Test
    void untouchedPartsOfALargeNetworkAreFolded() {
        String svg = Examples.hundredAndTwenty().toSvg();
        assertThat(svg)
                .contains(">⋯ 3 blocks</text>", ">0 to 2</text>", ">EncoderLayer · 11 blocks");
        assertThat(Examples.hundredAndTwenty().scene().boxes())
                .filteredOn(box -> !box.labels().isEmpty())
                .hasSizeLessThan(30);
    }

    @Test
    void aRowOfAHundredAndTwentyBlocksIsThree() {
        AlignmentPicture picture =
                Examples.picture(Examples.chain(120))
                        .setAlignment(Alignment.builder().align("left", "60Linear").build())
                        .build();
        assertThat(picture.toSvg())
                .contains(">⋯ 59 blocks</text>", ">01Linear to 59Linear</text>")
                .contains(">60Linear</text>", ">⋯ 60 blocks</text>");
    }

    @Test
    void thePictureIsWellFormedAndSaysWhatItShows() throws Exception {
        Document svg =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(Examples.hostile().toSvg())));
        assertThat(svg.getDocumentElement().getAttribute("role")).isEqualTo("img");
        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
                .startsWith("Alignment of <script>alert(\"1\")</script>& \ufffd]]>'");
    }

    @Test
    void everyNodeHasATitle() {
        String svg = Examples.six().toSvg();
        assertThat(svg.split("<g class=\"node\">", -1))
                .hasSize(Examples.six().scene().boxes().size() + 1);
        assertThat(svg.split("<g class=\"node\"><title>", -1))
                .hasSize(Examples.six().scene().boxes().size() + 1);
    }

    @Test
    void anotherBlockThanTheNetworkHasIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> aligned("left", "02Linaer").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'left' is aligned to 02Linaer")
                .hasMessageContaining("02Linear");
    }

    @Test
    void aVariableThatTheModelLacksIsRefused() {
        assertThatThrownBy(() -> aligned("lft", "02Linear").build())
                .hasMessageContaining("lft")
                .hasMessageContaining("left");
    }

    @Test
    void aFigureOfAVariableThatTheModelLacksIsRefused() {
        assertThatThrownBy(() -> aligned("left", "02Linear").optFigures(Map.of("lft", .97)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("There is IIA of the variable 'lft'")
                .hasMessageContaining("left");
    }

    @Test
    void aFigureThatIsNoShareIsRefused() {
        assertThatThrownBy(
                        () -> aligned("left", "02Linear").optFigures(Map.of("left", 1.2)).build())
                .hasMessage("The IIA of 'left' is 1.2; expected a share from 0 to 1");
    }

    @Test
    void onePictureIsAlwaysTheSameText() {
        assertThat(Examples.hundredAndTwenty().toSvg())
                .isEqualTo(Examples.hundredAndTwenty().toSvg());
    }

    @Test
    void theRootHasSitesToo() {
        Alignment alignment = new Alignment(Map.of("O", List.of(Site.of(":output"))));
        String svg = Examples.picture(Examples.chain(6)).setAlignment(alignment).build().toSvg();
        assertThat(svg).contains(">output</text>");
    }

    private static AlignmentPicture.Builder aligned(String variable, String... sites) {
        return Examples.picture(Examples.chain(6))
                .setAlignment(Alignment.builder().align(variable, sites).build());
    }
}
