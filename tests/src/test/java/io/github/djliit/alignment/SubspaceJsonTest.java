/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.json.JsonFormatException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Subspaces in the JSON form of an alignment. */
class SubspaceJsonTest {

    private static String json(String features, String type) {
        return """
                {"version": 1,
                 "variables": [
                  {"variable": "x", "sites": ["a"],
                   "subspaces": [{"featurizer": "r", "features": "0:1"}]},
                  {"variable": "y", "sites": ["b"]},
                  {"variable": "z", "sites": ["a", "c"],
                   "subspaces": [{"featurizer": "r", "features": "%s"}, {}]}],
                 "featurizers": {"r": {"type": "%s", "weight": [[0, 1], [1, 0]]}}}
                """
                .formatted(features, type);
    }

    @Test
    void variablesThatNameOneFeaturizerShareIt() {
        Alignment read = Alignment.fromJson(json("1:2", "rotation"));
        Subspace x = read.subspaces().get("x").get(0);
        List<Subspace> z = read.subspaces().get("z");
        assertThat(z.get(0).featurizer()).isSameAs(x.featurizer());
        assertThat(z.get(0).features()).isEqualTo(Features.of("1:2"));
        assertThat(z.get(1)).isEqualTo(Subspace.whole());
        assertThat(read.subspaces()).doesNotContainKey("y");
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        String text = Alignment.fromJson(json("1:2", "rotation")).toJson();
        assertThat(Alignment.fromJson(text).toJson()).isEqualTo(text);
    }

    @Test
    void anInterchangeIsThatOfTheSubspaces() {
        Alignment read = Alignment.fromJson(json("1:2", "rotation"));
        assertThat(read.interchange("z"))
                .map(Intervention::features)
                .containsExactly(Features.of("1:2"), Features.all());
        assertThat(read.restrictedTo(List.of("y", "z")).interchange("z"))
                .isEqualTo(read.interchange("z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0:2 | rotation | /variables/2/subspaces/0/features: these features",
                "x/ | rotation | /variables/2/subspaces/0/features: ",
                "1:2 | rotatoin | /featurizers/r/type: "
            })
    void aFaultIsToldWithItsPlace(String features, String type, String message) {
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> Alignment.fromJson(json(features, type)))
                .withMessageStartingWith(message);
    }
}
