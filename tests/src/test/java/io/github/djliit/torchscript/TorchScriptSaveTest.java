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

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that has hooks is saved as a plain TorchScript file. */
class TorchScriptSaveTest {

    @TempDir private Path folder;

    @Test
    void theSavedFileIsTheModelWithoutHooks() throws Exception {
        Path file = folder.resolve("saved.pt");
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                TorchScriptBlock block = GoldenModels.open("mlp", false)) {
            var arrays = GoldenModels.arrays("mlp");
            NDList base = GoldenModels.numbered(manager, arrays, "base.input");
            NDArray expected = arrays.get("base.output0").toArray(manager);
            InterventionPlan plan = InterventionPlan.builder().collect("4.act").build();
            new InterventionBlock(block).intervene(plan, base);
            block.save(file);
            assertThat(ScriptArchive.read(file).code().values())
                    .noneMatch(text -> text.contains("iit_"));
            try (TorchScriptBlock saved = TorchScriptBlock.open(file, Device.cpu(), false)) {
                NDList found = saved.forward(new ParameterStore(manager, false), base, false);
                assertThat(GoldenModels.off(found.head(), expected)).isLessThan(1e-5f);
            }
        }
    }
}
