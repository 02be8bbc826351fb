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

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import org.junit.jupiter.api.Test;

class TorchScriptCheckTest {

    @Test
    void aPlanThatWasCheckedRunsAfterTheParametersAreTaken() {
        InterventionPlan plan = InterventionPlan.builder().add("0", Edit.zero()).build();
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                TorchScriptBlock block = GoldenModels.open("mlp", true)) {
            InterventionBlock network = new InterventionBlock(block);
            network.check(plan);
            assertThat(network.getParameters()).isNotEmpty();
            NDList base = new NDList(manager.ones(new Shape(2, 6)));
            assertThat(network.intervene(plan, base).counterfactual()).hasSize(1);
        }
    }
}
