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

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.HookPoint;
import io.github.djliit.network.InterventionBlock;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A TorchScript file that DJL's engine loaded by itself, with no sites inside. */
class WholeModelTest {

    private final Model model = Model.newInstance("mlp", "PyTorch");
    private NDList inputs;

    @BeforeEach
    void load() throws Exception {
        Path file = GoldenModels.file("mlp.pt");
        model.load(file.getParent(), "mlp");
        inputs = new NDList(model.getNDManager().ones(new Shape(2, 6)));
    }

    @AfterEach
    void close() {
        model.close();
    }

    private static InterventionPlan zero(String site) {
        return InterventionPlan.builder().add(site, Edit.zero()).build();
    }

    private void refuses(Block network, String site) {
        InterventionBlock block = new InterventionBlock(network);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> block.intervene(zero(site), inputs))
                .withMessageContainingAll("compiled model", "new TorchScriptBlockFactory()");
    }

    @Test
    void aSiteInsideNamesTheFactory() {
        refuses(model.getBlock(), "4.hidden");
    }

    @Test
    void aSiteInsideAsPartOfANetworkNamesTheFactory() {
        refuses(new SequentialBlock().add(model.getBlock()), "01PtSymbolBlock.4.hidden");
    }

    @Test
    void aSiteBesideItIsReached() {
        Block network = new SequentialBlock().add(model.getBlock()).add(new HookPoint());
        NDList edited =
                new InterventionBlock(network)
                        .intervene(zero("02HookPoint"), inputs)
                        .counterfactual();
        assertThat(edited.head().abs().sum().getFloat()).isZero();
    }
}
