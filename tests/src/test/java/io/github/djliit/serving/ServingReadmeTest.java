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

import com.google.gson.JsonObject;
import io.github.djliit.torchscript.TorchScriptFile;
import io.github.djliit.zoo.BundledModels;
import io.github.djliit.zoo.cli.Iit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each request on the page that a packaged model has is answered, by the handler alone. */
class ServingReadmeTest {

    private static final Pattern BODY =
            Pattern.compile("(?s)```sh\\ncurl [^\\n]* -d '\\n(.*?)'\\n```");

    @TempDir private Path folder;

    private static List<String> bodies(Path model) throws Exception {
        Matcher body = BODY.matcher(Files.readString(model.resolve("README.md")));
        List<String> bodies = new ArrayList<>();
        while (body.find()) {
            bodies.add(body.group(1));
        }
        return bodies;
    }

    private Path packaged(String model) {
        Path out = folder.resolve("out");
        assertThat(Iit.run("package", model, "--out", out.toString())).isZero();
        return out;
    }

    private static void answersAll(Path model) throws Exception {
        try (Served served = Served.load(model)) {
            for (String body : bodies(model)) {
                JsonObject reply = Served.read(served.send(Served.json(body)));
                assertThat(reply.has("output") || reply.has("tokens")).as("%s", reply).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"equality", "ioi", "sum4-transformer"})
    void aModelOfTheZooAnswers(String id) throws Exception {
        Path model = packaged(id);
        assertThat(bodies(model)).hasSize(3);
        answersAll(model);
    }

    @Test
    void aLanguageModelAnswers() throws Exception {
        Path model = packaged(TorchScriptFile.of("gpt2").toString());
        assertThat(bodies(model))
                .hasSize(2)
                .noneMatch(body -> body.contains("...") || body.contains("SITE"));
        answersAll(model);
    }

    @Test
    void oneThatTakesIdsAloneGivesText() throws Exception {
        Path file = BundledModels.open("ioi").path().resolve("model.pt");
        Path model = packaged(Files.copy(file, folder.resolve("text.pt")).toString());
        assertThat(bodies(model)).hasSize(3).anyMatch(body -> body.contains("max_new_tokens"));
        answersAll(model);
    }

    @Test
    void whatTakesNoIdsIsLeftToItsUser() throws Exception {
        Path model = packaged(TorchScriptFile.of("mlp").toString());
        assertThat(bodies(model)).allMatch(body -> body.contains("[[...]]"));
    }
}
