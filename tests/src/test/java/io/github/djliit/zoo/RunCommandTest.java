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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a small model under plans, and recomputes what comes out by hand. */
class RunCommandTest {

    private static final int ROWS = 3;
    private static final String SWAP =
            """
            {"version": 1,
             "interventions": [{"site": "02SequentialBlock[0:4]", "edit": "interchange"},
                               {"site": "02SequentialBlock[4:8]", "edit": "interchange",
                                "source": 1}],
             "collect": ["02SequentialBlock[0:8]"]}
            """;

    @TempDir private static Path folder;
    private static Path model;
    private static Path base;
    private static Path left;
    private static Path right;

    @BeforeAll
    static void train() {
        model = CommandRun.model(folder.resolve("model"));
        base = NpzFiles.random(folder.resolve("base.npz"), ROWS, 1);
        left = NpzFiles.random(folder.resolve("left.npz"), ROWS, 2);
        right = NpzFiles.random(folder.resolve("right.npz"), ROWS, 3);
    }

    @Test
    void withoutAPlanTheOutputIsThePlainOne() {
        Map<String, float[]> arrays = run(model);
        assertThat(arrays).containsOnlyKeys("output0", "base0");
        assertThat(arrays.get("output0")).isEqualTo(arrays.get("base0"));
    }

    @Test
    void arraysHaveTheNamesOfTheContract() throws IOException {
        assertThat(runSwap())
                .containsOnlyKeys(
                        "output0",
                        "base0",
                        "source0_0",
                        "source1_0",
                        "02SequentialBlock[0:8].base",
                        "02SequentialBlock[0:8].source0",
                        "02SequentialBlock[0:8].source1",
                        "02SequentialBlock[0:8].counterfactual");
    }

    @Test
    void theCounterfactualIsThatOfTheParameters() throws IOException {
        EqualityNetwork network = new EqualityNetwork(model);
        float[] output = runSwap().get("output0");
        for (int row = 0; row < ROWS; row++) {
            float[] layer = network.secondLayer(row(base, row));
            System.arraycopy(network.secondLayer(row(left, row)), 0, layer, 0, 4);
            System.arraycopy(network.secondLayer(row(right, row)), 4, layer, 4, 4);
            assertThat(Arrays.copyOfRange(output, 2 * row, 2 * row + 2))
                    .containsExactly(network.output(layer), within(1e-6f));
        }
    }

    @Test
    void aSourceIsRunAsIfAlone() throws IOException {
        EqualityNetwork network = new EqualityNetwork(model);
        float[] output = runSwap().get("source1_0");
        assertThat(Arrays.copyOf(output, 2))
                .containsExactly(network.output(network.secondLayer(row(right, 0))), within(1e-6f));
    }

    @Test
    void whatIsCollectedOfTheCounterfactualIsEdited() throws IOException {
        Map<String, float[]> arrays = runSwap();
        float[] edited = arrays.get("02SequentialBlock[0:8].counterfactual");
        float[] source = arrays.get("02SequentialBlock[0:8].source0");
        assertThat(Arrays.copyOf(edited, 4)).isEqualTo(Arrays.copyOf(source, 4));
    }

    @Test
    void thePlanOfTheDirectoryHoldsWhereNoneIsGiven() throws IOException {
        Path own = CommandRun.model(folder.resolve("own"));
        Files.writeString(own.resolve("plan.json"), "{\"version\": 1, \"collect\": [\":input\"]}");
        assertThat(run(own).get(":input.base")).isEqualTo(row(base, 0, ROWS));
    }

    @Test
    void anExistingFileIsReplacedWhereThatIsAskedFor() throws IOException {
        Path out = folder.resolve("there.npz");
        Files.writeString(out, "something else");
        CommandRun.of("run", model.toString(), "--base=" + base, "--out=" + out, "--overwrite");
        assertThat(NpzFiles.read(out)).containsKey("output0");
    }

    @Test
    void nothingIsLeftWhereARunFails() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path plan = Files.writeString(folder.resolve("bad.json"), "{}");
        Path out = empty.resolve("out.npz");
        CommandRun.of("run", model.toString(), "--base=" + base, "--plan=" + plan, "--out=" + out);
        assertThat(empty).isEmptyDirectory();
    }

    private static Map<String, float[]> runSwap() throws IOException {
        Path plan = Files.writeString(folder.resolve("swap.json"), SWAP);
        return run(model, "--source=" + left, "--source=" + right, "--plan=" + plan);
    }

    private static Map<String, float[]> run(Path at, String... more) {
        Path out = folder.resolve("out.npz");
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("run", at.toString(), "--base=" + base, "--out=" + out));
        arguments.addAll(List.of(more));
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run).isEqualTo(new CommandRun(0, "", ""));
        return NpzFiles.read(out);
    }

    private static float[] row(Path file, int row) {
        return row(file, row, 1);
    }

    private static float[] row(Path file, int from, int count) {
        float[] data = NpzFiles.read(file).values().iterator().next();
        return Arrays.copyOfRange(data, from * NpzFiles.WIDTH, (from + count) * NpzFiles.WIDTH);
    }
}
