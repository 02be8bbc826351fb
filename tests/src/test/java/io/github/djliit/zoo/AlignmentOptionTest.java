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

import com.google.gson.JsonObject;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import io.github.djliit.torchscript.TorchScriptFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An alignment in a file takes the place of the model's own. The one here is of a rotation that
 * turns nothing, whose first four columns are the units 0:4, where {@code left} lives.
 */
class AlignmentOptionTest {

    private static final String MODEL = "equality";
    private static final String SITE = "02SequentialBlock";

    @TempDir private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = write("found.json", "left", SITE, 16);
        write("base.npz", .1f, .2f, -.3f, .4f);
        write("source.npz", -.2f, .1f, .3f, -.1f);
    }

    private Path write(String name, String variable, String site, int width) throws IOException {
        String text =
                """
                {"version": 1, "variables": [{"variable": "%s", "sites": ["%s"], "subspaces": [
                  {"featurizer": {"type": "rotation", "weight": %s}, "features": "0:4"}]}]}
                """
                        .formatted(variable, site, identity(width));
        return Files.writeString(folder.resolve(name), text);
    }

    private static String identity(int width) {
        return IntStream.range(0, width)
                .mapToObj(
                        row ->
                                IntStream.range(0, width)
                                        .mapToObj(column -> row == column ? "1" : "0")
                                        .collect(Collectors.joining(", ", "[", "]")))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** Four objects, the last two of which are equal; the first two differ unless all are alike. */
    private void write(String name, float... object) throws IOException {
        float[] row = new float[16];
        for (int i = 0; i < 4; i++) {
            row[i] = object[i];
            row[4 + i] = name.startsWith("base") ? object[i] : -object[i];
            row[8 + i] = object[i];
            row[12 + i] = object[i];
        }
        TensorFile.write(folder.resolve(name), Map.of("input", Tensor.of(row, 1, 16)));
    }

    private CommandRun run(String command, String... more) {
        Stream<String> start = Stream.of(command, MODEL);
        return CommandRun.of(Stream.concat(start, Stream.of(more)).toArray(String[]::new));
    }

    private static JsonObject iia(CommandRun run) {
        assertThat(run.err()).isEmpty();
        return run.json().getAsJsonObject("iia");
    }

    private float[] outputs(String... more) throws IOException {
        Path out = folder.resolve("out.npz");
        CommandRun run =
                run(
                        "run",
                        Stream.concat(
                                        Stream.of(
                                                "--base=" + folder.resolve("base.npz"),
                                                "--source=" + folder.resolve("source.npz"),
                                                "--out=" + out),
                                        Stream.of(more))
                                .toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        return TensorFile.read(out).get("output0").toFloats();
    }

    @Test
    void evaluateMeasuresTheVariablesOfTheFile() {
        JsonObject own = iia(run("evaluate", "--json"));
        JsonObject given = iia(run("evaluate", "--json", "--alignment=" + file));
        assertThat(given.keySet()).containsExactly("left");
        assertThat(given.get("left")).isEqualTo(own.get("left"));
    }

    @Test
    void evaluateComparesNoFiguresWithThoseOfAnotherAlignment() {
        assertThat(run("evaluate", "--json", "--alignment=" + file).json().has("record")).isFalse();
    }

    /** The second task of this model knows nothing of its last number. */
    @Test
    void evaluateLeavesOutTasksThatHaveNoVariableOfTheFile() throws IOException {
        Path some = folder.resolve("some.json");
        Files.writeString(
                some,
                """
                {"version": 1, "variables": [{"variable": "z", "sites": ["03first[0:8]"]}]}
                """);
        CommandRun run = CommandRun.of("evaluate", "sum4", "--alignment=" + some, "--json");
        assertThat(iia(run).keySet()).containsExactly("z");
        assertThat(run.out()).doesNotContain("NaN", "T2");
    }

    @Test
    void sweepTakesTheVariablesOfTheFile() {
        CommandRun run = run("sweep", "--json", "--pairs=50", "--alignment=" + file);
        assertThat(run.json().getAsJsonArray("sweeps")).hasSize(1);
    }

    @Test
    void drawShowsTheFileWithoutTheFiguresOfTheModel() {
        String own = run("draw").out();
        String given = run("draw", "--alignment=" + file).out();
        assertThat(own).contains("IIA 0.");
        assertThat(given).startsWith("<svg").doesNotContain("IIA 0.", SITE + "[4:8]");
    }

    @Test
    void runInterchangesVariablesByTheFile() throws IOException {
        Path plan = folder.resolve("plan.json");
        Files.writeString(
                plan,
                """
                {"version": 1, "interventions": [
                  {"site": "02SequentialBlock[0:4]", "edit": "interchange", "source": 0}]}
                """);
        float[] expected = outputs("--plan=" + plan);
        assertThat(outputs("--variables=left", "--alignment=" + file)).isEqualTo(expected);
        assertThat(outputs("--variables=left=0")).isEqualTo(expected);
        assertThat(outputs()).isNotEqualTo(expected);
    }

    @Test
    void aPackageHasTheFileAndNoFiguresOfAnother() throws IOException {
        Path out = folder.resolve("package");
        CommandRun run = run("package", "--alignment=" + file, "--out=" + out);
        assertThat(run.err())
                .startsWith("iit: The recorded figures are left out, since")
                .hasLineCount(1);
        assertThat(out.resolve("alignment.json")).hasSameBinaryContentAs(file);
        assertThat(out.resolve("model.json")).content().doesNotContain("\"figures\"");
        JsonObject iia = iia(CommandRun.of("evaluate", out.toString(), "--json"));
        assertThat(iia.keySet()).containsExactly("left");
    }

    @Test
    void plansOfVariablesInAPackageAreThoseOfTheFile() throws IOException {
        Path out = folder.resolve("package");
        run("package", "--alignment=" + file, "--out=" + out);
        Path plans = out.resolve("plans");
        assertThat(plans.resolve("left.json")).content().contains("rotation");
        assertThat(plans.resolve("right.json")).doesNotExist();
    }

    @Test
    void otherPlansInAPackageStay() throws IOException {
        Path model = folder.resolve("model");
        run("package", "--out=" + model);
        String own = "{\"version\": 1, \"interventions\": []}";
        Files.writeString(model.resolve("plans/right.json"), own);
        Path out = folder.resolve("package");
        CommandRun.of("package", model.toString(), "--alignment=" + file, "--out=" + out);
        assertThat(out.resolve("plans/right.json")).hasContent(own);
    }

    @Test
    void aTorchScriptFileIsRunAndPackagedByOne() throws IOException {
        String script = TorchScriptFile.of("mlp").toString();
        Path alignment = write("script.json", "v", "2", 8);
        Tensor row = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 6);
        TensorFile.write(folder.resolve("row.npz"), Map.of("input", row));
        String input = folder.resolve("row.npz").toString();
        Path out = folder.resolve("mlp.npz");
        String[] arguments = {
            "run", script, "--base=" + input, "--source=" + input, "--variables=v", "--out=" + out
        };
        assertThat(CommandRun.of(arguments).err()).contains("no alignment", "--alignment FILE");
        String[] given =
                Stream.concat(Stream.of(arguments), Stream.of("--alignment=" + alignment))
                        .toArray(String[]::new);
        assertThat(CommandRun.of(given).err()).isEmpty();
        Path packaged = folder.resolve("mlp");
        CommandRun.of("package", script, "--alignment=" + alignment, "--out=" + packaged);
        assertThat(packaged.resolve("alignment.json")).hasSameBinaryContentAs(alignment);
        given[1] = packaged.toString();
        assertThat(CommandRun.of(Stream.of(given).limit(6).toArray(String[]::new)).err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evaluate", "sweep", "draw", "package", "run"})
    void whatDoesNotFitIsRefusedWithFileAndPointer(String command) throws IOException {
        assertRefused(
                command,
                write("a.json", "left", "02SequentialBloc", 16),
                "a.json: /variables/0/sites/0: ",
                "02SequentialBlock");
        assertRefused(
                command,
                write("b.json", "left", SITE, 12),
                "b.json: /variables/0/subspaces/0: ",
                "12 wide");
        assertRefused(
                command,
                write("c.json", "left", SITE + "[0:40]", 16),
                "c.json: /variables/0/sites/0: ",
                "0:40");
        assertRefused(
                command,
                write("d.json", "lefd", SITE, 16),
                "d.json: /variables/0/variable: ",
                "'left'");
        Path damaged = Files.writeString(folder.resolve("e.json"), "{\"version\": 2}");
        assertRefused(command, damaged, "e.json: /version");
        assertRefused(command, folder.resolve("f.json"), "no file", "f.json");
    }

    private void assertRefused(String command, Path alignment, String... words) {
        String base = "--base=" + folder.resolve("base.npz");
        String source = "--source=" + folder.resolve("source.npz");
        String out = "--out=" + folder.resolve("refused");
        String given = "--alignment=" + alignment;
        CommandRun run =
                switch (command) {
                    case "run" ->
                            run(command, given, base, source, out + ".npz", "--variables=left");
                    case "package" -> run(command, given, out);
                    default -> run(command, given);
                };
        assertThat(run.err()).contains(words);
        assertThat(run.code()).isEqualTo(2);
        assertThat(folder.resolve("refused")).doesNotExist();
        assertThat(folder.resolve("refused.npz")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--variables=lefd | /variables: The variable 'lefd' is not aligned. Did you mean",
                "--variables=left=1 | takes from source 1, but 1 --source is given",
                "--variables=left=x | '--variables'",
                "--variables=left=0,left=0 | the variable 'left' is named twice",
                "--variables=left --variables=left | the variable 'left' is named twice",
                "--variables= | the name of a variable is empty",
                "--variables=left --plan=p.json | leave --plan out",
                "--alignment=p.json | by --variables"
            })
    void badUseOfVariablesIsTold(String options, String message) {
        Stream<String> given =
                Stream.of(
                        "--base=" + folder.resolve("base.npz"),
                        "--source=" + folder.resolve("source.npz"),
                        "--out=" + folder.resolve("refused.npz"));
        CommandRun run =
                run(
                        "run",
                        Stream.concat(given, Stream.of(options.split(" "))).toArray(String[]::new));
        assertThat(run.err()).contains(message);
        assertThat(run.code()).isEqualTo(2);
    }
}
