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
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.modality.Input;
import ai.djl.modality.Output;
import com.google.gson.JsonObject;
import io.github.djliit.torchscript.TorchScriptFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a request is told with a code, a place and a message. */
class ServingErrorsTest {

    private static final String BASE = "'base': [[1, 2, 3, 4, 5, 6]]";

    @TempDir private static Path folder;
    private static Served served;

    @BeforeAll
    static void open() throws Exception {
        served =
                Served.script(
                        folder,
                        TorchScriptFile.of("mlp"),
                        "iit.max_request_bytes=20000",
                        "iit.max_rows=4",
                        "iit.max_sources=2",
                        "iit.max_interventions=3",
                        "iit.max_sites=2",
                        "iit.max_reply_bytes=300");
    }

    @AfterAll
    static void close() {
        served.close();
    }

    private static String plan(String interventions) {
        return "{'inputs': {%s}, 'plan': {'version': 1, 'interventions': [%s]}}"
                .formatted(BASE, interventions);
    }

    private static String rest(String rest) {
        return "{'inputs': {" + BASE + "}, " + rest + "}";
    }

    static Stream<Arguments> faults() {
        String zero = "{'site': '%s', 'edit': 'zero'}";
        return Stream.of(
                arguments("{", 400, "invalid_request", ""),
                arguments("[]", 400, "invalid_request", ""),
                arguments("{}", 400, "invalid_request", "/inputs"),
                arguments(rest("'plam': {}"), 400, "invalid_request", "/plam"),
                arguments("{'inputs': {'sources': []}}", 400, "invalid_request", "/inputs/base"),
                arguments("{'inputs': [['a']]}", 400, "invalid_request", "/inputs/0/0"),
                arguments("{'inputs': [[1], [2, 3]]}", 400, "invalid_request", "/inputs/1"),
                arguments("{'inputs': 3}", 400, "invalid_tensor", "/inputs"),
                arguments(
                        "{'inputs': {'data': [1], 'type': 'string'}}",
                        400,
                        "invalid_request",
                        "/inputs/type"),
                arguments("{'inputs': [[1, 2]]}", 400, "invalid_inputs", "/inputs"),
                arguments(
                        "{'inputs': {'base': [[1]], 'sources': [[[1], [2]]]}}",
                        400,
                        "invalid_tensor",
                        "/inputs/sources/0"),
                arguments("{'inputs': [[1], [2], [3], [4], [5]]}", 413, "too_many_rows", "/inputs"),
                arguments(
                        "{'inputs': {" + BASE + ", 'sources': [1, 2, 3]}}",
                        413,
                        "too_many_sources",
                        "/inputs/sources"),
                arguments(
                        plan(zero.formatted("nowhere")),
                        400,
                        "unknown_site",
                        "/plan/interventions/0/site"),
                arguments(
                        plan("{'site': '0', 'edit': 'zerro'}"),
                        400,
                        "invalid_plan",
                        "/plan/interventions/0/edit"),
                arguments(
                        plan("{'site': '0', 'edit': 'interchange'}"),
                        400,
                        "missing_source",
                        "/plan"),
                arguments(
                        plan("{'site': '0', 'edit': 'zero', 'rows': [3]}"),
                        400,
                        "invalid_plan",
                        "/plan/interventions/0/rows"),
                arguments(
                        plan(zero.formatted("0[99]")),
                        400,
                        "unusable_site",
                        "/plan/interventions/0/site"),
                arguments(
                        plan(
                                String.join(
                                        ",",
                                        zero.formatted("0[0]"),
                                        zero.formatted("0[1]"),
                                        zero.formatted("0[2]"),
                                        zero.formatted("0[3]"))),
                        413,
                        "too_many_interventions",
                        "/plan/interventions"),
                arguments(rest("'plan': 'none'"), 400, "unknown_plan", "/plan"),
                arguments(rest("'variables': {'left': 0}"), 400, "unknown_variable", "/variables"),
                arguments(rest("'collect': ['nowhere']"), 400, "unknown_site", "/collect"),
                arguments(rest("'collect': ['0', '1', '2']"), 413, "too_many_sites", "/collect"),
                arguments(rest("'return': ['all']"), 400, "invalid_request", "/return/0"),
                arguments(
                        rest("'plan': {'version': 1}, 'variables': {}"),
                        400,
                        "invalid_request",
                        "/variables"),
                arguments(
                        rest("'collect': ['0', '2'], 'return': ['collected', 'collected_base']"),
                        413,
                        "reply_too_large",
                        ""),
                arguments(" ".repeat(20_001), 413, "request_too_large", ""));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultHasAStatusACodeAndAPlace(String body, int status, String code, String pointer)
            throws Exception {
        Output output = served.send(Served.json(body));
        JsonObject error = Served.read(output).getAsJsonObject("error");
        assertThat(error.get("code").getAsString()).as("%s", error).isEqualTo(code);
        assertThat(error.get("pointer").getAsString()).as("%s", error).isEqualTo(pointer);
        assertThat(output.getCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void noMessageNamesAPathOrAClass(String body, int status, String code, String pointer)
            throws Exception {
        String message = served.error(body).get("message").getAsString();
        assertThat(message)
                .isNotBlank()
                .doesNotContain(folder.toString(), "java.", "ai.djl", "\n", ".cpp", "/pytorch");
    }

    @Test
    void aRequestWithoutABodyIsToldOfContentTypes() throws Exception {
        Input input = new Input();
        input.add("inputs", "[[1]]");
        JsonObject error = Served.read(served.send(input)).getAsJsonObject("error");
        assertThat(error.get("message").getAsString()).contains("Content-Type: application/json");
    }

    @Test
    void aPlanInTwoPlacesIsRefused() throws Exception {
        Input input = Served.json(rest("'plan': {'version': 1}"));
        input.add("plan", "{\"version\": 1}");
        JsonObject error = Served.read(served.send(input)).getAsJsonObject("error");
        assertThat(error.get("pointer").getAsString()).isEqualTo("/plan");
    }

    @Test
    void textThatIsNoTextIsRefused() throws Exception {
        byte[] bytes = "{\"inputs\": \"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1);
        Output output = served.send(Served.of("application/json", bytes));
        assertThat(Served.read(output).toString()).contains("UTF-8");
    }
}
