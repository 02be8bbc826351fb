/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plan says in JSON it still says when it has been read and written. */
class PlanRoundTripTest {

    static InterventionPlan plan(String... interventions) {
        return InterventionPlan.fromJson(json(interventions));
    }

    /** Single quotes are easier to read in Java. */
    static String json(String... interventions) {
        return "{'version': 1, 'interventions': ["
                .concat(String.join(", ", interventions))
                .concat("]}")
                .replace('\'', '"');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'site': 'a', 'edit': 'interchange'}",
                "{'site': 'a', 'edit': 'interchange', 'source': 2, 'from': 'b.c:input[0:4]'}",
                "{'site': 'a[5:7, h{3}/12]', 'edit': 'interchange', 'into': 1}",
                "{'site': 'a', 'edit': 'add', 'value': [0.5, -1.0], 'scale': 4.0}",
                "{'site': 'a', 'edit': 'add', 'value': 0.1}",
                "{'site': 'a', 'edit': 'add', 'source': 0}",
                "{'site': 'a', 'edit': 'add', 'source': 1, 'from': 'b', 'scale': -0.5}",
                "{'site': 'a', 'edit': 'subtract', 'value': [[1, 2, 3], [4, 5, 6]]}",
                "{'site': 'a', 'edit': 'subtract', 'source': 3, 'scale': 2}",
                "{'site': 'a', 'edit': 'scale', 'value': [1, 2]}",
                "{'site': 'a', 'edit': 'scale', 'scale': 0.5}",
                "{'site': 'a', 'edit': 'scale', 'value': [1, 2], 'scale': 0.5}",
                "{'site': 'a', 'edit': 'zero', 'into': 0}",
                "{'site': 'a', 'edit': 'set', 'value': [[[[[[[[1]]]]]]]]}",
                "{'site': 'a', 'edit': 'set', 'value': [-0.0, 1e-45, 3.4028235e38, 16777217]}",
                "{'site': 'a', 'edit': 'mean', 'value': [0.25]}",
                "{'site': 'a', 'edit': 'noise', 'std': 0.3}",
                "{'site': 'a', 'edit': 'noise', 'std': 0, 'seed': -9223372036854775808}",
                "{'site': 'a', 'edit': 'mask', 'weights': [0, 0.5, 1], 'source': 1}",
                "{'site': 'a', 'edit': 'skip'}",
                "{'site': 'a', 'edit': 'zero', 'rows': [0, 3]}",
                "{'site': 'a', 'edit': 'zero', 'rows': 2}",
                "{'site': 'a', 'edit': 'zero', 'rows': [3, 0]}",
                "{'site': 'a', 'edit': 'zero', 'positions': [[5, 6], [-1]]}",
                "{'site': 'a', 'edit': 'zero', 'positions': [5, 6]}",
                "{'site': 'a', 'edit': 'zero', 'positions': {'base': [5, 6]}}",
                "{'site': 'a', 'edit': 'interchange',"
                        + " 'positions': {'base': [[5, 6], [2, 3]], 'source': [[1, 2], [0, 1]]}}",
                "{'site': 'a', 'edit': 'interchange', 'rows': [1, 4],"
                        + " 'positions': {'base': [[5, 6], [2, 3]], 'source': [1, 2]}}",
                "{'site': 'a', 'edit': 'zero', 'features': '0:4'}",
                "{'site': 'a', 'edit': 'zero', 'features': '{1,4}'}",
                "{'site': 'a', 'edit': 'zero', 'features': 'h{1}/4'}",
                "{'site': 'a', 'edit': 'zero', 'features': ':'}",
                "{'site': 'a', 'edit': 'zero', 'features': 3}",
                "{'site': 'a', 'edit': 'zero', 'features': [0, -1]}",
                "{'site': 'a', 'edit': 'zero', 'features': [[0, 1], [1, 2]], 'rows': [0, 2]}",
                "{'site': 'a', 'edit': 'zero', 'features': ['0:2', [5], '1:3']}",
                "{'site': 'a', 'edit': 'zero', 'features': 'color', 'featurizer':"
                        + " {'type': 'identity', 'partition': {'color': '0:4', 'shape': [6, 5]}}}",
            })
    void aPlanSurvives(String intervention) {
        InterventionPlan read = plan(intervention);
        assertThat(InterventionPlan.fromJson(read.toJson())).isEqualTo(read);
    }

    @Test
    void thePlanOfTheManualIsRead() {
        InterventionPlan read =
                plan(
                        "{'site': 'layers.0[:, 0:64]', 'edit': 'interchange', 'source': 0}",
                        "{'site': 'layers.1.attn[5:7, h{3}/12]', 'edit': 'interchange', 'source':"
                                + " 1, 'positions': {'base': [[5, 6], [2, 3]], 'source': [[1, 2],"
                                + " [0, 1]]}}");
        assertThat(read)
                .isEqualTo(
                        InterventionPlan.builder()
                                .interchange("layers.0[:, 0:64]")
                                .add(
                                        Intervention.of(
                                                        "layers.1.attn[5:7, h{3}/12]",
                                                        Edit.interchange())
                                                .withSource(1)
                                                .withPositions(
                                                        Positions.of(
                                                                new int[][] {{5, 6}, {2, 3}},
                                                                new int[][] {{1, 2}, {0, 1}})))
                                .build());
    }

    @Test
    void everyKeyOfAnInterventionMeansWhatTheBuilderMeans() {
        Intervention read =
                plan("{'site': 'a', 'edit': 'add', 'source': 1, 'scale': 2, 'from': 'b', 'into': 2,"
                                + " 'rows': [4], 'positions': [7], 'features': [0, 1]}")
                        .interventions()
                        .get(0);
        assertThat(read)
                .isEqualTo(
                        Intervention.of("a", Edit.addSource(2))
                                .withSource(1)
                                .withFrom("b")
                                .withInto(2)
                                .withRows(Rows.at(4))
                                .withPositions(Positions.of(new int[] {7}))
                                .withFeatures(Features.of(0, 1)));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, -0.0",
        "1, 1",
        "0.1, 0.1",
        "16777216, 16777216",
        "1e10, 1E+10",
        "3.4028235e38, 3.4028235E+38",
        "1.4e-45, 1.4E-45",
        "2.0e-3, 0.002"
    })
    void numbersAreShort(float number, String text) {
        assertThat(ShortNumber.of(number)).hasToString(text);
    }

    @Test
    void numbersReadBackBitByBit() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 100_000; i++) {
            float number = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(number)) {
                assertThat(Float.parseFloat(ShortNumber.of(number).toString())).isEqualTo(number);
            }
        }
    }

    @Test
    void rowsOfFlagsAreWrittenByNumber() {
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of("a", Edit.zero()).withRows(Rows.of(true, false, true)));
        assertThat(InterventionPlan.fromJson(plan.toJson()).interventions().get(0).rows())
                .isEqualTo(Rows.at(0, 2));
    }
}
