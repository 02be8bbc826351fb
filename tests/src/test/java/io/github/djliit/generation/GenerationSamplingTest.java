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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sampled rows, alone and in a batch. */
class GenerationSamplingTest {

    private static final long[] PROMPT = {1, 5, 2, 9};
    private static final long[] SHORT = {3, 7};

    private final NDManager manager = NDManager.newBaseManager();
    private final InterventionGenerator generator =
            new InterventionGenerator(TinyLanguageModel.cached(manager));

    @AfterEach
    void close() {
        manager.close();
    }

    private List<long[]> run(long seed, long[]... prompts) {
        GenerationConfig config =
                GenerationConfig.builder()
                        .optMaxNewTokens(20)
                        .optSampled(seed)
                        .optTemperature(2)
                        .build();
        GenerationRequest request =
                GenerationRequest.builder(Prompts.of(prompts), config)
                        .addPlan(GenerationStepsTest.steer(), When.all())
                        .build();
        return generator.generate(manager, request).counterfactual().tokens();
    }

    @Test
    void aSeedGivesTheSameTokens() {
        assertThat(run(1, PROMPT).get(0)).isEqualTo(run(1, PROMPT).get(0));
        assertThat(run(1, PROMPT).get(0)).isNotEqualTo(run(2, PROMPT).get(0));
    }

    @Test
    void rowsDrawApart() {
        List<long[]> rows = run(1, PROMPT, PROMPT);
        assertThat(rows.get(0)).isNotEqualTo(rows.get(1));
    }

    @Test
    void aRowOfABatchGetsWhatItGetsAlone() {
        List<long[]> rows = run(1, PROMPT, SHORT, PROMPT);
        assertThat(rows.get(0)).isEqualTo(run(1, PROMPT).get(0));
        assertThat(rows.get(1)).isEqualTo(run(2, SHORT).get(0));
        assertThat(rows.get(2)).isEqualTo(run(3, PROMPT).get(0));
    }
}
