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
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files name dicts, lists and tuples as DJL does; see tests/golden/torchscript/named.py. */
class RunNamedInputsTest {

    private static final Map<String, Tensor> ARRAYS = ScriptFiles.arrays("named");

    @TempDir private Path folder;

    private Path inputs(String name, String side) {
        String prefix = name + "." + side + ".";
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        ARRAYS.forEach(
                (key, tensor) -> {
                    if (key.startsWith(prefix) && !key.endsWith(".output")) {
                        inputs.put(key.substring(prefix.length()), tensor);
                    }
                });
        return ScriptFiles.write(folder.resolve(prefix + "npz"), inputs);
    }

    private Map<String, Tensor> run(String name, String... more) {
        String[] arguments = new String[4 + more.length];
        arguments[0] = "run";
        arguments[1] = ScriptFiles.model(name).toString();
        arguments[2] = "--base=" + inputs(name, "base");
        arguments[3] = "--out=" + folder.resolve("out.npz");
        System.arraycopy(more, 0, arguments, 4, more.length);
        assertThat(CommandRun.of(arguments)).isEqualTo(new CommandRun(0, "", ""));
        return ScriptFiles.read(folder.resolve("out.npz"));
    }

    private static void assertNear(Tensor found, String expected) {
        assertThat(found.toFloats())
                .containsExactly(ARRAYS.get(expected).toFloats(), within(1e-5f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dict_in", "list_in", "tuple_in"})
    void withoutAPlanTheOutputIsThePlainOne(String name) {
        assertNear(run(name).get("output0"), name + ".base.output");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dict_in", "list_in", "tuple_in"})
    void aPlanIsRunOnBaseAndSource(String name) throws IOException {
        Path plan = folder.resolve("plan.json");
        Files.writeString(
                plan,
                "{\"version\": 1, \"interventions\": [{\"site\": \"a\", \"edit\":"
                        + " \"interchange\"}]}");
        Map<String, Tensor> found =
                run(name, "--plan=" + plan, "--source=" + inputs(name, "source"));
        assertNear(found.get("output0"), name + ".swapped.output");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dict_in", "list_in", "tuple_in"})
    void sitesHaveShapes(String name) {
        CommandRun run =
                CommandRun.of(
                        "sites",
                        ScriptFiles.model(name).toString(),
                        "--example=" + inputs(name, "base"));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("(-1, 4)");
    }

    @Test
    void anotherMethodRuns() {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("module_method:twice", Tensor.of(new float[3], 3));
        inputs.put("x", Tensor.of(new float[12], 3, 4));
        inputs.put("y", ARRAYS.get("dict_in.base.x.x"));
        Path base = ScriptFiles.write(folder.resolve("twice.npz"), inputs);
        CommandRun run =
                CommandRun.of(
                        "run",
                        ScriptFiles.model("methods").toString(),
                        "--base=" + base,
                        "--out=" + folder.resolve("out.npz"));
        assertThat(run).isEqualTo(new CommandRun(0, "", ""));
    }

    @Test
    void namesThatDoNotFitAreToldInALine() {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("a0", Tensor.of(new float[12], 3, 4));
        inputs.put("a1", Tensor.of(new float[12], 3, 4));
        Path base = ScriptFiles.write(folder.resolve("plain.npz"), inputs);
        CommandRun run =
                CommandRun.of(
                        "run",
                        ScriptFiles.model("dict_in").toString(),
                        "--base=" + base,
                        "--out=" + folder.resolve("out.npz"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("call its arrays x.KEY").hasLineCount(1);
    }
}
