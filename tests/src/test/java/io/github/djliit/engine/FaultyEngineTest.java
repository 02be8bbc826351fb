/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djliit.support.ChildJava;
import io.github.djliit.torchscript.TorchScriptFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of an engine whose LSTM is wrong, see {@link FaultyEngine}. */
class FaultyEngineTest {

    private static final String WRONG = "computes wrong results on this machine (LSTM, hidden size";

    private record Run(int code, String output) {}

    private static Run run(String remedy, String... arguments) throws Exception {
        List<String> command =
                ChildJava.command(
                        FaultyEngine.class,
                        "-XX:+EnableDynamicAgentLoading",
                        "-Djdk.attach.allowAttachSelf=true",
                        "-Dorg.slf4j.simpleLogger.log.io.github.djliit=warn",
                        "-Dorg.slf4j.simpleLogger.log.model_metric=info");
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ONEDNN_MAX_CPU_ISA", remedy);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    @Test
    void aNetworkWithTheOperatorWarnsOnce() throws Exception {
        Run run = run("ALL", "lstm");
        assertThat(run.output()).containsOnlyOnce(WRONG).contains("ONEDNN_MAX_CPU_ISA=AVX2");
        assertThat(run.code()).isZero();
    }

    @Test
    void aNetworkWithoutTheOperatorDoesNot() throws Exception {
        assertThat(run("ALL", "mlp").output()).doesNotContain(WRONG);
    }

    @Test
    void theHandlerLogsAnErrorAndAMetricWhenItLoadsSuchAModel(@TempDir Path folder)
            throws Exception {
        Files.copy(TorchScriptFile.of("lstm"), folder.resolve("model.pt"));
        Files.writeString(
                folder.resolve("serving.properties"),
                "engine=PyTorch\noption.modelName=model\ntranslator="
                        + "io.github.djliit.serving.InterventionServingTranslator");
        Run run = run("ALL", "serve", folder.toString(), "{}");
        assertThat(run.output()).containsOnlyOnce(WRONG).contains("IitWrongEngineCases");
    }

    @Test
    void theCommandEngineEndsWithOne() throws Exception {
        Run run = run("ALL", "iit", "engine");
        assertThat(run.output()).contains(WRONG, "wrong: LSTM, hidden size 64, batch 32");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void withTheRemedyTheEngineIsRight() throws Exception {
        Run run = run("AVX2", "iit", "engine");
        assertThat(run.output()).contains("computes the known cases rightly");
        assertThat(run.code()).isZero();
    }
}
