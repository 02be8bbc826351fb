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

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The examples with TorchScript files of the README do what they say. */
class TorchScriptExamplesTest {

    private static ZooModel<NDList, NDList> model;

    @BeforeAll
    static void load() throws Exception {
        Path file =
                Path.of(TorchScriptExamplesTest.class.getResource("/torchscript/gpt2.pt").toURI());
        model = TorchScriptExamples.load(file);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static NDList input(NDManager manager, long... tokens) {
        NDArray ids = manager.create(tokens).reshape(1, -1);
        return new NDList(ids, ids.onesLike());
    }

    @Test
    void anInterventionChangesTheLogits() {
        try (NDManager manager = model.getNDManager().newSubManager()) {
            NDList base = input(manager, 1, 2, 3);
            NDArray[] found = TorchScriptExamples.intervene(model, base, input(manager, 7, 8, 9));
            NDArray[] same = TorchScriptExamples.intervene(model, base, base);
            assertThat(found[0].sub(same[0]).abs().max().getFloat()).isPositive();
            assertThat(found[1].getShape()).isEqualTo(new Shape(1, 2, 3, 3));
        }
    }

    @Test
    void sitesAreListed() {
        assertThat(TorchScriptExamples.sites(model))
                .extracting(info -> info.site().toString())
                .contains("model.transformer.h.0.mlp", "model.transformer.h.0.attn@attn_weights0");
    }
}
