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

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.ParameterStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file is what is in it, whatever it is called. */
class TorchScriptKindsTest {

    @TempDir private Path folder;
    private final NDManager manager = NDManager.newBaseManager("PyTorch");

    @AfterEach
    void close() {
        manager.close();
        RememberingBlockFactory.closeModels();
    }

    private static Criteria<NDList, NDList> criteria(Path path) {
        return Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelPath(path)
                .optEngine("PyTorch")
                .optDevice(Device.cpu())
                .optArgument("blockFactory", new RememberingBlockFactory())
                .optOption("hasParameter", "false")
                .build();
    }

    private void assertPredicts(Path path) throws Exception {
        NDList base = GoldenModels.numbered(manager, GoldenModels.arrays("mlp"), "base.input");
        NDList expected = GoldenModels.numbered(manager, GoldenModels.arrays("mlp"), "base.output");
        try (ZooModel<NDList, NDList> model = criteria(path).loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            assertThat(model.getBlock()).isInstanceOf(TorchScriptBlock.class);
            assertThat(GoldenModels.off(predictor.predict(base).head(), expected.head()))
                    .isLessThanOrEqualTo(1e-5f);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jit", "ts", "ptl", "pth", "torchscript", "zip", "bin"})
    void aFolderHoldsItUnderAnyEnding(String ending) throws Exception {
        Files.copy(GoldenModels.file("mlp.pt"), folder.resolve("net." + ending));
        Files.writeString(folder.resolve("README.md"), "a network");
        assertPredicts(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jit", "ts", "ptl", "pth", "torchscript", "bin"})
    void aFileHasAnyEnding(String ending) throws Exception {
        assertPredicts(Files.copy(GoldenModels.file("mlp.pt"), folder.resolve("net." + ending)));
    }

    @Test
    void ofSeveralItIsThatOfTheName() throws Exception {
        Files.copy(GoldenModels.file("mlp.pt"), folder.resolve("model.jit"));
        Files.copy(GoldenModels.file("cnn.pt"), folder.resolve("other.jit"));
        assertPredicts(folder);
    }

    @Test
    void aFileForPhonesIsOpened() throws Exception {
        try (TorchScriptBlock block =
                TorchScriptBlock.open(GoldenModels.file("lite.ptl"), Device.cpu(), false)) {
            NDList outputs =
                    block.forward(
                            new ParameterStore(manager, false),
                            new NDList(manager.ones(new Shape(2, 4))),
                            false);
            assertThat(outputs.head().getShape()).isEqualTo(new Shape(2, 3));
        }
    }

    @Test
    void aModelWithoutForwardSaysWhatItHas() {
        assertThatThrownBy(
                        () ->
                                TorchScriptBlock.open(
                                        GoldenModels.file("no_forward.pt"), Device.cpu(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[encode]")
                .hasMessageContaining("export a module whose forward calls");
    }

    @Test
    void whatDjlUnpacksIsToBeCalledOtherwise() throws Exception {
        Path file = Files.copy(GoldenModels.file("mlp.pt"), folder.resolve("net.zip"));
        assertThatThrownBy(() -> criteria(file).loadModel())
                .hasStackTraceContaining("call the archive .pt");
    }

    @Test
    void aFolderWithoutOneSaysWhatIsThere() throws Exception {
        Files.writeString(folder.resolve("net.pth"), "no model at all");
        assertThatThrownBy(() -> criteria(folder).loadModel())
                .hasStackTraceContaining(
                        "net.pth: expected a TorchScript archive, found a file that")
                .hasStackTraceContaining("torch.jit.save");
    }
}
