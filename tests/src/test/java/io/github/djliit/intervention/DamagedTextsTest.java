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

import io.github.djliit.alignment.Alignment;
import io.github.djliit.json.JsonFormatException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Whatever a text is, it is read, or refused with a message that tells the place. */
class DamagedTextsTest {

    private static final int COUNT = 20_000;

    private static final List<String> PLANS =
            List.of(
                    """
                    {"version": 1,
                     "interventions": [
                       {"site": "02Linear[0:4]", "edit": "interchange", "source": 1},
                       {"site": "a.b:input1[{1,4}, h{3}/12]", "edit": "add",
                        "value": [0.5, -1.0], "scale": 4.0},
                       {"site": "03Linear", "edit": "zero"}],
                     "collect": ["02Linear", "a.b@scores"]}
                    """,
                    "{\"version\":1,\"interventions\":[{\"site\":\"x\",\"edit\":\"set\","
                            + "\"value\":[[1,2],[3,4]]}]}",
                    "{\"version\":1}");

    private static final List<String> ALIGNMENTS =
            List.of(
                    """
                    {"version": 1, "variables": [
                      {"variable": "left", "sites": ["02Linear[0:4]", "03Linear:input[1]"]},
                      {"variable": "right", "sites": ["02Linear[4:8]"]}]}
                    """,
                    "{\"version\":1,\"variables\":[]}");

    @Test
    void aDamagedPlanIsReadOrRefused() {
        new Damage(1, PLANS)
                .texts(COUNT)
                .forEach(text -> check(text, t -> InterventionPlan.fromJson(t).toJson()));
    }

    @Test
    void aDamagedAlignmentIsReadOrRefused() {
        new Damage(2, ALIGNMENTS)
                .texts(COUNT)
                .forEach(text -> check(text, t -> Alignment.fromJson(t).toJson()));
    }

    @Test
    void damageLeavesSomeTextsRight() {
        long right = new Damage(1, PLANS).texts(1000).filter(DamagedTextsTest::isPlan).count();
        assertThat(right).isBetween(20L, 900L);
    }

    /** What was read is written and read again as the same; what is refused has a short line. */
    private static void check(String text, UnaryOperator<String> rewrite) {
        try {
            String written = rewrite.apply(text);
            assertThat(rewrite.apply(written)).isEqualTo(written);
        } catch (JsonFormatException e) {
            assertThat(e.pointer()).matches("(?s)|/.*");
            assertThat(e.getMessage())
                    .hasSizeBetween(5, 1000)
                    .doesNotContain("Exception", "gson")
                    .doesNotContainPattern("\\p{Cntrl}");
        }
    }

    private static boolean isPlan(String text) {
        try {
            InterventionPlan.fromJson(text);
            return true;
        } catch (JsonFormatException e) {
            return false;
        }
    }
}
