/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.SiteException;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Edits of inputs that a trace gives back beside a result are those of PyTorch's pre-hooks. */
class TorchScriptInputEditsTest {

    private static final float CLOSE = 1e-5f;
    private static final Map<String, Tensor> PRE_HOOKS = GoldenModels.arrays("pre_hooks");

    private final NDManager manager = NDManager.newBaseManager("PyTorch");

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray array(String name) {
        return PRE_HOOKS.get(name).toArray(manager);
    }

    private NDList base(String model) {
        return model.equals("escaping")
                ? new NDList(array("escaping.input0"))
                : GoldenModels.numbered(manager, GoldenModels.arrays(model), "base.input");
    }

    private InterventionPlan.Builder adding(String model, String site) {
        return InterventionPlan.builder()
                .add(site + ":input", Edit.add(array(model + ".added").toFloatArray()));
    }

    private InterventionResult run(String model, InterventionPlan plan) {
        try (TorchScriptBlock block = GoldenModels.open(model, false)) {
            return new InterventionBlock(block).intervene(plan, base(model));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "escaping,normed",
        "escaping,normed.norm",
        "escaping,in_place",
        "escaping,both",
        "escaping,outer.like",
        "llama,model.model.layers.0.input_layernorm",
        "llama,model.model.layers.1.post_attention_layernorm",
        "t5,model.encoder.block.0.layer.0.layer_norm",
        "t5,model.decoder.block.1.layer.2.layer_norm"
    })
    void anEditOfAnInputIsThatOfAPreHook(String model, String site) {
        NDArray found = run(model, adding(model, site).build()).counterfactual().head();
        assertThat(GoldenModels.off(found, array(model + "/" + site))).isLessThan(CLOSE);
    }

    @Test
    void whatIsGivenBackCanBeEditedBesidesTheInput() {
        InterventionPlan plan =
                adding("escaping", "normed.norm")
                        .add("normed.norm:output1", Edit.scale(2))
                        .collect("normed.norm:output1")
                        .build();
        InterventionResult result = run("escaping", plan);
        NDArray x = array("escaping.input0").sin();
        assertThat(
                        GoldenModels.off(
                                result.collected("normed.norm:output1").counterfactual().head(),
                                x.mul(2)))
                .isLessThan(CLOSE);
    }

    @Test
    void anEditOfAValueReachesAllThatTheCodeMakesOfIt() {
        InterventionPlan plan =
                InterventionPlan.builder()
                        .add("normed.norm@x3", Edit.scale(2))
                        .collect("normed.norm:input")
                        .collect("normed.norm:output1")
                        .build();
        InterventionResult result = run("escaping", plan);
        NDArray x = result.collected("normed.norm:input").counterfactual().head();
        assertThat(
                        GoldenModels.off(
                                result.collected("normed.norm:output1").counterfactual().head(),
                                x.mul(2)))
                .isLessThan(CLOSE);
    }

    @Test
    void whatCannotBeToldApartIsNotEdited() {
        InterventionPlan plan = adding("escaping", "outer").build();
        assertThatThrownBy(() -> run("escaping", plan))
                .isInstanceOf(SiteException.class)
                .hasMessageContaining("outer:input0")
                .hasMessageContaining("it can be read, but not edited")
                .hasMessageContaining("depends on other values")
                .hasMessageContaining("Edit the output of the module");
    }

    @ParameterizedTest
    @ValueSource(strings = {"outer:input", "normed:input"})
    void suchAnInputCanBeRead(String site) {
        InterventionPlan plan = InterventionPlan.builder().collect(site).build();
        NDArray found = run("escaping", plan).collected(site).single();
        assertThat(found.getShape().getShape()).containsExactly(3, 6);
    }

    @Test
    void theListingSaysWhichInputCannotBeEdited() {
        try (TorchScriptBlock block = GoldenModels.open("escaping", false)) {
            assertThat(block.sites().stream().filter(site -> site.obstacle().isPresent()))
                    .extracting(SiteInfo::site)
                    .hasToString("[outer:input, both]");
        }
    }
}
