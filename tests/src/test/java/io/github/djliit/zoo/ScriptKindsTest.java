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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line takes TorchScript files by what is in them. */
class ScriptKindsTest {

    @TempDir private Path folder;

    private Path copy(String name) throws IOException {
        return Files.copy(ScriptFiles.model("mlp"), folder.resolve(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"net.jit", "net.ts", "net.ptl", "net.pth", "net.zip", "net"})
    void aFileRunsWhateverItIsCalled(String name) throws IOException {
        CommandRun run =
                CommandRun.of(
                        "run",
                        copy(name).toString(),
                        "--base=" + ScriptFiles.inputs(folder, "mlp", "base"),
                        "--out=" + folder.resolve("out.npz"));
        assertThat(run).isEqualTo(new CommandRun(0, "", ""));
    }

    @Test
    void aFolderRunsWhateverItsFileIsCalled() throws IOException {
        copy("net.torchscript");
        CommandRun run = CommandRun.of("sites", folder.toString());
        assertThat(run.code()).as(run.err()).isZero();
    }

    @Test
    void aFileIsPackagedWhateverItIsCalled() throws IOException {
        Path out = folder.resolve("out");
        CommandRun run = CommandRun.of("package", copy("net.pth").toString(), "--out=" + out);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(out.resolve("model.pt")).hasSameBinaryContentAs(ScriptFiles.model("mlp"));
    }

    @Test
    void whatIsNoModelSaysWhatItIs() throws IOException {
        byte[] pickle = "\u0080\u0002}q\u0000.".getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(folder.resolve("weights.pth"), pickle);
        CommandRun run = CommandRun.of("sites", file.toString());
        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains("found a Python pickle", "torch.jit.save").hasLineCount(1);
    }
}
