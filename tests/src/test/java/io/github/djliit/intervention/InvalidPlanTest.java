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

import ai.djl.ndarray.types.Shape;
import io.github.djliit.json.JsonFormatException;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a plan has a kind of its own, and one place and message however it came. */
class InvalidPlanTest {

    private static final Intervention ZERO = Intervention.of("a", Edit.zero());

    static Stream<Arguments> faults() {
        Featurizer map = Rotation.random(4, 1);
        Intervention part = ZERO.withFeaturizer(map).withFeatures(Features.of("0:2"));
        InterventionPlan ofRow = InterventionPlan.of(ZERO.withRows(Rows.at(2)));
        InterventionPlan swap = InterventionPlan.builder().interchange("a", 1).build();
        Edit forEach = Edit.mean(new Value(new float[] {1, 2}, new Shape(2, 1)));
        return Stream.of(
                fault("/interventions/1", () -> InterventionPlan.of(ZERO, ZERO)),
                fault(
                        "/interventions/1/features",
                        () -> InterventionPlan.of(part, part.withFeatures(Features.of("1:3")))),
                fault(
                        "/interventions/0/features",
                        () -> InterventionPlan.of(part.withFeatures(Features.of("4")))),
                fault(
                        "/interventions/0/positions",
                        () ->
                                InterventionPlan.of(
                                        ZERO.withRows(Rows.at(0))
                                                .withPositions(
                                                        Positions.of(new int[][] {{1}, {2}})))),
                fault(
                        "/collect/1",
                        () -> InterventionPlan.builder().collect("a").collect("a").build()),
                fault("/interventions/0/rows", () -> ofRow.checkRows(2)),
                fault("/interventions/0/rows", () -> Rows.at(2).check(2, "/interventions/0/rows")),
                fault("/interventions/0/rows", () -> InterventionPlan.ofRows(List.of(ofRow))),
                fault(
                        "/interventions/0/rows",
                        () -> InterventionPlan.ofBatches(List.of(ofRow, ofRow), 2, 2)),
                fault("/interventions/0", () -> ofRow.ofSomeRows(2, 0)),
                fault(
                        "/interventions/0",
                        () -> InterventionPlan.of(Intervention.of("a", forEach)).ofSomeRows(2, 0)),
                fault("/interventions/0/source", () -> swap.checkSources(1)));
    }

    private static Arguments fault(String pointer, ThrowingCallable made) {
        return Arguments.of(pointer, made);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whatIsWrongIsToldByItsPlace(String pointer, ThrowingCallable made) {
        assertThatExceptionOfType(InvalidPlanException.class)
                .isThrownBy(made)
                .returns(pointer, InvalidPlanException::pointer)
                .satisfies(e -> assertThat(e).hasMessage(pointer + ": " + e.reason()));
    }

    @Test
    void aTextTellsOfTheSamePlanTheSame() {
        String twice = "{\"site\": \"a\", \"edit\": \"zero\"}";
        String message =
                "/interventions/1: this repeats an earlier intervention at a, and a second zero of"
                        + " the same has no effect";
        assertThatExceptionOfType(InvalidPlanException.class)
                .isThrownBy(() -> InterventionPlan.of(ZERO, ZERO))
                .withMessage(message);
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(
                        () ->
                                InterventionPlan.fromJson(
                                        "{\"version\": 1, \"interventions\": [%s, %s]}"
                                                .formatted(twice, twice)))
                .withMessage(message)
                .returns("/interventions/1", JsonFormatException::pointer);
    }

    @Test
    void theMessageIsOneLine() {
        InvalidPlanException fault = new InvalidPlanException("", "a\nb");
        assertThat(fault).hasMessage("a\\u000ab");
        assertThat(fault.reason()).isEqualTo("a\nb");
    }
}
