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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.github.djliit.torchscript.TorchScriptFile;
import io.github.djliit.zoo.cli.Iit;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a DJL Serving loads model directories, and what it says of those that it does not. */
class ServingServerLoadTest {

    private static final String SET =
            "{'inputs': {'base': [[1, 2, 3, 4, 5, 6]]}, 'plan': {'version': 1, 'interventions':"
                    + " [{'site': '4', 'edit': 'set', 'value': 7}]}}";

    @TempDir private Path folder;
    private Path model;
    private Path home;

    @BeforeEach
    void write() throws Exception {
        RealServer.assume();
        Path script = Files.copy(TorchScriptFile.of("mlp"), folder.resolve("any.pt"));
        model = folder.resolve("mlp");
        home = Files.createDirectory(folder.resolve("home"));
        assertThat(Iit.run("package", script.toString(), "--out", model.toString())).isZero();
    }

    private Path properties() {
        return model.resolve("serving.properties");
    }

    /** As docs/serving.md tells it: the line with the block factory goes. */
    @Test
    void theHandlerWorksFromTheLibsOfAModel() throws Exception {
        Files.copy(
                HandlerJar.find().orElseThrow(),
                Files.createDirectory(model.resolve("libs")).resolve("handler.jar"));
        List<String> lines = Files.readAllLines(properties());
        lines.removeIf(line -> line.startsWith("blockFactory"));
        Files.write(properties(), lines);
        try (RealServer server = RealServer.bare(home, Map.of("mlp", model))) {
            HttpResponse<String> reply = server.ask("mlp", SET);
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
            assertThat(
                            Served.numbers(
                                    JsonParser.parseString(reply.body())
                                            .getAsJsonObject()
                                            .get("output")))
                    .containsExactly(7, 7, 7, 7);
        }
    }

    /** A model with a wrong setting that is there at the start keeps the server from starting. */
    @Test
    void aWrongSettingIsToldAtTheStart() throws Exception {
        Files.writeString(properties(), "iit.max_row=3\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> RealServer.start(home, Map.of("mlp", model)).close())
                .hasMessageContaining("There is no setting 'iit.max_row'")
                .hasMessageContaining("iit.max_rows");
    }

    @Test
    void aModelIsRegisteredWhileTheServerRuns() throws Exception {
        try (RealServer server = RealServer.start(home, Map.of())) {
            HttpResponse<String> reply =
                    server.manage("POST", "/models?model_name=mlp&url=" + model.toUri());
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
            assertThat(server.ask("mlp", SET).statusCode()).isEqualTo(200);
        }
    }
}
