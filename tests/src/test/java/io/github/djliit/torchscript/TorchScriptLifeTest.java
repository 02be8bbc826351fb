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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.support.ChildRun;
import io.github.djliit.support.Effort;
import io.github.djliit.tensor.Tensor;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Loading, closing, asking for further sites: nothing stays behind and nothing gets mixed up. */
class TorchScriptLifeTest {

    private static final String BLOCK = "model.transformer.h.0";
    private static final String WEIGHTS = BLOCK + ".attn@attn_weights0";

    private final Map<String, Tensor> arrays = GoldenModels.arrays("gpt2");
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private NDList base() {
        return GoldenModels.numbered(manager, arrays, "base.input");
    }

    private NDList source() {
        return GoldenModels.numbered(manager, arrays, "source.input");
    }

    @Test
    void anEmptyPlanIsThePlainRun() {
        try (TorchScriptBlock block = GoldenModels.open("gpt2", false)) {
            InterventionResult result =
                    new InterventionBlock(block).intervene(InterventionPlan.empty(), base());
            NDArray expected = GoldenModels.numbered(manager, arrays, "base.output").head();
            assertThat(GoldenModels.off(result.base().head(), expected)).isLessThan(1e-5f);
        }
    }

    @Test
    void sitesThatAreAskedForLaterGiveTheSameAsAtOnce() {
        InterventionPlan swap = InterventionPlan.builder().interchange(BLOCK).build();
        InterventionPlan more =
                InterventionPlan.builder().interchange(BLOCK + "[0:2]").collect(WEIGHTS).build();
        try (TorchScriptBlock one = GoldenModels.open("gpt2", false);
                TorchScriptBlock two = GoldenModels.open("gpt2", false)) {
            InterventionBlock later = new InterventionBlock(one);
            later.intervene(swap, base(), source());
            InterventionResult found = later.intervene(more, base(), source());
            InterventionResult expected =
                    new InterventionBlock(two).intervene(more, base(), source());
            assertThat(found.counterfactual().head()).isEqualTo(expected.counterfactual().head());
            assertThat(found.collected(WEIGHTS).base().head())
                    .isEqualTo(expected.collected(WEIGHTS).base().head());
        }
    }

    @Test
    void parametersThatWereSetStayWhenSitesAreAskedForLater() {
        InterventionPlan collect = InterventionPlan.builder().collect("4").build();
        Map<String, Tensor> mlp = GoldenModels.arrays("mlp");
        try (TorchScriptBlock block = GoldenModels.open("mlp", true)) {
            InterventionBlock network = new InterventionBlock(block);
            network.check(collect);
            NDList input = GoldenModels.numbered(manager, mlp, "base.input");
            network.intervene(collect, input).close();
            block.getParameters()
                    .values()
                    .forEach(parameter -> parameter.getArray().subi(parameter.getArray()));
            NDArray found = network.intervene(collect, input).base().head();
            assertThat(found.abs().max().getFloat()).isZero();
        }
    }

    @Test
    void manyCallsLeaveAsManyArraysAsTen() {
        InterventionPlan plan =
                InterventionPlan.builder()
                        .interchange(BLOCK + "[0:2]")
                        .add(BLOCK + ".mlp", Edit.add(1f))
                        .collect(WEIGHTS)
                        .build();
        NDList base = base();
        NDList source = source();
        try (TorchScriptBlock block = GoldenModels.open("gpt2", false)) {
            InterventionBlock network = new InterventionBlock(block);
            for (int i = 0; i < 10; i++) {
                network.intervene(plan, base, source).close();
            }
            int few = manager.getManagedArrays().size();
            for (int i = 0; i < Effort.of(300, 2_000); i++) {
                network.intervene(plan, base, source).close();
            }
            assertThat(manager.getManagedArrays()).hasSize(few).hasSize(4);
        }
    }

    @Test
    void aFaultLeavesNothingInTheManager() {
        NDList base = base();
        try (TorchScriptBlock block = GoldenModels.open("gpt2", false)) {
            InterventionBlock network = new InterventionBlock(block);
            InterventionPlan plan = InterventionPlan.builder().collect(BLOCK).build();
            NDList one = new NDList(base.head());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> network.intervene(plan, one))
                    .withMessageContaining("[input_ids, attention_mask]");
            assertThat(manager.getManagedArrays()).hasSize(2);
        }
    }

    @Test
    void closingTheModelClosesItsBlock() throws Exception {
        Model model = Model.newInstance("gpt2", Device.cpu(), "PyTorch");
        Block block =
                new TorchScriptBlockFactory()
                        .newBlock(model, GoldenModels.file("gpt2.pt"), Map.of());
        model.close();
        ParameterStore store = new ParameterStore(manager, false);
        assertThatIllegalStateException().isThrownBy(() -> block.forward(store, base(), false));
    }

    /** Two hundred that stay open are more than 100 MB. */
    @Tag("long")
    @Test
    void loadedAndClosedModelsLeaveNoMemoryBehind() {
        assumeTrue(Files.exists(LoadAndClose.STATUS), "only Linux tells the memory of a process");
        ChildRun run = ChildRun.of(LoadAndClose.class, GoldenModels.file("gpt2.pt"));
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(Long.parseLong(run.output().strip())).isLessThan(50_000);
    }
}
