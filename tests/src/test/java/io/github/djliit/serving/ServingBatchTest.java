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
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.djliit.support.KeptOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The network is {@code 2 (x + 1)}; requests of one batch run together, and never harm another. */
class ServingBatchTest {

    @RegisterExtension static final KeptOutput LOG = new KeptOutput();

    private static final String SITE = "01LambdaBlock";

    @TempDir private Path folder;
    private Served served;

    @BeforeEach
    void open() throws Exception {
        Files.writeString(
                folder.resolve("serving.properties"),
                "engine=PyTorch\noption.hasParameter=false\niit.fuse=always\nblockFactory=%s\ntranslator=%s\n"
                        .formatted(
                                FaultyBlockFactory.class.getName(),
                                InterventionServingTranslator.class.getName()));
        Files.createDirectory(folder.resolve("plans"));
        Files.writeString(
                folder.resolve("plans/double.json"),
                "{\"version\": 1, \"interventions\": [{\"site\": \"%s\", \"edit\": \"scale\","
                                .formatted(SITE)
                        + " \"value\": 2}]}");
        Files.writeString(
                folder.resolve("alignment.json"),
                "{\"version\": 1, \"variables\": [{\"variable\": \"v\", \"sites\":"
                        + " [\"%s[0:1]\"]}]}".formatted(SITE));
        served = Served.load(folder);
        FaultyBlockFactory.PASSES.clear();
    }

    @AfterEach
    void close() {
        served.close();
    }

    private static Input edit(String row, String edit) {
        return Served.json(
                "{'inputs': {'base': [%s]}, 'plan': {'version': 1, 'interventions': [{'site': '%s', 'edit': %s}]}}"
                        .formatted(row, SITE, edit));
    }

    private static Input plain(String rows) {
        return Served.json("{'inputs': " + rows + "}");
    }

    private List<String> answers(Input... inputs) throws Exception {
        return served.send(List.of(inputs)).stream().map(ServingBatchTest::answer).toList();
    }

    private static String answer(Output output) {
        JsonObject reply = Served.read(output);
        JsonElement error = reply.get("error");
        return error == null
                ? Arrays.toString(Served.numbers(reply.get("output")))
                : output.getCode() + " " + error.getAsJsonObject().get("code").getAsString();
    }

    @Test
    void eachRequestHasItsOwnPlan() throws Exception {
        assertThat(
                        answers(
                                edit("[1, 2]", "'zero'"),
                                edit("[1, 2]", "'add', 'value': [1, 0]"),
                                edit("[1, 2]", "'set', 'value': 7")))
                .containsExactly("[0.0, 0.0]", "[6.0, 6.0]", "[14.0, 14.0]");
    }

    @Test
    void differentPlansRunInOnePass() throws Exception {
        answers(edit("[1, 2]", "'zero'"), edit("[3, 4]", "'set', 'value': 7"));
        assertThat(FaultyBlockFactory.PASSES).containsExactly(2);
    }

    @Test
    void plainRequestsRunInOnePass() throws Exception {
        assertThat(answers(plain("[[1, 2]]"), plain("[[3, 4], [5, 6]]")))
                .containsExactly("[4.0, 6.0]", "[8.0, 10.0, 12.0, 14.0]");
        assertThat(FaultyBlockFactory.PASSES).containsExactly(3);
    }

    @Test
    void aVariableIsTakenFromItsSource() throws Exception {
        String inputs = "{'inputs': {'base': [[1, 2]], 'sources': [[[5, 5]], [[8, 8]]]}, ";
        assertThat(
                        answers(
                                Served.json(inputs + "'variables': {'v': 1}}"),
                                Served.json(inputs + "'variables': {'v': 0}}")))
                .containsExactly("[18.0, 6.0]", "[12.0, 6.0]");
    }

    @Test
    void aStoredPlanIsCalledByItsName() throws Exception {
        assertThat(answers(Served.json("{'inputs': {'base': [[1, 2]]}, 'plan': 'double'}")))
                .containsExactly("[8.0, 12.0]");
    }

    @Test
    void aNameIsNoPath() throws Exception {
        assertThat(answers(Served.json("{'inputs': {'base': [[1, 2]]}, 'plan': '../alignment'}")))
                .containsExactly("400 unknown_plan");
    }

    @Test
    void requestsOfOtherShapesRunInPassesOfTheirOwn() throws Exception {
        assertThat(answers(edit("[1, 2]", "'zero'"), edit("[1, 2, 3]", "'add', 'value': 1")))
                .containsExactly("[0.0, 0.0]", "[6.0, 8.0, 10.0]");
    }

    @Test
    void requestsWithAndWithoutSourcesRunTogether() throws Exception {
        Input swapped =
                Served.json(
                        "{'inputs': {'base': [[1, 2]], 'sources': [[[5, 6]]]}, 'plan': {'version': 1, 'interventions': [{'site': '%s', 'edit': 'interchange'}]}}"
                                .formatted(SITE));
        assertThat(answers(edit("[1, 2]", "'zero'"), swapped))
                .containsExactly("[0.0, 0.0]", "[12.0, 14.0]");
        assertThat(FaultyBlockFactory.PASSES).hasSize(2);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments(plain("[[13, 0]]"), "503 out_of_memory"),
                arguments(plain("[[14, 0]]"), "503 out_of_memory"),
                arguments(plain("[[15, 0]]"), "500 internal"),
                arguments(plain("[[16, 0]]"), "500 internal"),
                arguments(edit("[16, 0]", "'zero'"), "500 internal"),
                arguments(edit("[13, 0]", "'add', 'value': 1"), "503 out_of_memory"),
                arguments(edit("[1, 2]", "'set', 'value': [1, 2, 3]"), "400 unusable_site"),
                arguments(edit("[1, 2]", "'nothing'"), "400 invalid_plan"),
                arguments(plain("nothing"), "400 invalid_request"),
                arguments(new Input(), "400 invalid_request"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultStaysWithItsRequest(Input bad, String answer) throws Exception {
        assertThat(
                        answers(
                                plain("[[1, 2]]"),
                                edit("[1, 2]", "'zero'"),
                                bad,
                                edit("[1, 2]", "'add', 'value': 1"),
                                plain("[[3, 4]]")))
                .containsExactly("[4.0, 6.0]", "[0.0, 0.0]", answer, "[6.0, 8.0]", "[8.0, 10.0]");
    }

    @Test
    void aFaultOfTheProgramTellsNothingOfIt() throws Exception {
        Output output = served.send(plain("[[15, 0]]"));
        assertThat(Served.read(output).toString()).doesNotContain("secret", "NullPointer");
    }

    @Test
    void theLogTellsAllOfAFaultOfTheProgram() throws Exception {
        served.send(plain("[[15, 0]]"));
        assertThat(LOG.text()).contains("ERROR", "NullPointerException: /secret/path");
    }

    @Test
    void theModelGoesOnAfterwards() throws Exception {
        answers(plain("[[13, 0]]"));
        assertThat(answers(plain("[[1, 2]]"))).containsExactly("[4.0, 6.0]");
    }

    @Test
    void nothingStaysOnTheModel() throws Exception {
        int before = served.model().getNDManager().getManagedArrays().size();
        for (int i = 0; i < 50; i++) {
            answers(plain("[[1, 2]]"), edit("[1, 2]", "'zero'"), plain("[[13, 0]]"));
        }
        assertThat(served.model().getNDManager().getManagedArrays()).hasSize(before);
    }
}
