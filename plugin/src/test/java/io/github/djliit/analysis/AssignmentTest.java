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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.djliit.site.Site;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Variables get sites of their own. */
class AssignmentTest {

    private static SweepTable table(String variable, double... iia) {
        return table(variable, "a[%d]", iia);
    }

    private static SweepTable table(String variable, String sites, double... iia) {
        List<SweepTable.Cell> cells = new ArrayList<>();
        for (int i = 0; i < iia.length; i++) {
            Site site = Site.of(sites.formatted(i));
            cells.add(
                    new SweepTable.Cell(
                            new Candidate(site, "a", "" + i),
                            Figures.of(
                                    Double.isNaN(iia[i]) ? 0 : 10, Math.round(10 * iia[i]), 0, 0)));
        }
        return new SweepTable(variable, cells);
    }

    /** Who takes the best first, .9 for x, leaves y with .1; the best sum is .8 + .8. */
    @Test
    void theSumOfAllIsTheHighest() {
        var alignment = Assignment.of(List.of(table("x", .9, .8, 0), table("y", .8, .1, 0)));
        assertThat(alignment.sites().get("x")).containsExactly(Site.of("a[1]"));
        assertThat(alignment.sites().get("y")).containsExactly(Site.of("a[0]"));
    }

    @Test
    void moreVariablesThanSitesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Assignment.of(List.of(table("x", 1), table("y", 1))))
                .withMessageContaining("2 variables cannot have sites of their own among 1");
    }

    @Test
    void tablesOfDifferentSitesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Assignment.of(List.of(table("x", 1), table("y", 1, 1))))
                .withMessageContaining("tables of one sweep");
    }

    @Test
    void theBestSitesMustNotShareUnits() {
        var tables = List.of(table("x", "a[:1%d]", .9, .1), table("y", "a[:1%d]", .1, .9));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Assignment.of(tables))
                .withMessageContaining("'x' at a[:10] and 'y' at a[:11]");
    }

    @Test
    void aSiteWithoutPairsIsRefused() {
        var tables = List.of(table("x", .9, Double.NaN), table("y", .1, .2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Assignment.of(tables))
                .withMessageContaining("'x' has no IIA at");
    }
}
