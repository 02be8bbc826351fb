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
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.djliit.support.ChildJava;
import io.github.djliit.zoo.cli.Iit;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command whose reader goes, or that is stopped from outside. */
class StoppedCommandTest {

    @TempDir private Path folder;

    @BeforeEach
    void asOnUnix() {
        assumeTrue(File.separatorChar == '/', "signals and pipes as POSIX has them");
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = ChildJava.command(Iit.class);
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }

    private static String messages(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aClosedPipeIsSilent() throws Exception {
        Process process = start("recipes");
        process.getInputStream().close();
        assertThat(messages(process)).isEmpty();
        assertThat(process.waitFor()).isNotZero();
    }

    private String stopped(Path awaited, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("train", "equality"));
        arguments.addAll(List.of("--epochs=1000000", "--set", "train_pairs=64"));
        arguments.addAll(List.of(more));
        Process process = start(arguments.toArray(String[]::new));
        while (!Files.exists(awaited) && process.isAlive()) {
            Thread.sleep(20);
        }
        // Unlike the process itself, its handle closes no streams.
        process.toHandle().destroy();
        return messages(process).strip();
    }

    @Test
    void aTrainingThatIsStoppedTellsHowToGoOn() throws Exception {
        Path out = folder.resolve("out");
        assertThat(stopped(out.resolve("checkpoint.npz"), "--out=" + out))
                .isEqualTo("iit: Stopped. Go on with: iit train equality --resume " + out);
    }
}
