/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.streaming.PublisherBytesSupplier;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.support.Languages;
import io.github.djliit.torchscript.TorchScriptFile;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text under plans, whole and token by token, from a language model with a cache. */
class ServingTextTest {

    private static final String PROMPT = "{'inputs': {'base': [[5, 9, 3]]}, ";
    private static final String PLAN =
            "'plan': {'version': 1, 'interventions': [{'site': 'model.transformer.h.0', 'edit':"
                    + " 'scale', 'value': -3}]}, ";

    @TempDir private Path folder;
    private Served served;

    @BeforeEach
    void open() throws Exception {
        served =
                Served.script(
                        folder,
                        TorchScriptFile.of("gpt2_cache"),
                        "iit.generation_inputs=ids,mask,cache",
                        "iit.generation_cache=2,2,8",
                        "iit.max_new_tokens=30");
    }

    @AfterEach
    void close() {
        served.close();
    }

    private String tokens(String rest) throws Exception {
        JsonObject reply = served.ask(PROMPT + rest);
        assertThat(reply.has("tokens")).as("%s", reply).isTrue();
        return reply.get("tokens").toString();
    }

    private String streamed(String rest) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Output output = served.send(Served.json(PROMPT + rest));
        assertThat(output.getProperty("Content-Type", "")).isEqualTo("application/jsonlines");
        ((PublisherBytesSupplier) output.getData())
                .subscribe(
                        bytes -> {
                            if (bytes != null) {
                                all.writeBytes(bytes);
                            }
                        })
                .get();
        return all.toString(UTF_8);
    }

    @Test
    void thereAreAsManyTokensAsAreAskedFor() throws Exception {
        String reply = tokens("'generate': {'max_new_tokens': 4}}");
        assertThat(JsonParser.parseString(reply).getAsJsonArray().get(0).getAsJsonArray())
                .hasSize(4);
    }

    @Test
    void aPlanChangesTheText() throws Exception {
        assertThat(tokens(PLAN + "'generate': {'max_new_tokens': 8}}"))
                .isNotEqualTo(tokens("'generate': {'max_new_tokens': 8}}"));
    }

    @Test
    void aPlanForTheFirstTokensOnlyIsAnotherOne() throws Exception {
        assertThat(tokens(PLAN + "'generate': {'max_new_tokens': 8, 'when': 'prompt'}}"))
                .isNotEqualTo(tokens(PLAN + "'generate': {'max_new_tokens': 8}}"));
    }

    @Test
    void thePlainTextStandsBesideIt() throws Exception {
        JsonObject reply =
                served.ask(
                        PROMPT
                                + PLAN
                                + "'return': ['output', 'base'], 'generate': {'max_new_tokens':"
                                + " 8}}");
        assertThat(reply.get("base").toString())
                .isEqualTo(tokens("'generate': {'max_new_tokens': 8}}"));
    }

    @Test
    void aStreamHasEachTokenAndThenAll() throws Exception {
        List<String> lines =
                streamed(PLAN + "'generate': {'max_new_tokens': 6, 'stream': true}}")
                        .lines()
                        .toList();
        assertThat(lines).hasSize(7);
        assertThat(lines.get(0)).startsWith("{\"row\":0,\"step\":0,\"token\":");
        assertThat(JsonParser.parseString(lines.get(6)).getAsJsonObject().get("tokens").toString())
                .isEqualTo(tokens(PLAN + "'generate': {'max_new_tokens': 6}}"));
    }

    @Test
    void aStreamIsJsonInEveryLanguage() throws Exception {
        String body = PLAN + "'generate': {'max_new_tokens': 2, 'stream': true}}";
        String english = streamed(body);
        assertThat(Languages.in("ar-EG", () -> streamed(body))).isEqualTo(english);
    }

    @Test
    void oneBatchHasTextsAndOutputsOfTheirOwn() throws Exception {
        Input text = Served.json(PROMPT + "'generate': {'max_new_tokens': 4}}");
        Input bad = Served.json(PROMPT + "'generate': {'max_new_tokens': 0}}");
        List<Output> outputs = served.send(List.of(text, bad, text));
        assertThat(outputs).extracting(Output::getCode).containsExactly(200, 400, 200);
        assertThat(Served.read(outputs.get(2))).isEqualTo(Served.read(outputs.get(0)));
    }

    @Test
    void aTextThatNobodyWaitsForStops() throws Exception {
        Input input = Served.json(PROMPT + "'generate': {'max_new_tokens': 4}}");
        input.setCancelled(true);
        assertThat(served.send(input).getCode()).isEqualTo(503);
    }

    @Test
    void promptsOfDifferentLengthsGiveWhatEachGivesAlone() throws Exception {
        String rest = PLAN + "'generate': {'max_new_tokens': 6}}";
        JsonArray both =
                served.ask("{'inputs': {'base': [[5, 9, 3, 23], [11, 26, 8]]}, " + rest)
                        .getAsJsonArray("tokens");
        JsonArray one =
                served.ask("{'inputs': {'base': [[11, 26, 8]]}, " + rest).getAsJsonArray("tokens");
        assertThat(both.get(1)).isEqualTo(one.get(0));
    }

    @Test
    void inTensorsAShorterPromptIsFilledUpBehind() throws Exception {
        String rest = ", 'generate': {'max_new_tokens': 6}}";
        String filled = "{'type': 'int64', 'data': [[5, 9, 3, 23], [11, 26, 8, -1]]}";
        assertThat(served.ask("{'inputs': {'base': " + filled + "}" + rest))
                .isEqualTo(served.ask("{'inputs': {'base': [[5, 9, 3, 23], [11, 26, 8]]}" + rest));
    }

    @Test
    void sourcesHaveLengthsOfTheirOwn() throws Exception {
        String plan =
                "'plan': {'version': 1, 'interventions': [{'site': 'model.transformer.h.0[-1]',"
                        + " 'edit': 'interchange'}]}, 'generate': {'max_new_tokens': 4}}";
        String two = "{'inputs': {'base': [[5, 9], [11, 26]], 'sources': [[[7, 31, 44], [2]]]}, ";
        String one = "{'inputs': {'base': [[11, 26]], 'sources': [[[2]]]}, ";
        assertThat(served.ask(two + plan).getAsJsonArray("tokens").get(1))
                .isEqualTo(served.ask(one + plan).getAsJsonArray("tokens").get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[5, 9], []] | /inputs/base/1",
                "[[5, 9], 3] | /inputs/base/1",
                "[[5, -1, 9]] | /inputs/base/0/1",
                "{'type': 'int64', 'data': [[5, -1, 9]]} | /inputs/base",
                "[[5, 9.5]] | /inputs/base/0/1",
            })
    void aFaultOfAPromptHasItsPlace(String base, String pointer) throws Exception {
        JsonObject error = served.error("{'inputs': {'base': " + base + "}, 'generate': {}}");
        assertThat(error.get("pointer").getAsString()).as("%s", error).isEqualTo(pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", 'stream': true"})
    void aFaultOfThePromptHasItsStatus(String more) throws Exception {
        String body = "{'inputs': {'base': [[5, 900]]}, 'generate': {'max_new_tokens': 3%s}}";
        Output output = served.send(Served.json(body.formatted(more)));
        assertThat(output.getCode()).isEqualTo(400);
        assertThat(Served.read(output).getAsJsonObject("error").get("code").getAsString())
                .isEqualTo("invalid_inputs");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'generate': {'max_new_tokens': 31} | too_many_tokens | /generate/max_new_tokens",
                "'generate': {'when': 'never'} | invalid_request | /generate/when",
                "'generate': {'tokens': 3} | invalid_request | /generate/tokens",
                "'generate': {}, 'collect': ['model'] | invalid_request | /generate",
            })
    void aFaultHasItsPlace(String rest, String code, String pointer) throws Exception {
        JsonObject error = served.error(PROMPT + rest + "}");
        assertThat(error.get("code").getAsString()).isEqualTo(code);
        assertThat(error.get("pointer").getAsString()).isEqualTo(pointer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'model.transformer.wte:input', 'edit': 'set', 'value': 900 | index out of range",
                "'model.transformer.h.0[2]', 'edit': 'zero' | In step 1",
            })
    void aFaultOfThePlanPointsAtItsSite(String edit, String words) throws Exception {
        String plan = "'plan': {'version': 1, 'interventions': [{'site': " + edit + "}]}, ";
        JsonObject error = served.error(PROMPT + plan + "'generate': {'max_new_tokens': 3}}");
        assertThat(error.get("code").getAsString()).as("%s", error).isEqualTo("unusable_site");
        assertThat(error.get("pointer").getAsString()).isEqualTo("/plan/interventions/0/site");
        assertThat(error.get("message").getAsString()).contains(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[5, 900, 3]]", "[[5, 900]]"})
    void aFaultOfTheInputsUnderAPlanPointsAtThem(String base) throws Exception {
        JsonObject error =
                served.error("{'inputs': {'base': " + base + "}, " + PLAN + "'generate': {}}");
        assertThat(error.get("code").getAsString()).isEqualTo("invalid_inputs");
        assertThat(error.get("pointer").getAsString()).isEqualTo("/inputs");
    }
}
