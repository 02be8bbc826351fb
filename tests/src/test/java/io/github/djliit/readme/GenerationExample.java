/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.readme;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.github.djliit.generation.CacheLayout;
import io.github.djliit.generation.Generation;
import io.github.djliit.generation.GenerationConfig;
import io.github.djliit.generation.GenerationRequest;
import io.github.djliit.generation.InterventionGenerator;
import io.github.djliit.generation.LanguageModel;
import io.github.djliit.generation.Prompts;
import io.github.djliit.generation.When;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;

/** The text generation of the README. */
final class GenerationExample {

    private GenerationExample() {}

    static Generation run(Block block, NDManager manager, float[] direction) {
        LanguageModel model = LanguageModel.of(block).withMask().withCache(CacheLayout.of(2, 2, 8));
        InterventionPlan plan =
                InterventionPlan.builder()
                        .add("model.transformer.h.0", Edit.add(direction))
                        .build();
        Prompts prompts = Prompts.of(new long[] {5, 9, 3, 23}, new long[] {11, 26, 8});
        GenerationRequest request =
                GenerationRequest.builder(prompts, GenerationConfig.greedy(6))
                        .addPlan(plan, When.generated())
                        .optBase(true)
                        .build();
        return new InterventionGenerator(model).generate(manager, request);
    }
}
