/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.support.ChildJava;
import io.github.djliit.torchscript.TorchScriptFile;
import io.github.djliit.zoo.cli.Iit;
import java.io.File;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The handler's jar has all that it needs, beside what the server has. */
class ServingJarTest {

    @TempDir private Path folder;
    private Path jar;

    @BeforeEach
    void find() throws Exception {
        Optional<Path> found = HandlerJar.find();
        assumeTrue(found.isPresent(), HandlerJar.MISSING);
        jar = found.orElseThrow();
    }

    private static String ask(String classPath, Path model, String body) throws Exception {
        List<String> command = ChildJava.command("-cp", classPath, ServingProgram.class.getName());
        command.addAll(List.of(model.toString(), body.replace('\'', '"')));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        byte[] output = process.getInputStream().readAllBytes();
        process.waitFor();
        return new String(output, StandardCharsets.UTF_8);
    }

    /** Of base 3, 6, 9 with S of the source 4, 4, 4: 8 + 9. */
    @Test
    void inDepsItServesWhatWasPackaged() throws Exception {
        Path model = folder.resolve("sum3");
        PrintWriter nobody = new PrintWriter(Writer.nullWriter());
        int code = Iit.run(nobody, nobody, "package", "sum3", "--out", model.toString());
        assertThat(code).isZero();
        String classPath = HandlerJar.serverClassPath() + File.pathSeparator + jar;
        String body =
                "{'inputs': {'base': [[3, 6, 9]], 'sources': [[[4, 4, 4]]]}, 'variables': {'S':"
                        + " 0}}";
        String reply = ask(classPath, model, body);
        assertThat(reply).startsWith("200 {");
        JsonObject json = JsonParser.parseString(reply.substring(4)).getAsJsonObject();
        assertThat(Served.highest(json)).isEqualTo(17);
    }

    @Test
    void inLibsItServesTorchScript() throws Exception {
        Files.copy(TorchScriptFile.of("mlp"), folder.resolve("model.pt"));
        Files.createDirectory(folder.resolve("libs"));
        Files.copy(jar, folder.resolve("libs/handler.jar"));
        Files.writeString(
                folder.resolve("serving.properties"),
                "engine=PyTorch\noption.modelName=model\ntranslator="
                        + InterventionServingTranslator.class.getName());
        String body =
                "{'inputs': {'base': [[1, 2, 3, 4, 5, 6]]}, 'plan': {'version': 1, 'interventions':"
                        + " [{'site': '4', 'edit': 'set', 'value': 7}]}}";
        assertThat(ask(HandlerJar.serverClassPath(), folder, body))
                .contains(
                        "200 {\"output\":{\"shape\":[1,4],\"type\":\"float32\",\"data\":[[7.0,7.0");
    }

    @Test
    void itHasNoClassOfDjl() throws Exception {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName))
                    .noneMatch(
                            name ->
                                    name.startsWith("ai/djl")
                                            || name.startsWith("org/slf4j")
                                            || name.startsWith("com/google"));
        }
    }
}
