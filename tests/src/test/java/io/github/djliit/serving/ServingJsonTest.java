/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.modality.Output;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JSON form of requests and replies. */
class ServingJsonTest {

    private static final String BASE = "[[1, 2, 3, 4, 5, 6]]";
    private static final String SOURCE = "[[6, 5, 4, 3, 2, 1]]";

    @TempDir private Path folder;
    private Served served;
    private NDManager manager;

    @BeforeEach
    void open() throws Exception {
        served = Served.script(folder, Path.of("src/test/resources/torchscript/mlp.pt"));
        manager = NDManager.newBaseManager("PyTorch");
    }

    @AfterEach
    void close() {
        manager.close();
        served.close();
    }

    private NDList base() {
        return new NDList(manager.create(new float[][] {{1, 2, 3, 4, 5, 6}}));
    }

    private NDList source() {
        return new NDList(manager.create(new float[][] {{6, 5, 4, 3, 2, 1}}));
    }

    private float[] expected(String plan, NDList... sources) {
        InterventionBlock block = new InterventionBlock(served.model().getBlock());
        InterventionPlan read = InterventionPlan.fromJson(plan.replace('\'', '"'));
        return block.intervene(read, base(), sources).counterfactual().head().toFloatArray();
    }

    @Test
    void inputsAloneAreAPlainPrediction() throws Exception {
        JsonObject reply = served.ask("{'inputs': " + BASE + "}");
        assertThat(Served.numbers(reply.get("output")))
                .containsExactly(expected("{'version': 1}"), within(1e-6f));
    }

    @Test
    void aPlanIsAppliedToTheBase() throws Exception {
        String plan =
                "{'version': 1, 'interventions': [{'site': 'layers.0', 'edit': 'interchange'}]}";
        JsonObject reply =
                served.ask(
                        "{'inputs': {'base': %s, 'sources': [%s]}, 'plan': %s}"
                                .formatted(BASE, SOURCE, plan));
        assertThat(Served.numbers(reply.get("output")))
                .containsExactly(expected(plan, source()), within(1e-6f));
    }

    @Test
    void aReplyIsJsonWithStatus200() throws Exception {
        Output output = served.send(Served.json("{'inputs': " + BASE + "}"));
        assertThat(output.getCode()).isEqualTo(200);
        assertThat(output.getProperty("content-type", "")).isEqualTo("application/json");
    }
}
