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
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.EasyTrain;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.torchscript.internal.archive.ScriptArchive;
import io.github.djliit.torchscript.internal.rewrite.HookNames;
import io.github.djliit.training.IitTrainer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trained TorchScript models are saved as plain ones, and their parameters as DJL's. */
class TorchScriptSavingTest {

    private final TorchScriptBlock block = GoldenModels.open("adder", true);
    private final Model model = Adder.model(block);
    private final NDManager manager = model.getNDManager();

    @TempDir Path folder;

    @AfterEach
    void close() {
        model.close();
        block.close();
    }

    private void train() throws Exception {
        try (Trainer trainer = new IitTrainer(model, Adder.config(Adder.loss()), Adder.ALIGNMENT)) {
            trainer.initialize(Adder.shapes());
            EasyTrain.fit(trainer, 1, Adder.pairs(1024, 7), null);
        }
    }

    private NDArray outputs(Block of) {
        ParameterStore store = new ParameterStore(manager, false);
        return of.forward(store, Adder.tokens(manager), false).head();
    }

    private NDArray zeroed(Block of) {
        InterventionPlan plan = InterventionPlan.builder().add("layers.0", Edit.zero()).build();
        return new InterventionBlock(of)
                .intervene(plan, Adder.tokens(manager))
                .counterfactual()
                .head();
    }

    @Test
    void aSavedModelIsAPlainOneWithTheTrainedWeights() throws Exception {
        train();
        block.save(folder.resolve("saved.pt"));
        assertThat(ScriptArchive.read(folder.resolve("saved.pt")).code().values())
                .noneMatch(text -> text.toString().contains(HookNames.PREFIX));
        try (Model plain = Model.newInstance("saved", "PyTorch")) {
            plain.load(folder);
            assertThat(GoldenModels.off(outputs(plain.getBlock()), outputs(block))).isZero();
        }
    }

    @Test
    void aSavedModelMayBeReadByWhomOtherFilesMay() throws Exception {
        Path saved = folder.resolve("saved.pt");
        block.save(saved);
        Path other = Files.createFile(folder.resolve("other"));
        assumeThat(Files.getFileStore(other).supportsFileAttributeView("posix")).isTrue();
        assertThat(Files.getPosixFilePermissions(saved))
                .isEqualTo(Files.getPosixFilePermissions(other));
    }

    @Test
    void aModelIsReadFromAStream() throws Exception {
        try (InputStream bytes = Files.newInputStream(GoldenModels.file("adder.pt"));
                TorchScriptBlock opened =
                        TorchScriptBlock.open(bytes, "adder", manager.getDevice(), false)) {
            assertThat(GoldenModels.off(zeroed(opened), zeroed(block))).isZero();
        }
    }

    @Test
    void aStreamThatIsNoModelIsToldByItsName() {
        InputStream bytes = new ByteArrayInputStream(new byte[] {1, 2, 3});
        assertThatThrownBy(() -> TorchScriptBlock.open(bytes, "a text", manager.getDevice(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a text");
    }

    @Test
    void aSavedModelCanBeOpenedUpAgain() throws Exception {
        train();
        block.save(folder.resolve("saved.pt"));
        try (TorchScriptBlock saved =
                TorchScriptBlock.open(folder.resolve("saved.pt"), manager.getDevice(), true)) {
            assertThat(GoldenModels.off(zeroed(saved), zeroed(block))).isZero();
        }
    }

    @Test
    void aParameterFileOfDjlLoadsBack() throws Exception {
        train();
        model.save(folder, "adder");
        try (TorchScriptBlock fresh = GoldenModels.open("adder", true);
                Model other = Adder.model(fresh)) {
            assertThat(GoldenModels.off(outputs(fresh), outputs(block))).isGreaterThan(.1f);
            other.load(folder, "adder");
            assertThat(GoldenModels.off(outputs(fresh), outputs(block))).isZero();
            assertThat(GoldenModels.off(zeroed(fresh), zeroed(block))).isZero();
        }
    }

    @Test
    void aModelThatWasNeverTrainedIsSavedAsItIs() throws Exception {
        model.save(folder, "adder");
        try (TorchScriptBlock fresh = GoldenModels.open("adder", true);
                Model other = Adder.model(fresh)) {
            other.load(folder, "adder");
            assertThat(GoldenModels.off(outputs(fresh), outputs(block))).isZero();
        }
    }

    @Test
    void parametersOfAModelThatIsNotTrainableStay() throws Exception {
        model.save(folder, "adder");
        try (TorchScriptBlock fixed = GoldenModels.open("adder", false);
                Model other = Adder.model(fixed)) {
            assertThatThrownBy(() -> other.load(folder, "adder"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("trainable");
        }
    }

    @Test
    void parametersOfAnotherModelAreRefused() throws Exception {
        model.save(folder, "adder");
        try (TorchScriptBlock mlp = GoldenModels.open("mlp", true);
                Model other = Adder.model(mlp)) {
            assertThatThrownBy(() -> other.load(folder, "adder"))
                    .hasMessageContaining("belongs to another model");
        }
    }
}
