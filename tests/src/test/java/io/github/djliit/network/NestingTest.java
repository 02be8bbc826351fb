/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static io.github.djliit.network.TestBlocks.chain;
import static io.github.djliit.network.TestBlocks.column;
import static io.github.djliit.network.TestBlocks.initialized;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.TestBlocks.Custom;
import io.github.djliit.network.TestBlocks.FinalScale;
import io.github.djliit.network.TestBlocks.Scale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks that hold networks which are opened up themselves. */
class NestingTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** Runs a plan of its own in its forward: {@code x} to {@code 3(2x + 1)}. */
    static class RunsItsPlan extends Custom {

        private static final InterventionPlan PLAN =
                InterventionPlan.builder().add("01FinalScale", Edit.add(1)).build();

        private final InterventionBlock inner;

        RunsItsPlan(Block block) {
            inner = addChildBlock("inner", new InterventionBlock(block));
        }

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            return inner.intervene(store, InterventionCall.of(PLAN, inputs)).counterfactual();
        }
    }

    private RunsItsPlan runsItsPlan() {
        return initialized(
                manager, new RunsItsPlan(chain(manager, new FinalScale(2), new Scale(3))));
    }

    private NDList run(Block block, InterventionPlan plan, NDList... sources) {
        return new InterventionBlock(block)
                .intervene(plan, column(manager, 1), sources)
                .counterfactual();
    }

    @ParameterizedTest
    @CsvSource({
        "01InterventionBlock, 7",
        "01InterventionBlock:input, 12",
        "01InterventionBlock.01FinalScale, 9",
        "01InterventionBlock.02Scale, 7"
    })
    void theOuterHooksInsideTheInner(String site, float expected) {
        Block inner = chain(manager, new FinalScale(2), new Scale(3));
        Block block = chain(manager, new InterventionBlock(new InterventionBlock(inner)));
        InterventionPlan plan = InterventionPlan.builder().add(site, Edit.add(1)).build();
        assertThat(run(block, plan).head().getFloat()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"inner.02Scale, 109", "inner.01FinalScale, 309", "inner, 109", ":input, 609"})
    void theInnerRunsItsPlanWhileTheOuterRuns(String site, float expected) {
        InterventionPlan plan = InterventionPlan.builder().add(site, Edit.add(100)).build();
        assertThat(run(runsItsPlan(), plan).head().getFloat()).isEqualTo(expected);
    }

    @Test
    void theOuterTakesValuesFromInsideTheInner() {
        InterventionPlan plan = InterventionPlan.builder().interchange("inner.02Scale").build();
        NDList counterfactual = run(runsItsPlan(), plan, column(manager, 10));
        assertThat(counterfactual.head().getFloat()).isEqualTo(63);
    }

    @Test
    void theOuterCollectsOnceForEachRunOfTheInner() {
        InterventionPlan plan = InterventionPlan.builder().collect("inner.02Scale").build();
        NDList collected =
                new InterventionBlock(runsItsPlan())
                        .intervene(plan, column(manager, 1))
                        .collected("inner.02Scale")
                        .base();
        assertThat(collected).extracting(a -> a.getFloat()).containsExactly(6f, 9f);
    }

    @Test
    void theInnerStaysAsItIs() {
        RunsItsPlan block = runsItsPlan();
        InterventionPlan plan = InterventionPlan.builder().add("inner", Edit.zero()).build();
        run(block, plan);
        NDList plain = block.forward(new ParameterStore(manager, false), column(manager, 1), false);
        assertThat(plain.head().getFloat()).isEqualTo(9);
    }
}
