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
import static org.assertj.core.api.Assertions.within;

import io.github.djliit.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code iit run} with TorchScript files, whose inputs only the network itself knows. */
class RunScriptTest {

    private static final String WEIGHTS = "model.transformer.h.0.attn@attn_weights0";

    @TempDir private Path folder;

    private CommandRun run(Path model, Path base, String... more) {
        List<String> arguments = new ArrayList<>(List.of("run", model.toString()));
        arguments.addAll(List.of("--base=" + base, "--out=" + folder.resolve("out.npz")));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private CommandRun run(String name, String... more) {
        Path base = ScriptFiles.inputs(folder, name, "base");
        return run(ScriptFiles.model(name), base, more);
    }

    private Map<String, Tensor> result(CommandRun run) {
        assertThat(run).isEqualTo(new CommandRun(0, "", ""));
        return ScriptFiles.read(folder.resolve("out.npz"));
    }

    private String plan(String text) throws IOException {
        return "--plan=" + Files.writeString(folder.resolve("plan.json"), text);
    }

    private static void assertNear(Tensor found, Tensor expected) {
        assertThat(found.toFloats()).containsExactly(expected.toFloats(), within(1e-5f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "gpt2", "bert", "scripted"})
    void withoutAPlanTheOutputIsThePlainOne(String name) {
        Map<String, Tensor> arrays = result(run(name));
        assertThat(arrays).containsOnlyKeys("output0", "base0");
        assertNear(arrays.get("output0"), ScriptFiles.arrays(name).get("base.output0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "gpt2", "bert", "scripted"})
    void aPlanIsRunOnBaseAndSource(String name) throws IOException {
        Path source = ScriptFiles.inputs(folder, name, "source");
        CommandRun run = run(name, "--source=" + source, plan(ScriptFiles.plan(name, 0)));
        assertNear(result(run).get("output0"), ScriptFiles.arrays(name).get("case0.output0"));
    }

    @Test
    void arraysOfThePlanComeFromAFile() throws IOException {
        Path tensors = folder.resolve("add.npz");
        ScriptFiles.write(tensors, Map.of("add8", ScriptFiles.arrays("mlp").get("add8")));
        CommandRun run = run("mlp", plan(ScriptFiles.plan("mlp", 2)), "--tensors=" + tensors);
        assertNear(result(run).get("output0"), ScriptFiles.arrays("mlp").get("case2.output0"));
    }

    @Test
    void collectedValuesHaveTheirNames() throws IOException {
        CommandRun run = run("gpt2", plan("{\"version\": 1, \"collect\": [\"" + WEIGHTS + "\"]}"));
        assertThat(result(run)).containsKeys(WEIGHTS + ".base", WEIGHTS + ".counterfactual");
    }

    @Test
    void baseAndSourceMayDifferInLength() throws IOException {
        long[] one = {1, 2, 3};
        long[] ones = {1, 1, 1};
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("tokens", Tensor.of(one, 1, 3));
        inputs.put("mask", Tensor.of(ones, 1, 3));
        Path base = ScriptFiles.write(folder.resolve("short.npz"), inputs);
        inputs.put("tokens", Tensor.of(new long[] {1, 2, 3, 4, 5}, 1, 5));
        inputs.put("mask", Tensor.of(new long[] {1, 1, 1, 1, 1}, 1, 5));
        Path source = ScriptFiles.write(folder.resolve("long.npz"), inputs);
        String site = "{\"site\": \"model.transformer.h.0[0:2]\", \"edit\": \"interchange\"}";
        CommandRun run =
                run(
                        ScriptFiles.model("gpt2"),
                        base,
                        "--source=" + source,
                        plan("{\"version\": 1, \"interventions\": [" + site + "]}"));
        Map<String, Tensor> arrays = result(run);
        assertThat(arrays.get("output0").shape().get(1)).isEqualTo(3);
        assertThat(arrays.get("source0_0").shape().get(1)).isEqualTo(5);
    }

    @Test
    void aFolderWithAModelAndItsPlanIsAModel() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        Files.copy(ScriptFiles.model("mlp"), model.resolve("model.pt"));
        Files.writeString(model.resolve("plan.json"), "{\"version\": 1, \"collect\": [\"2\"]}");
        CommandRun run = run(model, ScriptFiles.inputs(folder, "mlp", "base"));
        assertThat(result(run)).containsKey("2.base");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2[9] | zero | /interventions/0/site | length 8",
                "9 | zero | /interventions/0/site | No module has the path '9'",
                "2@wait | zero | /interventions/0/site | 'weight'",
                "2 | interchange | source 0 | 0 sources"
            })
    void aFaultOfThePlanIsToldWithItsPlace(String site, String edit, String one, String two)
            throws IOException {
        String text = "{\"site\": \"" + site + "\", \"edit\": \"" + edit + "\"}";
        CommandRun run = run("mlp", plan("{\"version\": 1, \"interventions\": [" + text + "]}"));
        assertRefused(run, 2, one, two);
    }

    @Test
    void inputsThatTheNetworkRefusesAreToldInALine() {
        Map<String, Tensor> narrow = Map.of("x", Tensor.of(new float[15], 3, 5));
        Path base = ScriptFiles.write(folder.resolve("narrow.npz"), narrow);
        CommandRun run = run(ScriptFiles.model("mlp"), base);
        assertRefused(run, 2, "mat1 and mat2", "3x5 and 6x8", "linear.py");
    }

    @Test
    void theSourceThatTheNetworkRefusesIsNamed() {
        Map<String, Tensor> narrow = Map.of("x", Tensor.of(new float[15], 3, 5));
        Path source = ScriptFiles.write(folder.resolve("narrow.npz"), narrow);
        CommandRun run = run("mlp", "--source=" + source);
        assertRefused(run, 2, "Source 0, " + source + ": the network does not take it", "3x5");
    }

    @Test
    void typesAreKeptAndSoRefused() {
        Map<String, Tensor> whole = Map.of("x", Tensor.of(new long[18], 3, 6));
        Path base = ScriptFiles.write(folder.resolve("whole.npz"), whole);
        assertRefused(run(ScriptFiles.model("mlp"), base), 2, "Long and Float");
    }

    @Test
    void tooFewInputsAreTold() {
        Map<String, Tensor> one = Map.of("x", Tensor.of(new long[3], 1, 3));
        Path base = ScriptFiles.write(folder.resolve("one.npz"), one);
        CommandRun run = run(ScriptFiles.model("gpt2"), base);
        assertRefused(run, 2, "[input_ids, attention_mask], found 1 arrays");
    }

    private void assertRefused(CommandRun run, int code, String... words) {
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("iit: ").contains(words).hasLineCount(1);
        assertThat(run.err()).doesNotContain("Exception", "\tat ", "null", "iit_");
        assertThat(folder.resolve("out.npz")).doesNotExist();
    }

    private static Path rows(String file) throws Exception {
        return Path.of(RunScriptTest.class.getResource("/rows/" + file).toURI());
    }

    @ParameterizedTest
    @CsvSource({
        "dynamic_quantized, dq, 1, swap1",
        "time_major_gru, time_major, rnn:output0, swap_rnn"
    })
    void rowsThatSeeEachOtherRunApart(String name, String values, String site, String swapped)
            throws Exception {
        CommandRun run =
                run(
                        rows(name + ".pt"),
                        rows(values + "_base.npz"),
                        "--source=" + rows(values + "_source.npz"),
                        plan(interchange(site)));
        Map<String, Tensor> found = result(run);
        Map<String, Tensor> expected = ScriptFiles.read(rows(values + "_expected.npz"));
        assertNear(found.get("base0"), expected.get("base"));
        assertNear(found.get("source0_0"), expected.get("source"));
        assertNear(found.get("output0"), expected.get(swapped));
    }

    private static String interchange(String site) {
        return "{\"version\": 1, \"interventions\": [{\"site\": \"%s\", \"edit\": \"interchange\"}]}"
                .formatted(site);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnn", "scalar_input"})
    void inputsWithoutACommonBatchRun(String name) throws Exception {
        Path base = rows(name + ".base.npz");
        String source = "--source=" + rows(name + ".source.npz");
        Map<String, Tensor> found =
                result(run(rows(name + ".pt"), base, source, plan(interchange(":output"))));
        assertNear(found.get("output0"), found.get("source0_0"));
        assertThat(
                        CommandRun.of("sites", rows(name + ".pt").toString(), "--example=" + base)
                                .code())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "--fuse=maybe, 'auto, always or never'",
        "--batch-axis=x, 'a number from 0 to 9, or none'",
        "--batch-axis=7, 'has no batch axis 7'"
    })
    void badSettingsOfRowsAreRefused(String setting, String message) throws Exception {
        CommandRun run = run(rows("time_major_gru.pt"), rows("time_major_base.npz"), setting);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @Test
    void positionsAreRefusedWhereTheBatchAxisIsAnother() throws Exception {
        String text =
                "{\"version\": 1, \"interventions\": [{\"site\": \"f\", \"edit\": \"zero\", \"rows\": [0]}]}";
        CommandRun run =
                run(
                        rows("time_major_gru.pt"),
                        rows("time_major_base.npz"),
                        "--batch-axis=1",
                        plan(text));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("/interventions/0/site", "the batch axis is 1");
    }
}
