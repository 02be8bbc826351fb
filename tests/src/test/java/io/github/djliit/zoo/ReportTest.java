/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djliit.json.JsonNode;
import io.github.djliit.statistics.Bootstrap;
import io.github.djliit.statistics.Estimate;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import io.github.djliit.training.InterchangeEvaluation.Result;
import io.github.djliit.training.InterchangeEvaluation.Wrong;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Bootstrap BOOTSTRAP = Bootstrap.ofSeed(1);

    private static Report report(Estimate impactful, Wrong wrong) {
        Figures figures =
                new Figures(
                        BOOTSTRAP.share(5, 10),
                        BOOTSTRAP.share(impactful.count(), 10),
                        impactful,
                        BOOTSTRAP.share(1, 2),
                        wrong,
                        Map.of());
        Result result = new Result(BOOTSTRAP.share(9, 10), Map.of("x", figures));
        return new Report("m", 1, .1, new Measurement(result, Map.of()));
    }

    private static final Report WITHOUT_IMPACT = report(Estimate.NONE, new Wrong(0, 0, 0, 0, 0));

    @Test
    void theTableShowsTheInterval() {
        assertThat(WITHOUT_IMPACT.toText()).contains("x", "0.5000", "[0.2000, 0.8000]");
    }

    @Test
    void aVariableThatNoPairMakesImpactfulIsWarnedOf() {
        assertThat(WITHOUT_IMPACT.toText()).contains("Warning: x is impactful in none of 10 pairs");
    }

    @Test
    void aVariableThatNoPairMakesImpactfulHasNoFigure() {
        assertThat(JsonNode.parse(WITHOUT_IMPACT.toJson()).get("iia_impactful").find("x"))
                .isEmpty();
    }

    @Test
    void pairsThatAreNotLeftOutAreToldOf() {
        Report report = report(BOOTSTRAP.share(1, 8), new Wrong(1, 2, 0, 3, 0));
        assertThat(report.toText())
                .contains("x: the network was wrong to begin with in 3 of 10 pairs (base 1, source")
                .contains("--right-only leaves them out")
                .doesNotContain("Warning");
    }

    @Test
    void outputsThatAreNotFiniteAreToldBesideTheEffectOfTheirSite() {
        Map<String, Estimate> effects = Map.of("2", BOOTSTRAP.share(1, 4));
        Result result = new Result(BOOTSTRAP.share(9, 10), Map.of());
        Report report =
                new Report(
                        "m",
                        1,
                        .1,
                        new Measurement(
                                result, Map.of(), effects, Map.of("2", 3L), Optional.empty()));
        assertThat(report.toText())
                .contains("unaligned 2: 0.2500", "3 outputs are NaN or infinite");
        assertThat(report.toJson()).contains("\"unaligned_not_finite\":{\"2\":3}");
    }
}
