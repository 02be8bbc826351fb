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

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SiteTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "encoder.layer.3",
                "02Linear:input",
                "02Linear:output1",
                "a:output0",
                ":output",
                ":input0",
                ":input2147483647",
                "@input5",
                "layers.0.attn@scores",
                "a:input@x[3]",
                "@_32[:]",
                "[0:4]",
                "layers.0.attn[5:7, 0:64]",
                "blocks.2[{1,4}, h{3,7}/12]",
                "a[-1, -3:, :-3, 5:-3, 2:, :7, {-1,0}]",
                "a[-2147483648]",
                "a[h{0}/1]",
                "input",
                "h.3",
                "-1.007",
                "a\\b",
                "été.層",
                "\"a.b\".c",
                "\"\"",
                "\"say \\\"x\\\"\".a",
                "\"a\\\\.b\"",
                "\"two words\":input@\"x[0]\"",
                "\"tab\there\"",
                "\"\u00a0\""
            })
    void printsWhatItReads(String text) {
        assertThat(Site.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a[ 1 ]          | a[1]",
                "a[1,2]          | a[1, 2]",
                "a[1 ,  2]       | a[1, 2]",
                "a[{ 1 , 4 }]    | a[{1,4}]",
                "a[h{3,  7}/12]  | a[h{3,7}/12]",
            })
    void readsWhiteSpaceInsideBracketsAndAroundCommas(String text, String canonical) {
        assertThat(Site.of(text)).isEqualTo(Site.of(canonical)).hasToString(canonical);
    }

    @Test
    void takesTheTextApart() {
        Site site = Site.of("\"a.b\".c:input2@scores[3]");

        assertThat(site.path().steps()).containsExactly("a.b", "c");
        assertThat(site.port()).contains(new Port(Port.Kind.INPUT, 2));
        assertThat(site.value()).contains("scores");
        assertThat(site.region()).isEqualTo(Region.of(new Axis.Index(3)));
    }

    @Test
    void unquotesAndUnescapes() {
        assertThat(Site.of("\"\\\"\\\\.\"").path().steps()).containsExactly("\"\\.");
    }

    @Test
    void readsEveryKindOfAxis() {
        assertThat(Site.of("[:, 3, 5:, {4,1}, h{7}/12]").region().axes())
                .containsExactly(
                        new Axis.All(),
                        new Axis.Index(3),
                        new Axis.Range(OptionalInt.of(5), OptionalInt.empty()),
                        new Axis.IndexSet(List.of(4, 1)),
                        new Axis.Heads(List.of(7), 12));
    }

    @Test
    void keepsThreeSpellingsOfOnePlaceApart() {
        assertThat(List.of(Site.of("a"), Site.of("a:output"), Site.of("a:output0")))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a:output", "a:output0"})
    void namesOnePortForAllSpellingsOfIt(String text) {
        assertThat(Site.of(text).portOrDefault()).isEqualTo(new Port(Port.Kind.OUTPUT, 0));
    }

    @Test
    void keepsAPortThatIsWritten() {
        assertThat(Site.of("a:input1").portOrDefault()).isEqualTo(new Port(Port.Kind.INPUT, 1));
    }

    @Test
    void replacesThePath() {
        assertThat(Site.of("a:input@x[3]").withPath(Path.of("b.c"))).hasToString("b.c:input@x[3]");
    }

    @Test
    void replacesTheRegion() {
        assertThat(Site.of("a[3]").withRegion(Region.of(new Axis.All()))).hasToString("a[:]");
    }

    @Test
    void dropsTheRegion() {
        assertThat(Site.of("a:input[3]").whole()).hasToString("a:input");
    }

    @Test
    void givesTheBareRootItsPort() {
        assertThat(Site.of("[0:4]").whole()).isEqualTo(Site.of(":output"));
    }

    @Test
    void isMadeOfAPath() {
        Site whole = new Site(Path.of("a"), Optional.empty(), Optional.empty(), Region.whole());

        assertThat(Site.of(Path.of("a"))).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a          | a[3]       | true",
                "a[0:10]    | a[6:16]    | true",
                "a[0:8]     | a[{9,7}]   | true",
                "a[0:8]     | a[5:]      | true",
                "a[-4:]     | a[-2]      | true",
                "a[h{0,1}/4]| a[h{1}/4]  | true",
                "a[0:8]     | a[8:16]    | false",
                "a[0:8]     | a[-4:]     | false",
                "a[:-10]    | a[8:16]    | false",
                "a[0, 0:4]  | a[1, 0:4]  | false",
                "a[0, 0:4]  | a[0, 2]    | true",
                "a[0:8]     | b[0:8]     | false",
                "a:input    | a:output   | false",
            })
    void sharesTheUnitsThatBothTextsName(String site, String other, boolean isShared) {
        assertThat(Site.of(site).sharesUnits(Site.of(other))).isEqualTo(isShared);
    }
}
