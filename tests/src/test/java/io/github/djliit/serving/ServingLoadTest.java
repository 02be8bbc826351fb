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

import com.google.gson.JsonObject;
import io.github.djliit.torchscript.RememberingBlockFactory;
import io.github.djliit.torchscript.TorchScriptFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Model directories of all kinds load, and what is wrong in one is told when it does. */
class ServingLoadTest {

    private static final String ZERO =
            "{\"version\": 1, \"interventions\": [{\"site\": \"4\", \"edit\": \"zero\"}]}";

    private static final String ROW = "{'inputs': {'base': [[1, 2, 3, 4, 5, 6]]}";

    @TempDir private Path folder;

    @AfterEach
    void close() {
        RememberingBlockFactory.closeModels();
    }

    @ParameterizedTest
    @CsvSource({"equality, left", "sum3, S", "sum4-transformer, C1"})
    void aModelOfTheZooInterchangesItsVariables(String id, String variable) throws Exception {
        try (Served served = Served.zoo(folder, id, inputTypes(id))) {
            String base = row(id, 1);
            String inputs = "{'inputs': {'base': %s, 'sources': [%s]}".formatted(base, row(id, 7));
            JsonObject plain = served.ask(inputs + ", 'plan': {'version': 1}}");
            JsonObject swapped = served.ask(inputs + ", 'variables': {'" + variable + "': 0}}");
            assertThat(swapped.has("output")).as("%s", swapped).isTrue();
            assertThat(swapped).isNotEqualTo(plain);
        }
    }

    private static String inputTypes(String id) {
        return id.endsWith("transformer") ? "iit.input_types=int64" : "";
    }

    private static String row(String id, int first) {
        return switch (id) {
            case "equality" ->
                    first == 1
                            ? "[[1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2]]"
                            : "[[1, 1, 1, 1, 5, 5, 5, 5, 2, 2, 2, 2, 2, 2, 2, 2]]";
            case "sum3" -> "[[%s, 2, 3]]".formatted(first);
            default -> "[[%s, 2, 3, 4]]".formatted(first);
        };
    }

    @Test
    void aDefaultPlanHoldsWhereNoneIsGiven() throws Exception {
        Files.writeString(folder.resolve("plan.json"), ZERO);
        try (Served served = Served.script(folder, TorchScriptFile.of("mlp"))) {
            JsonObject reply = served.ask("{'inputs': {'base': [[1, 2, 3, 4, 5, 6]]}}");
            assertThat(Served.numbers(reply.get("output"))).containsOnly(0);
        }
    }

    @Test
    void aPlainPredictionIsOneWhateverTheDefault() throws Exception {
        Files.writeString(folder.resolve("plan.json"), ZERO);
        try (Served served = Served.script(folder, TorchScriptFile.of("mlp"))) {
            JsonObject reply = served.ask("{'inputs': [[1, 2, 3, 4, 5, 6]]}");
            assertThat(Served.numbers(reply.get("output"))).doesNotContain(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iit.max_rows=0",
                "iit.max_rows=many",
                "iit.stack=maybe",
                "iit.input_types=float33",
                "iit.maxrows=3"
            })
    void aWrongSettingIsToldWhenTheModelLoads(String setting) {
        String factory = "blockFactory=" + RememberingBlockFactory.class.getName();
        assertThatThrownBy(() -> Served.script(folder, TorchScriptFile.of("mlp"), factory, setting))
                .hasStackTraceContaining(setting.split("=", -1)[0]);
    }

    private static String code(JsonObject reply) {
        return reply.has("error")
                ? reply.getAsJsonObject("error").get("code").getAsString()
                : "none";
    }

    @Test
    void aDamagedPlanIsToldWhereItIsAskedFor() throws Exception {
        Files.createDirectory(folder.resolve("plans"));
        Files.writeString(folder.resolve("plans/bad.json"), "{}");
        try (Served served = Served.script(folder, TorchScriptFile.of("mlp"))) {
            assertThat(served.ask(ROW + ", 'plan': 'bad'}").toString())
                    .contains("invalid_plan")
                    .contains("the stored plan 'bad' is damaged: /version: missing");
            assertThat(code(served.ask(ROW + "}"))).isEqualTo("none");
        }
    }

    @Test
    void plansComeChangeAndGoWhileTheModelIsServed() throws Exception {
        try (Served served = Served.script(folder, TorchScriptFile.of("mlp"))) {
            String body = ROW + ", 'plan': 'mine'}";
            assertThat(code(served.ask(body))).isEqualTo("unknown_plan");
            Path plan = Files.createDirectory(folder.resolve("plans")).resolve("mine.json");
            Files.writeString(plan, ZERO);
            assertThat(Served.numbers(served.ask(body).get("output"))).containsOnly(0);
            Files.writeString(plan, ZERO.replace("\"zero\"", "\"set\", \"value\": 7"));
            assertThat(Served.numbers(served.ask(body).get("output"))).containsOnly(7);
            Files.delete(plan);
            assertThat(code(served.ask(body))).isEqualTo("unknown_plan");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../plan", "a/b", ".hidden", "..", ""})
    void aNameOfAnotherPlaceIsNoPlan(String name) throws Exception {
        Files.writeString(folder.resolve("plan.json"), ZERO);
        try (Served served = Served.script(folder, TorchScriptFile.of("mlp"))) {
            assertThat(code(served.ask(ROW + ", 'plan': '" + name + "'}")))
                    .isEqualTo("unknown_plan");
        }
    }
}
