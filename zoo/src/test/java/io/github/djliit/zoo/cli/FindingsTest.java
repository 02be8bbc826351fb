/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djliit.statistics.Bootstrap;
import io.github.djliit.statistics.Estimate;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import io.github.djliit.training.InterchangeEvaluation.Wrong;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The sentences of a report, for networks of which they are so and of which they are not. */
class FindingsTest {

    private static Estimate share(int hits, int count) {
        return Bootstrap.ofSeed(1).share(hits, count);
    }

    @Test
    void aVariableOfWhichMostPairsAgreeIsFound() {
        assertThat(Findings.of(share(198, 200))).isEqualTo(Findings.Verdict.FOUND);
    }

    @Test
    void aVariableAtChanceIsNotFound() {
        assertThat(Findings.of(share(100, 200))).isEqualTo(Findings.Verdict.NOT_FOUND);
    }

    @Test
    void anIntervalAroundTheThresholdDecidesNothing() {
        assertThat(Findings.of(share(9, 10))).isEqualTo(Findings.Verdict.UNDECIDED);
    }

    @Test
    void withoutImpactfulPairsNothingIsKnown() {
        assertThat(Findings.of(Estimate.NONE)).isEqualTo(Findings.Verdict.NO_PAIRS);
    }

    @Test
    void aNetworkThatHasAllVariablesIsSaidToHaveThem() {
        assertThat(Findings.atOwnSites(both(share(200, 200), share(199, 200))))
                .isEqualTo("Found at its sites: x, y.");
    }

    @Test
    void eachVariableIsToldAsItIs() {
        Map<String, Estimate> all = both(share(200, 200), share(0, 200));
        all.put("z", Estimate.NONE);
        assertThat(Findings.atOwnSites(all))
                .startsWith("Found at its sites: x. Not found at its sites: y (0.0000 [0.0000, ")
                .endsWith(" No pair is impactful, so that nothing is known of: z.");
    }

    @Test
    void aVariableThatIsElsewhereTooIsNamedWithItsFigure() {
        assertThat(Findings.elsewhere(both(share(0, 200), share(200, 200))))
                .startsWith("Found at sites that others are aligned to: y (1.0000 [0.9")
                .doesNotContain("None");
    }

    @Test
    void whereNoneIsElsewhereTheHighestFigureIsTold() {
        assertThat(Findings.elsewhere(both(share(20, 200), share(60, 200))))
                .startsWith(
                        "None is found at a site that only others are aligned to; the highest is y")
                .contains("0.3000 [0.2");
    }

    @Test
    void whatIsNotDecidedElsewhereIsNotDenied() {
        assertThat(Findings.elsewhere(both(share(9, 10), share(0, 200))))
                .startsWith("Not decided by so few pairs: x")
                .doesNotContain("None");
    }

    @Test
    void nothingIsSaidOfOtherSitesWithoutImpactfulPairs() {
        assertThat(Findings.elsewhere(both(Estimate.NONE, Estimate.NONE)))
                .isEqualTo("No pair is impactful, so that nothing is known of other sites.");
    }

    @Test
    void sitesThatAnswersDependOnAreNamed() {
        assertThat(Findings.unaligned(both(share(300, 1000), share(0, 1000))))
                .startsWith("Answers depend on: x (0.3000 [0.2")
                .doesNotContain("none");
    }

    @Test
    void sitesThatChangeNothingAreSaidTo() {
        assertThat(Findings.unaligned(both(share(1, 10_000), share(0, 10_000))))
                .isEqualTo("By their intervals, none changes more than one answer in a hundred.");
    }

    @Test
    void tooFewAnswersDecideNothingOfASite() {
        assertThat(Findings.unaligned(Map.of("x", share(0, 20))))
                .startsWith("Whether more than one answer in a hundred changes is not decided: x");
    }

    @Test
    void pairsThatWereLeftOutAreCounted() {
        Figures figures = Figures.of(8, 8, 4, 4);
        Figures some =
                new Figures(
                        figures.agreement(),
                        figures.impact(),
                        figures.agreementImpactful(),
                        figures.agreementUnimpactful(),
                        new Wrong(1, 1, 0, 2, 2),
                        Map.of());
        assertThat(Findings.leftOut(Map.of("x", some))).endsWith("to begin with: x 2.");
        assertThat(Findings.leftOut(Map.of("x", figures))).isEmpty();
    }

    @Test
    void ofManyOnlySomeAreListed() {
        Map<String, Estimate> many = new LinkedHashMap<>();
        IntStream.range(0, 30).forEach(i -> many.put("v" + i, share(0, 200)));
        assertThat(Findings.atOwnSites(many))
                .contains("v7 ")
                .doesNotContain("v8 ")
                .contains("22 more");
    }

    private static Map<String, Estimate> both(Estimate x, Estimate y) {
        Map<String, Estimate> both = new LinkedHashMap<>();
        both.put("x", x);
        both.put("y", y);
        return both;
    }
}
