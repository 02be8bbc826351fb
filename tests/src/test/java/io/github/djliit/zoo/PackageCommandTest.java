/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.ParameterStore;
import ai.djl.translate.NoopTranslator;
import io.github.djliit.torchscript.TorchScriptFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageCommandTest {

    @TempDir private Path folder;

    private CommandRun run(String model) {
        return CommandRun.of("package", model, "--out", folder.resolve("out").toString());
    }

    private String properties() throws IOException {
        return Files.readString(folder.resolve("out/serving.properties"));
    }

    @Test
    void aModelOfTheZooIsPackagedWithItsPlans() throws IOException {
        assertThat(run("sum4-transformer").code()).isZero();
        assertThat(folder.resolve("out"))
                .isDirectoryContaining("glob:**/sum4-transformer-0000.params")
                .isDirectoryContaining("glob:**/alignment.json")
                .isDirectoryContaining("glob:**/model.json");
        assertThat(folder.resolve("out/plans/C1.json")).exists();
        assertThat(properties())
                .contains("blockFactory=" + RecipeBlockFactory.class.getName())
                .contains("option.modelName=sum4-transformer")
                .contains("iit.input_types=int64");
    }

    @Test
    void aTorchScriptFileIsPackaged() throws IOException {
        Path script = TorchScriptFile.of("mlp");
        assertThat(run(script.toString()).code()).isZero();
        assertThat(folder.resolve("out/model.pt")).hasSameBinaryContentAs(script);
        assertThat(properties()).contains("option.hasParameter=false");
    }

    /** Its network is one file, with weights that are not those that every training begins with. */
    @Tag("long")
    @Test
    void aTrainedTorchScriptNetworkIsPackagedWhole() throws Exception {
        Path trained = folder.resolve("trained");
        CommandRun.of(
                "train",
                "ioi",
                "--epochs=1",
                "--set=train_pairs=128",
                "--set=test_pairs=20",
                "--out=" + trained);
        CommandRun run = run(trained.toString());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(folder.resolve("out/model.pt"))
                .hasSameBinaryContentAs(trained.resolve("model.pt"));
        assertThat(properties())
                .contains("blockFactory=" + RecipeBlockFactory.class.getName())
                .contains("option.hasParameter=false")
                .contains("iit.input_types=int64");
        try (Model loaded = ModelDirectory.open(trained).load(Device.cpu());
                ZooModel<NDList, NDList> packaged = loadAsServersDo(folder.resolve("out"));
                NDManager manager = packaged.getNDManager().newSubManager()) {
            NDList ids = new NDList(manager.zeros(new Shape(1, 14), DataType.INT64));
            assertThat(output(packaged, ids)).isEqualTo(output(loaded, ids));
        }
    }

    private static ZooModel<NDList, NDList> loadAsServersDo(Path directory) throws Exception {
        return Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelPath(directory)
                .optModelName("ioi")
                .optArgument("blockFactory", RecipeBlockFactory.class.getName())
                .optOption("hasParameter", "false")
                .optTranslator(new NoopTranslator())
                .build()
                .loadModel();
    }

    private static float[] output(Model model, NDList ids) {
        ParameterStore store = new ParameterStore(ids.head().getManager(), false);
        return model.getBlock().forward(store, ids, false).head().toFloatArray();
    }

    @Test
    void aModelThatDoesNotLoadIsNotPackaged() throws IOException {
        Path script = Files.writeString(folder.resolve("bad.pt"), "no model");
        CommandRun run = run(script.toString());
        assertThat(run.code()).isNotZero();
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void whatIsThereIsNotLost() throws IOException {
        Files.createDirectory(folder.resolve("out"));
        Files.writeString(folder.resolve("out/mine.txt"), "mine");
        CommandRun run = run("equality");
        assertThat(run.code()).isEqualTo(2);
        assertThat(folder.resolve("out/mine.txt")).hasContent("mine");
    }
}
