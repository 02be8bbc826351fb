/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.djliit.statistics.Bootstrap;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import io.github.djliit.training.InterchangeEvaluation.Wrong;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PairCountsTest {

    /** Base, source and natural input right. */
    private static PairFacts right(boolean agrees, boolean impactful) {
        return new PairFacts(true, agrees, impactful, false, false, true);
    }

    /** Wrong on the base; on the source; on source and natural input. */
    private static final List<PairFacts> WRONG =
            List.of(
                    new PairFacts(false, false, true, false, false, true),
                    new PairFacts(true, false, true, true, false, true),
                    new PairFacts(true, true, false, true, true, true));

    private static Figures figures(boolean rightOnly, PairFacts... pairs) {
        PairCounts counts = new PairCounts(rightOnly, List.of("metric"));
        for (PairFacts pair : pairs) {
            if (counts.add(pair)) {
                counts.add("metric", pair.agrees() ? 0 : 1);
            }
        }
        return counts.figures(Bootstrap.ofSeed(1));
    }

    private static Figures withWrong(boolean rightOnly) {
        Stream<PairFacts> all = Stream.concat(Stream.of(right(true, true)), WRONG.stream());
        return figures(rightOnly, all.toArray(PairFacts[]::new));
    }

    @Test
    void impactfulAndOtherPairsHaveFiguresOfTheirOwn() {
        Figures figures =
                figures(
                        false,
                        right(true, true),
                        right(false, true),
                        right(false, true),
                        right(true, false));
        assertThat(figures.iia()).isEqualTo(.5);
        assertThat(figures.impactful()).isEqualTo(.75);
        assertThat(figures.iiaImpactful()).isCloseTo(1 / 3., within(1e-12));
        assertThat(figures.iiaUnimpactful()).isEqualTo(1);
    }

    @Test
    void wrongPairsCountByDefault() {
        assertThat(withWrong(false).pairs()).isEqualTo(4);
        assertThat(withWrong(false).iia()).isEqualTo(.5);
        assertThat(withWrong(false).wrong()).isEqualTo(new Wrong(1, 2, 1, 3, 0));
    }

    @Test
    void wrongPairsAreLeftOutAndStillCounted() {
        assertThat(withWrong(true).pairs()).isEqualTo(1);
        assertThat(withWrong(true).iia()).isEqualTo(1);
        assertThat(withWrong(true).wrong()).isEqualTo(new Wrong(1, 2, 1, 3, 3));
    }

    @Test
    void metricsAreOfThePairsThatCount() {
        assertThat(withWrong(false).metrics().get("metric").value()).isEqualTo(.5);
        assertThat(withWrong(true).metrics().get("metric").count()).isEqualTo(1);
    }

    @Test
    void noImpactfulPairHasNoFigure() {
        assertThat(figures(false, right(true, false)).iiaImpactful()).isNaN();
    }

    @Test
    void pairsThatAreNotFiniteAreCountedWhetherLeftOutOrNot() {
        PairFacts pair = new PairFacts(false, false, true, false, false, false);
        assertThat(figures(true, right(true, true), pair).notFinite()).isEqualTo(1);
        assertThat(figures(false, right(true, true), pair).notFinite()).isEqualTo(1);
    }
}
