/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.core.Linear;
import io.github.djliit.intervention.InterventionPlan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A counterfactual that starts at its first edit where base and source ran as one batch. */
class FusedResumeTest {

    private final NDManager manager = NDManager.newBaseManager();
    private final NotedBlocks noted = new NotedBlocks();
    private final List<String> ran = noted.ran();

    @AfterEach
    void close() {
        manager.close();
    }

    private static Block wide(int units) {
        return Linear.builder().setUnits(units).build();
    }

    private InterventionBlock network(Block... blocks) {
        return noted.network(manager, blocks);
    }

    private static void assertBits(NDList found, NDList expected) {
        assertThat(found.singletonOrThrow().toByteArray())
                .isEqualTo(expected.singletonOrThrow().toByteArray());
    }

    /** Wide enough that a fused batch, too, is worth to be resumed from. */
    private InterventionBlock wideNetwork() {
        return network(
                wide(256), Activation.reluBlock(), wide(256), new HookPoint(), noted.noted("last"));
    }

    private InterventionResult fused(InterventionBlock block, boolean resume) {
        InterventionPlan plan = InterventionPlan.builder().interchange("04HookPoint[0:9]").build();
        NDList base = new NDList(manager.randomNormal(new Shape(32, 1)));
        NDList source = new NDList(manager.randomNormal(new Shape(32, 1)));
        return block.intervene(
                InterventionCall.builder(plan, base)
                        .addSource(source)
                        .optResume(resume)
                        .optFuse(Fusing.ALWAYS)
                        .build());
    }

    /** The second time the whole pass is made as well; what differs is not resumed. */
    @Test
    void aFusedRunIsResumedFromWhereItGivesTheSameBits() {
        InterventionBlock block = wideNetwork();
        for (int call = 0; call < 4; call++) {
            Engine.getInstance().setRandomSeed(call);
            NDList resumed = fused(block, true).counterfactual();
            Engine.getInstance().setRandomSeed(call);
            assertBits(resumed, fused(block, false).counterfactual());
        }
    }

    @Test
    void aFusedRunIsComparedOnce() {
        InterventionBlock block = wideNetwork();
        List<Integer> runs = new ArrayList<>();
        for (int call = 0; call < 4; call++) {
            ran.clear();
            fused(block, true);
            runs.add(ran.size());
        }
        assertThat(runs).containsExactly(2, 3, 2, 2);
    }

    /** Sums over the batch give other digits for more rows, here by far. */
    @Test
    void aFusedRunThatGivesOtherBitsIsNotResumedFrom() {
        InterventionBlock block =
                network(
                        wide(256),
                        new LambdaBlock(x -> new NDList(x.head().sub(x.head().mean())), "identity"),
                        wide(256),
                        new HookPoint());
        for (int call = 0; call < 3; call++) {
            Engine.getInstance().setRandomSeed(call);
            NDList resumed = fused(block, true).counterfactual();
            Engine.getInstance().setRandomSeed(call);
            assertBits(resumed, fused(block, false).counterfactual());
        }
    }
}
