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
import io.github.djliit.site.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A fault in the JSON form of a plan is told with the place where it is. */
class BadPlanTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | /interventions/0",
                "null | /interventions/0",
                "{} | /interventions/0/site",
                "{'site': 3} | /interventions/0/site",
                "{'site': 'a['} | /interventions/0/site",
                "{'site': 'a'} | /interventions/0/edit",
                "{'site': 'a', 'site': 'b', 'edit': 'zero'} | /interventions/0/site",
                "{'site': 'a', 'edit': 'zeros'} | /interventions/0/edit",
                "{'site': 'a', 'edit': 'zero', 'x/y': 1} | /interventions/0/x~1y",
                "{'site': 'a', 'edit': 'zero', 'value': 1} | /interventions/0/value",
                "{'site': 'a', 'edit': 'zero', 'source': 0} | /interventions/0/source",
                "{'site': 'a', 'edit': 'set'} | /interventions/0/value",
                "{'site': 'a', 'edit': 'set', 'value': []} | /interventions/0/value",
                "{'site': 'a', 'edit': 'set', 'value': 1e39} | /interventions/0/value",
                "{'site': 'a', 'edit': 'set', 'value': [1, '2']} | /interventions/0/value/1",
                "{'site': 'a', 'edit': 'set', 'value': [[1], 2]} | /interventions/0/value/1",
                "{'site': 'a', 'edit': 'set', 'value': 1, 'scale': 2} | /interventions/0/scale",
                "{'site': 'a', 'edit': 'add', 'value': 9e37, 'scale': 9e37} | /interventions/0",
                "{'site': 'a', 'edit': 'interchange', 'source': -1} | /interventions/0/source",
                "{'site': 'a', 'edit': 'interchange', 'source': 0.5} | /interventions/0/source",
                "{'site': 'a', 'edit': 'interchange', 'source': 2147483647}"
                        + " | /interventions/0/source",
                "{'site': 'a', 'edit': 'interchange', 'source': 1e999} | /interventions/0/source",
            })
    void anInterventionIsToldByItsPlace(String intervention, String pointer) {
        String json = "{'version': 1, 'interventions': [" + intervention + "]}";
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> InterventionPlan.fromJson(json.replace('\'', '"')))
                .returns(pointer, JsonFormatException::pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "nul", "{'version': 1}", "{\"version\": 1,}", "[1] 2"})
    void aTextThatIsNotJsonIsToldInOneLine(String text) {
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> InterventionPlan.fromJson(text))
                .withMessageStartingWith("Not JSON: ")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("Exception", "Reader"));
    }

    @Test
    void deepNestingIsRefused() {
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> InterventionPlan.fromJson("[".repeat(1_000_000)))
                .withMessageContaining("255");
    }

    @Test
    void aPlanTellsWhereItNamesASite() {
        InterventionPlan plan =
                InterventionPlan.builder().add("a", Edit.zero()).interchange("b").build();
        assertThat(plan.pointer(Site.of("b"))).isEqualTo("/interventions/1/site");
    }

    @Test
    void aPlanTellsWhereItCollectsASite() {
        InterventionPlan plan = InterventionPlan.builder().collect("a").collect("b").build();
        assertThat(plan.pointer(Site.of("b"))).isEqualTo("/collect/1");
    }
}
