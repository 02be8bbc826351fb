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
import static org.assertj.core.api.Assertions.within;

import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonObject;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.torchscript.TorchScriptFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JSON form of requests and replies. */
class ServingJsonTest {

    private static final String BASE = "[[1, 2, 3, 4, 5, 6]]";
    private static final String SOURCE = "[[6, 5, 4, 3, 2, 1]]";

    @TempDir private Path folder;
    private Served served;
    private NDManager manager;

    @BeforeEach
    void open() throws Exception {
        served = Served.script(folder, TorchScriptFile.of("mlp"));
        manager = NDManager.newBaseManager("PyTorch");
    }

    @AfterEach
    void close() {
        manager.close();
        served.close();
    }

    private NDList base() {
        return new NDList(manager.create(new float[][] {{1, 2, 3, 4, 5, 6}}));
    }

    private NDList source() {
        return new NDList(manager.create(new float[][] {{6, 5, 4, 3, 2, 1}}));
    }

    private float[] expected(String plan, NDList... sources) {
        InterventionBlock block = new InterventionBlock(served.model().getBlock());
        InterventionPlan read = InterventionPlan.fromJson(plan.replace('\'', '"'));
        return block.intervene(read, base(), sources).counterfactual().head().toFloatArray();
    }

    @Test
    void inputsAloneAreAPlainPrediction() throws Exception {
        JsonObject reply = served.ask("{'inputs': " + BASE + "}");
        assertThat(Served.numbers(reply.get("output")))
                .containsExactly(expected("{'version': 1}"), within(1e-6f));
    }

    @Test
    void aPlanIsAppliedToTheBase() throws Exception {
        String plan =
                "{'version': 1, 'interventions': [{'site': '0[0:4]', 'edit': 'interchange'}]}";
        JsonObject reply =
                served.ask(
                        "{'inputs': {'base': %s, 'sources': [%s]}, 'plan': %s}"
                                .formatted(BASE, SOURCE, plan));
        assertThat(Served.numbers(reply.get("output")))
                .containsExactly(expected(plan, source()), within(1e-6f));
    }

    @Test
    void aReplyIsJsonWithStatus200() throws Exception {
        Output output = served.send(Served.json("{'inputs': " + BASE + "}"));
        assertThat(output.getCode()).isEqualTo(200);
        assertThat(output.getProperty("content-type", "")).isEqualTo("application/json");
    }

    private JsonObject ask(String rest) throws Exception {
        String inputs = "{'base': %s, 'sources': [%s]}".formatted(BASE, SOURCE);
        return served.ask("{'inputs': " + inputs + ", " + rest + "}");
    }

    private static float[] output(JsonObject reply) {
        return Served.numbers(reply.get("output"));
    }

    private float[] plain(NDList inputs) {
        return served.model()
                .getBlock()
                .forward(new ParameterStore(manager, false), inputs, false)
                .head()
                .toFloatArray();
    }

    @Test
    void aTensorTellsItsShapeAndType() throws Exception {
        JsonObject output = ask("'collect': ['0']").getAsJsonObject("output");
        assertThat(output.get("shape")).hasToString("[1,4]");
        assertThat(output.get("type").getAsString()).isEqualTo("float32");
    }

    @Test
    void whatIsReturnedIsWhatIsAskedFor() throws Exception {
        JsonObject reply =
                ask(
                        "'plan': {'version': 1, 'interventions': [{'site': '0', 'edit': 'zero'}],"
                                + " 'collect': ['2']}, 'return': ['base', 'sources', 'collected',"
                                + " 'collected_base', 'collected_sources']");
        assertThat(reply.keySet())
                .containsExactly(
                        "base", "sources", "collected", "collected_base", "collected_sources");
        assertThat(Served.numbers(reply.get("base"))).containsExactly(plain(base()), within(1e-6f));
        assertThat(Served.numbers(reply.getAsJsonArray("sources").get(0)))
                .containsExactly(plain(source()), within(1e-6f));
    }

    @Test
    void whatIsCollectedIsThatOfTheRunUnderThePlan() throws Exception {
        JsonObject reply =
                ask(
                        "'plan': {'version': 1, 'interventions': [{'site': '0', 'edit': 'zero'}]},"
                                + " 'collect': ['0[0:2]'], 'return': ['collected',"
                                + " 'collected_base']");
        assertThat(Served.numbers(reply.getAsJsonObject("collected").get("0[0:2]")))
                .containsExactly(0, 0);
        assertThat(Served.numbers(reply.getAsJsonObject("collected_base").get("0[0:2]")))
                .doesNotContain(0);
    }

    @Test
    void numbersAreReadByTheTypeThatTheySay() throws Exception {
        JsonObject reply =
                served.ask(
                        "{'inputs': {'base': {'shape': [1, 6], 'type': 'float32', 'data': [1, 2, 3,"
                                + " 4, 5, 6]}}}");
        assertThat(output(reply)).containsExactly(plain(base()), within(1e-6f));
    }

    @Test
    void severalInputsAreAnObjectOrAList() throws Exception {
        JsonObject named = served.ask("{'inputs': {'base': {'x': " + BASE + "}}}");
        JsonObject listed = served.ask("{'inputs': {'base': [{'data': " + BASE + "}]}}");
        assertThat(output(named)).containsExactly(output(listed));
    }

    @Test
    void aBatchOfRowsHasItsOwnRowsInThePlan() throws Exception {
        JsonObject reply =
                served.ask(
                        "{'inputs': {'base': [[1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]]}, 'plan':"
                                + " {'version': 1, 'interventions': [{'site': '4', 'edit': 'zero',"
                                + " 'rows': [1]}]}}");
        float[] found = output(reply);
        assertThat(Arrays.copyOfRange(found, 4, 8)).containsOnly(0);
        assertThat(Arrays.copyOf(found, 4)).containsExactly(plain(base()), within(1e-6f));
    }

    @Test
    void numbersThatAreNotFiniteAreWords() throws Exception {
        JsonObject reply =
                ask(
                        "'plan': {'version': 1, 'interventions': [{'site': '4', 'edit': 'scale',"
                                + " 'value': 3e38}, {'site': '4', 'edit': 'scale', 'value':"
                                + " 3e38}]}");
        JsonObject output = reply.getAsJsonObject("output");
        String data = output.get("data").toString();
        assertThat(data).contains("Infinity\"");
        long words = Pattern.compile("Infinity|NaN").matcher(data).results().count();
        assertThat(output.get("not_finite").getAsLong()).isEqualTo(words);
    }

    @Test
    void aPlanMayStandBesideTheBody() throws Exception {
        String plan = "{'version': 1, 'interventions': [{'site': '4', 'edit': 'zero'}]}";
        Input input = Served.json("{'inputs': {'base': " + BASE + "}}");
        input.add("plan", plan.replace('\'', '"'));
        assertThat(output(Served.read(served.send(input)))).containsOnly(0);
    }

    @Test
    void wordsBesideTheBodyNeedNoBrackets() throws Exception {
        Input input = Served.json("{'inputs': {'base': " + BASE + "}}");
        input.add("collect", "0[0:2]");
        input.add("return", "collected,base");
        assertThat(Served.read(served.send(input)).keySet()).containsExactly("base", "collected");
    }
}
