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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A plan is read or refused, however large it is made. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class LargePlanTest {

    private static final int MOST = InterventionChecks.MAX_COUNT;
    private static final PlanFormat FORMAT =
            ShiftMap.format().addFeaturizer("wide", ShiftMap.ofWidth(MOST)).build();

    private static String repeat(int count, IntFunction<String> part) {
        return IntStream.range(0, count).mapToObj(part).collect(Collectors.joining(","));
    }

    private static String json(int count, IntFunction<String> intervention) {
        return ("{'version': 1, 'interventions': [" + repeat(count, intervention) + "]}")
                .replace('\'', '"');
    }

    private static void refuse(int count, IntFunction<String> intervention) {
        InterventionPlan.fromJson(json(count, intervention), FORMAT);
    }

    private static void read(IntFunction<String> intervention) {
        InterventionPlan plan = InterventionPlan.fromJson(json(MOST, intervention), FORMAT);
        assertThat(plan.interventions()).hasSize(MOST);
    }

    @Test
    void manyAtOneSiteOnAllRows() {
        read(i -> "{'site': 'a', 'edit': 'add', 'value': " + i + "}");
    }

    @Test
    void manyThatDifferInTheLastNumber() {
        String same = "0,".repeat(50);
        read(i -> "{'site': 'a', 'edit': 'set', 'value': [" + same + i + "]}");
    }

    @Test
    void manyWithPositions() {
        String same = repeat(40, i -> "" + i);
        read(i -> "{'site': 'a', 'edit': 'zero', 'positions': [" + same + "," + (i + 100) + "]}");
    }

    @Test
    void manyLinkedOneFeatureEach() {
        read(
                i ->
                        "{'site': 'a', 'edit': 'interchange', 'featurizer': {'type': 'wide'},"
                                + " 'features': ["
                                + i
                                + "]}");
    }

    @Test
    void manyLinkedOneRowEachOnAllFeatures() {
        read(
                i ->
                        "{'site': 'a', 'edit': 'interchange', 'featurizer': {'type': 'wide'},"
                                + " 'rows': ["
                                + i
                                + "]}");
    }

    @Test
    void manyLinkedOnManyRows() {
        String rows = repeat(50, i -> "" + i);
        read(
                i ->
                        "{'site': 'a', 'edit': 'interchange', 'featurizer': {'type': 'wide'},"
                                + " 'rows': ["
                                + rows
                                + "], 'features': ["
                                + i
                                + "]}");
    }

    @Test
    void moreInterventionsAreRefused() {
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> refuse(MOST + 1, i -> "{'site': 'a" + i + "', 'edit': 'zero'}"))
                .withMessage(
                        "/interventions: at most 4096 are allowed in one plan, found 4097: make"
                                + " several plans of them");
    }

    @Test
    void moreCollectedSitesAreRefused() {
        String sites = repeat(MOST + 1, i -> "\"a" + i + "\"");
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(
                        () ->
                                InterventionPlan.fromJson(
                                        "{\"version\": 1, \"collect\": [" + sites + "]}"))
                .withMessageStartingWith("/collect: at most 4096 are allowed");
    }

    @Test
    void oneTensorIsNotNamedByTheThousand() {
        PlanFormat format =
                PlanFormat.builder()
                        .optTensors(Map.of("large", new Value(new float[1_000_000])))
                        .build();
        String json = json(100, i -> "{'site': 'a', 'edit': 'add', 'value': '@large', 'scale': 2}");
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> InterventionPlan.fromJson(json, format))
                .withMessageStartingWith(
                        "/interventions/64/value: the values of a plan may have at most 64000000"
                                + " numbers together");
    }

    @Tag("long")
    @Test
    void matricesAreNotDrawnByTheThousand() {
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(
                        () ->
                                refuse(
                                        MOST,
                                        i ->
                                                "{'site': 'a', 'edit': 'zero', 'featurizer':"
                                                        + " {'type': 'rotation', 'size': 64}}"))
                .withMessageStartingWith(
                        "/interventions/256/featurizer: the featurizers of a plan may draw");
    }
}
