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

import io.github.djliit.support.ChildJava;
import io.github.djliit.zoo.cli.Iit;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who forgets the engine, or its native code, is told what to add. */
class NoEngineTest {

    @TempDir private Path folder;

    /** Runs a command line without some of the libraries. */
    private String run(String without, String... arguments) throws Exception {
        String jars = System.getProperty("surefire.test.class.path");
        String rest =
                Arrays.stream(jars.split(File.pathSeparator))
                        .filter(jar -> !new File(jar).getName().startsWith(without))
                        .collect(Collectors.joining(File.pathSeparator));
        List<String> command =
                ChildJava.command("-Dai.djl.offline=true", "-cp", rest, Iit.class.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DJL_CACHE_DIR", folder.resolve("models").toString());
        builder.environment().put("ENGINE_CACHE_DIR", folder.resolve("engine").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        return output;
    }

    @ParameterizedTest
    @ValueSource(strings = {"engine", "evaluate sum3", "train sum3"})
    void withoutAnEngineTheDependencyIsNamed(String command) throws Exception {
        assertThat(run("pytorch", command.split(" ")))
                .startsWith("iit: There is no engine on the class path")
                .contains("ai.djl.pytorch:pytorch-engine");
    }

    @Test
    void withoutNativeCodeTheDependencyIsNamed() throws Exception {
        assertThat(run("pytorch-native", "engine"))
                .startsWith("iit: The engine cannot be loaded")
                .contains("ai.djl.pytorch:pytorch-native-cpu");
    }
}
