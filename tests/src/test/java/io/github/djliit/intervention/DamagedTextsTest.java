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
import io.github.djliit.support.Effort;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Whatever a text is, it is read, or refused with a message that tells the place. */
@Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class DamagedTextsTest {

    private static final int COUNT = Effort.of(10_000, 100_000);

    private static final PlanFormat FORMAT =
            ShiftMap.format()
                    .addEdit(Edit.of("blend", (base, source) -> base.add(source)))
                    .optTensors(Map.of("steer", new Value(1, 2)))
                    .build();

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
                    """
                    {"version": 1, "interventions": [
                      {"site": "a", "edit": "interchange", "from": "b:input", "into": 1,
                       "rows": [0, 3],
                       "positions": {"base": [[5, 6], [2]], "source": [[1, 2], [0]]}},
                      {"site": "a", "edit": "noise", "std": 0.5, "seed": -7, "positions": [3]},
                      {"site": "b", "edit": "mask", "weights": [0, 0.5], "rows": 2},
                      {"site": "b", "edit": "mask", "logits": [1, 2], "temperature": 0.5},
                      {"site": "b", "edit": "mask", "boundary": 0.5, "temperature": 10},
                      {"site": "c", "edit": "skip"}, {"site": "c", "edit": "blend", "source": 0},
                      {"site": "c", "edit": "subtract", "source": 0, "scale": 0.5},
                      {"site": "c", "edit": "mean", "value": "@steer"},
                      {"site": "c", "edit": "scale", "scale": 2, "value": 1e-3}]}
                    """,
                    """
                    {"version": 1, "featurizers": {"s": {"type": "shift", "offset": [1, 2, 3, 4],
                                                         "partition": {"x": "0:2", "y": [3, 2]}}},
                     "interventions": [
                      {"site": "a", "edit": "zero", "featurizer": "s", "features": "x"},
                      {"site": "a", "edit": "zero", "featurizer": "s", "features": [2, 3]},
                      {"site": "b", "edit": "zero", "features": [[0, 1], "1:3"],
                       "featurizer": {"of": "s", "partition": {"z": "0:2"}}},
                      {"site": "c", "edit": "set", "value": [[1, 2], [3, 4]], "features": 1,
                       "featurizer": {"type": "pca", "file": "x.npz", "mean": [0]}}]}
                    """,
                    """
                    {"version": 1, "interventions": [
                      {"site": "a", "edit": "set", "value": 1, "features": "h{0}/2",
                       "featurizer": {"type": "rotation", "weight": [[0, 1], [1, 0]]}},
                      {"site": "b", "edit": "set", "value": 1, "features": "{0,1}",
                       "featurizer": {"type": "lowrank", "size": 3, "rank": 2, "seed": 5}}]}
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
        new Damage(1, PLANS).texts(COUNT).forEach(text -> check(text, DamagedTextsTest::rewrite));
    }

    private static String rewrite(String plan) {
        return InterventionPlan.fromJson(plan, FORMAT).toJson(FORMAT);
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
            InterventionPlan.fromJson(text, FORMAT);
            return true;
        } catch (JsonFormatException e) {
            return false;
        }
    }
}
