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

import io.github.djliit.intervention.Rotation;
import io.github.djliit.intervention.Value;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
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

/** {@code iit run} understands the whole plan; the network is that of {@code equality}. */
class RunPlanTest {

    private static final int ROWS = 3;
    private static final String LAYER = "02SequentialBlock";

    @TempDir private static Path folder;
    private static Path model;
    private static Path base;
    private static Path source;

    @BeforeAll
    static void train() throws IOException {
        model = CommandRun.model(folder.resolve("model"));
        base = NpzFiles.random(folder.resolve("base.npz"), ROWS, 1);
        source = NpzFiles.random(folder.resolve("source.npz"), ROWS, 2);
        Value matrix = Rotation.random(16, 5).matrix();
        TensorFile.write(
                folder.resolve("rotation.npz"),
                Map.of("weight", Tensor.of(matrix.toArray(), 16, 16)));
        TensorFile.write(folder.resolve("steer.npz"), Map.of("v", Tensor.of(new float[] {2f}, 1)));
    }

    @Test
    void aRotationWithAllFeaturesIsTheInterchange() throws IOException {
        String plain = "{\"site\": \"%s\", \"edit\": \"interchange\"}";
        String rotated =
                "{\"site\": \"%s\", \"edit\": \"interchange\", \"featurizer\":"
                        + " {\"type\": \"rotation\", \"file\": \"rotation.npz\"}}";
        assertThat(output(rotated)).containsExactly(output(plain), within(1e-5f));
    }

    @Test
    void onlyTheRowsOfAnInterventionChange() throws IOException {
        String plan = "{\"site\": \"%s\", \"edit\": \"interchange\", \"rows\": [1]}";
        float[] output = output(plan);
        float[] plain = run("{\"version\": 1}").get("output0");
        assertThat(Arrays.copyOfRange(output, 0, 2)).isEqualTo(Arrays.copyOfRange(plain, 0, 2));
        assertThat(Arrays.copyOfRange(output, 2, 4)).isNotEqualTo(Arrays.copyOfRange(plain, 2, 4));
    }

    @Test
    void aChainGoesThroughASecondSource() throws IOException {
        String chain =
                "{\"site\": \"01SequentialBlock\", \"edit\": \"interchange\", \"source\": 0,"
                        + " \"into\": 1},"
                        + "{\"site\": \"%s\", \"edit\": \"interchange\", \"source\": 1}";
        // All of source 0 goes into source 1, and all of that into the base.
        Path other = NpzFiles.random(folder.resolve("other.npz"), ROWS, 3);
        Map<String, float[]> arrays = run(plan(chain), "--source=" + other);
        float[] plain = run("{\"version\": 1}").get("source0_0");
        assertThat(arrays.get("output0")).containsExactly(plain, within(1e-5f));
    }

    @Test
    void aTensorIsTakenByItsName() throws IOException {
        String add = "{\"site\": \"%s\", \"edit\": \"add\", \"value\": ";
        float[] named =
                run(plan(add + "\"@v\"}"), "--tensors=" + folder.resolve("steer.npz"))
                        .get("output0");
        assertThat(named).isEqualTo(output(add + "2.0}"));
    }

    @Test
    void tensorsWithoutAPlanAreRefused() {
        CommandRun run =
                CommandRun.of(
                        "run",
                        model.toString(),
                        "--base=" + base,
                        "--out=" + folder.resolve("x.npz"),
                        "--tensors=" + folder.resolve("steer.npz"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--tensors", "--plan");
    }

    @Test
    void aRotationFileOfAnotherWidthIsToldWithItsPlace() throws IOException {
        Value matrix = Rotation.random(8, 5).matrix();
        TensorFile.write(
                folder.resolve("narrow.npz"), Map.of("weight", Tensor.of(matrix.toArray(), 8, 8)));
        String plan =
                "{\"site\": \"%s\", \"edit\": \"interchange\", \"featurizer\":"
                        + " {\"type\": \"rotation\", \"file\": \"narrow.npz\"}}";
        Path file = Files.writeString(folder.resolve("narrow.json"), plan(plan));
        CommandRun run =
                CommandRun.of(
                        "run",
                        model.toString(),
                        "--base=" + base,
                        "--source=" + source,
                        "--plan=" + file,
                        "--out=" + folder.resolve("narrow-out.npz"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("/interventions/0/site", LAYER, "rotation is 8 wide", "16");
    }

    private static float[] output(String interventions) throws IOException {
        return run(plan(interventions)).get("output0");
    }

    private static String plan(String interventions) {
        return "{\"version\": 1, \"interventions\": [" + interventions.replace("%s", LAYER) + "]}";
    }

    private static Map<String, float[]> run(String plan, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("plan.json"), plan);
        Path out = folder.resolve("out.npz");
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("run", model.toString(), "--base=" + base, "--out=" + out));
        arguments.addAll(List.of("--source=" + source, "--plan=" + file));
        arguments.addAll(List.of(more));
        assertThat(CommandRun.of(arguments.toArray(String[]::new)))
                .isEqualTo(new CommandRun(0, "", ""));
        return NpzFiles.read(out);
    }
}
