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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.djliit.json.JsonFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Interventions that name one featurizer share it, when they are read and when they are written.
 */
class LinkedFeaturizersTest {

    private static final PlanFormat FORMAT = ShiftMap.format().build();

    private static InterventionPlan read(String... interventions) {
        return InterventionPlan.fromJson(ShiftMap.plan(interventions), FORMAT);
    }

    private static InterventionPlan again(InterventionPlan plan) {
        return InterventionPlan.fromJson(plan.toJson(FORMAT), FORMAT);
    }

    private static Featurizer map(InterventionPlan plan, int intervention) {
        return plan.interventions().get(intervention).featurizer();
    }

    @Test
    void oneNameIsOneObject() {
        InterventionPlan plan =
                read(
                        "{'site': 'a', 'edit': 'zero', 'featurizer': 's'}",
                        "{'site': 'b', 'edit': 'zero', 'featurizer': 's'}");
        assertThat(map(plan, 0)).isSameAs(map(plan, 1));
    }

    @Test
    void whatIsLinkedStaysLinked() {
        Featurizer shared = ShiftMap.ofWidth(4);
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of("a", Edit.zero()).withFeaturizer(shared),
                        Intervention.of("b", Edit.zero()).withFeaturizer(shared),
                        Intervention.of("c", Edit.zero()).withFeaturizer(ShiftMap.ofWidth(4)));
        InterventionPlan again = again(plan);
        assertThat(again).isEqualTo(plan);
        assertThat(map(again, 0)).isSameAs(map(again, 1)).isNotSameAs(map(again, 2));
    }

    @Test
    void mapsWithNamesOfTheirOwnStayLinked() {
        Featurizer shared = ShiftMap.ofWidth(4);
        Partition names = Partition.of("color", "0:2", "shape", "2:4");
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of("a", Edit.zero())
                                .withFeaturizer(shared.withPartition(names))
                                .withFeatures(Features.named("shape")),
                        Intervention.of("a", Edit.zero())
                                .withFeaturizer(shared)
                                .withFeatures(Features.of("0:2")));
        InterventionPlan again = again(plan);
        assertThat(again).isEqualTo(plan);
        assertThat(Partitioned.withoutNames(map(again, 0))).isSameAs(map(again, 1));
    }

    @Test
    void anObjectOfItsOwnIsNotLinked() {
        InterventionPlan plan =
                read(
                        "{'site': 'a', 'edit': 'zero', 'featurizer': {'type': 'shift', 'offset':"
                                + " 1}}",
                        "{'site': 'a', 'edit': 'zero', 'rows': 0, 'featurizer': {'type': 'shift',"
                                + " 'offset': 1}}");
        assertThat(map(plan, 0)).isNotSameAs(map(plan, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'features': '0:2' | 'features': '1:3'",
                "'features': [0] | 'rows': 3",
                "'features': [[0], [1]] | 'features': [[1], [1]]",
                "'rows': [4, 7], 'features': [[0], [1]] | 'rows': [7, 9], 'features': [1]",
                "'features': 'color' | 'features': [3, 0]",
                "'features': [0] | 'features': [-4]"
            })
    void linkedFeaturesMustNotOverlap(String first, String second) {
        String shared = "'site': 'a', 'edit': 'interchange', 'featurizer': ";
        String named = "{'of': 's', 'partition': {'color': '0:2'}}, ";
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(
                        () ->
                                read(
                                        "{" + shared + named + first + "}",
                                        "{" + shared + "'s', " + second + "}"))
                .withMessage(
                        "/interventions/1/features: these features of the shift overlap those of an"
                                + " earlier intervention at a that is linked to the same shift: take"
                                + " disjoint features");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'features': '0:2' | 'features': '2:4'",
                "'rows': 0 | 'rows': 1",
                "'features': [[0], [1]] | 'features': [[1], [0]]",
                "'positions': [0] | 'positions': [1]",
                "'into': 1 | 'into': 2"
            })
    void linkedFeaturesMayLieApart(String first, String second) {
        String shared = "{'site': 'a', 'edit': 'interchange', 'featurizer': 's', ";
        InterventionPlan plan = read(shared + first + "}", shared + second + "}");
        assertThat(again(plan)).isEqualTo(plan);
    }

    @Test
    void featuresMustExist() {
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(
                        () ->
                                read(
                                        "{'site': 'a', 'edit': 'zero', 'featurizer': 's',"
                                                + " 'features': '0:5'}"))
                .withMessageStartingWith(
                        "/interventions/0/features: Axis '0:5' does not fit an axis of length 4");
    }

    @Test
    void partsMustNotOverlap() {
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(
                        () ->
                                read(
                                        "{'site': 'a', 'edit': 'zero', 'featurizer': {'of': 's',"
                                                + " 'partition': {'a': '0:2', 'b': [1]}}}"))
                .withMessage(
                        "/interventions/0/featurizer/partition: The parts 'a' and 'b' both have"
                                + " feature 1: parts must not overlap");
    }
}
