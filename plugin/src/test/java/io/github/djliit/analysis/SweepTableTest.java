/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.djliit.json.JsonNode;
import io.github.djliit.site.Site;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A table is a list, a grid, JSON and comma-separated values. */
class SweepTableTest {

    private static SweepTable.Cell cell(String site, String row, String column, double iia) {
        return new SweepTable.Cell(
                new Candidate(Site.of(site), row, column),
                Figures.of(4, Math.round(4 * iia), 0, 0));
    }

    private final SweepTable table =
            new SweepTable(
                    "v",
                    List.of(
                            cell("a[0, 1]", "a", "0", .25),
                            cell("b[0]", "b", "0", .75),
                            cell("b[1]", "b", "1", .75)));

    @Test
    void theGridHasNothingWhereThereIsNoCandidate() {
        assertThat(Arrays.deepToString(table.grid(Figures::iia)))
                .isEqualTo("[[0.25, NaN], [0.75, 0.75]]");
    }

    @Test
    void aGridHasNoRoomForTwoCandidatesOfOneName() {
        SweepTable twice =
                new SweepTable("v", List.of(cell("a[0]", "a", "0", 1), cell("a[1]", "a", "0", 0)));
        assertThatIllegalStateException()
                .isThrownBy(() -> twice.grid(Figures::iia))
                .withMessageContaining("a[0] and a[1] are both of row 'a' and column '0'");
    }

    @Test
    void theFirstOfTheBestIsTheBest() {
        assertThat(table.best().candidate().site()).isEqualTo(Site.of("b[0]"));
    }

    @Test
    void aSiteWithoutPairsIsNotTheBest() {
        Figures none = Figures.of(0, 0, 0, 0);
        Candidate site = new Candidate(Site.of("a"), "a", "");
        SweepTable.Cell empty = new SweepTable.Cell(site, none);
        SweepTable some = new SweepTable("v", List.of(empty, cell("b", "b", "", .25)));
        assertThat(some.best().candidate().site()).isEqualTo(Site.of("b"));
        SweepTable bare = new SweepTable("v", List.of(empty));
        assertThatIllegalStateException().isThrownBy(bare::best).withMessageContaining("no pair");
        assertThat(bare.toJson()).doesNotContain("\"best\"");
    }

    @Test
    void aSiteWithACommaIsQuoted() {
        assertThat(table.toCsv().lines().skip(1).findFirst())
                .contains("v,\"a[0, 1]\",a,0,0.250000,,0.000000,4,0");
    }

    @Test
    void aShareOfNothingIsNotInTheJson() {
        JsonNode cell = JsonNode.parse(table.toJson()).get("cells").at(0);
        assertThat(cell.find("iia_impactful")).isEmpty();
        assertThat(cell.get("iia").doubleFloating()).isEqualTo(.25);
    }

    @Test
    void outputsThatAreNotFiniteAreCounted() {
        Figures figures = Figures.of(4, 1, 0, 0).withNotFinite(3);
        Candidate site = new Candidate(Site.of("a"), "a", "");
        SweepTable bad = new SweepTable("v", List.of(new SweepTable.Cell(site, figures)));
        JsonNode cell = JsonNode.parse(bad.toJson()).get("cells").at(0);
        assertThat(cell.get("not_finite").longInteger()).isEqualTo(3);
        assertThat(bad.toCsv()).endsWith(",4,3\r\n");
        assertThat(bad.notFinite()).isEqualTo(3);
    }
}
