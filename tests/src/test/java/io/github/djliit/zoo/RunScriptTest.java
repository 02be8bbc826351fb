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
}
