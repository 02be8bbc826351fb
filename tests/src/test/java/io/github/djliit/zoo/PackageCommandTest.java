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

import io.github.djliit.torchscript.TorchScriptFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
