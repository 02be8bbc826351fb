/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static io.github.djliit.network.TestBlocks.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.support.Nets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A base that runs once for many counterfactuals. */
class KeptBaseTest {

    private final NDManager manager = NDManager.newBaseManager();
    private final NotedBlocks noted = new NotedBlocks();
    private final List<String> ran = noted.ran();

    @AfterEach
    void close() {
        manager.close();
    }

    private InterventionBlock four() {
        return noted.network(
                manager, noted.noted("a"), noted.noted("b"), noted.noted("c"), noted.noted("d"));
    }

    private static InterventionPlan scaled(String site) {
        return InterventionPlan.of(Intervention.of(site, Edit.scale(10)));
    }

    @Test
    void aKeptBaseRunsOnceForAllPlans() {
        InterventionBlock block = four();
        List<InterventionPlan> plans = List.of(scaled("02Noted"), scaled("03Noted"));
        NDList base = column(manager, 1);
        try (KeptBase kept = block.keepBase(new ParameterStore(manager, false), base, plans)) {
            assertThat(kept.outputs().head().getFloat()).isEqualTo(16);
            for (InterventionPlan plan : plans) {
                InterventionResult result =
                        block.intervene(InterventionCall.builder(plan, kept).build());
                assertThat(result.counterfactual().head().getFloat()).isEqualTo(160);
            }
        }
        assertThat(ran).containsExactly("a", "b", "c", "d", "c", "d", "d");
    }

    @Test
    void aBaseKeptForOtherPlansRunsFromItsInputs() {
        InterventionBlock block = four();
        NDList base = column(manager, 1);
        try (KeptBase kept =
                block.keepBase(
                        new ParameterStore(manager, false), base, List.of(scaled("01Noted")))) {
            ran.clear();
            InterventionCall call = InterventionCall.builder(scaled("03Noted"), kept).build();
            assertThat(block.intervene(call).counterfactual().head().getFloat()).isEqualTo(160);
        }
        assertThat(ran).containsExactly("a", "b", "c", "d");
    }

    @Test
    void aKeptBaseLeavesNothingBehind() {
        InterventionBlock block = four();
        NDList base = column(manager, 1);
        int before = manager.getManagedArrays().size();
        block.keepBase(new ParameterStore(manager, false), base, List.of(scaled("02Noted")))
                .close();
        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @Test
    void aBaseOfAnotherNetworkIsRefused() {
        InterventionPlan plan = scaled("02Noted");
        NDList base = column(manager, 1);
        try (KeptBase kept =
                four().keepBase(new ParameterStore(manager, false), base, List.of(plan))) {
            InterventionCall call = InterventionCall.builder(plan, kept).build();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> four().intervene(call))
                    .withMessageContaining("kept by another network");
        }
    }

    @Test
    void aBaseOfOtherParametersIsRefused() {
        InterventionBlock block = new InterventionBlock(Nets.mlp(manager, 1, 4, 2));
        InterventionPlan plan = scaled("03Linear");
        NDList base = column(manager, 1);
        try (KeptBase kept =
                block.keepBase(new ParameterStore(manager, false), base, List.of(plan))) {
            InterventionCall call = InterventionCall.builder(plan, kept).build();
            block.intervene(call);
            block.getParameters().get(0).getValue().getArray().muli(2);
            assertThatIllegalStateException()
                    .isThrownBy(() -> block.intervene(call))
                    .withMessageContaining("changed since the base was kept");
        }
    }
}
