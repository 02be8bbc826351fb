/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.support.Held;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many passes a generation takes, and what stays of them. */
class GenerationCostTest {

    private static final Prompts PROMPT = Prompts.of(new long[] {1, 5, 2, 9});

    private final NDManager manager = NDManager.newBaseManager();
    private final NDManager weights = NDManager.newBaseManager();
    private final TinyLanguageModel block = new TinyLanguageModel(weights, true);
    private final InterventionGenerator generator = new InterventionGenerator(block.describe());

    @AfterEach
    void close() {
        manager.close();
        weights.close();
    }

    private int passes(GenerationRequest.Builder request) {
        int before = block.passes();
        generator.generate(manager, request.build());
        return block.passes() - before;
    }

    private static GenerationRequest.Builder request(int tokens) {
        return GenerationRequest.builder(PROMPT, GenerationConfig.greedy(tokens));
    }

    @Test
    void aStepIsOnePass() {
        assertThat(passes(request(8))).isEqualTo(8);
        InterventionPlan plan = GenerationStepsTest.steer();
        assertThat(passes(request(8).addPlan(plan, When.all()))).isEqualTo(8);
    }

    @Test
    void thePlainGenerationIsOneMoreForEachStep() {
        InterventionPlan plan = GenerationStepsTest.steer();
        assertThat(passes(request(8).addPlan(plan, When.all()).optBase(true))).isEqualTo(16);
    }

    @Test
    void aSourceRunsOnce() {
        InterventionPlan plan = InterventionPlan.builder().interchange("embed[-1]").build();
        for (When when : List.of(When.all(), When.prompt(), When.generated())) {
            assertThat(passes(request(8).addPlan(plan, when).addSource(PROMPT))).isEqualTo(9);
        }
    }

    /** Counts what is open each time a token comes. */
    @Test
    void overFiveHundredStepsNothingStaysButTheCache() {
        List<Integer> open = new ArrayList<>();
        InterventionPlan plan = InterventionPlan.builder().interchange("embed[-1]").build();
        GenerationRequest.Builder request =
                request(500)
                        .addPlan(GenerationStepsTest.steer(), When.all())
                        .addPlan(plan, When.generated())
                        .addSource(PROMPT)
                        .optListener((row, step, token) -> open.add(Held.by(manager)));
        int held = Held.by(weights);
        passes(request);
        assertThat(open).hasSize(500);
        assertThat(open.subList(1, 500)).containsOnly(open.get(1));
        assertThat(Held.by(manager)).isZero();
        assertThat(Held.by(weights)).isEqualTo(held);
    }
}
