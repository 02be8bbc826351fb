/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.readme;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.djliit.generation.CacheLayout;
import io.github.djliit.generation.Generation;
import io.github.djliit.generation.GenerationConfig;
import io.github.djliit.generation.GenerationRequest;
import io.github.djliit.generation.InterventionGenerator;
import io.github.djliit.generation.LanguageModel;
import io.github.djliit.generation.Prompts;
import io.github.djliit.torchscript.TorchScriptBlock;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GenerationExampleTest {

    @Test
    void bothGenerationsComeOut() throws Exception {
        Path file =
                Path.of(
                        GenerationExampleTest.class
                                .getResource("/torchscript/gpt2_cache.pt")
                                .toURI());
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                TorchScriptBlock block = TorchScriptBlock.open(file, Device.cpu(), false)) {
            float[] direction = new float[16];
            direction[3] = 50;
            Generation found = GenerationExample.run(block, manager, direction);
            assertThat(found.counterfactual().row(1)).hasSize(6);
            assertThat(found.base().orElseThrow().row(1)).isEqualTo(alone(block, manager));
        }
    }

    /** What the second prompt gets alone. */
    private static long[] alone(TorchScriptBlock block, NDManager manager) {
        LanguageModel model = LanguageModel.of(block).withMask().withCache(CacheLayout.of(2, 2, 8));
        GenerationRequest request =
                GenerationRequest.builder(
                                Prompts.of(new long[] {11, 26, 8}), GenerationConfig.greedy(6))
                        .build();
        return new InterventionGenerator(model).generate(manager, request).counterfactual().row(0);
    }
}
