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
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A bad file that an argument names is bad use, 2; so is a model that there is not. A folder whose
 * model is damaged is a failure, 1.
 */
class BadFilesTest {

    private static final String ALIGN =
            "align MODEL --variable=left --site=02SequentialBlock --pairs=64 --epochs=1";

    /** What takes a file, and the kinds of file that are right for it. */
    private static final Map<String, List<String>> USES =
            Map.ofEntries(
                    Map.entry("evaluate BAD", List.of()),
                    Map.entry("sweep BAD", List.of()),
                    Map.entry("draw BAD", List.of()),
                    Map.entry(ALIGN.replace("MODEL", "BAD"), List.of()),
                    Map.entry("sites BAD", List.of("script")),
                    Map.entry("package BAD --out=OUT", List.of("script")),
                    Map.entry("run BAD --base=GOOD --out=OUT", List.of("script")),
                    Map.entry("run MODEL --base=BAD --out=OUT", List.of("arrays")),
                    Map.entry("run MODEL --base=GOOD --source=BAD --out=OUT", List.of("arrays")),
                    Map.entry("run MODEL --base=GOOD --plan=BAD --out=OUT", List.of("plan")),
                    Map.entry(
                            "run MODEL --base=GOOD --plan=PLAN --tensors=BAD --out=OUT",
                            List.of("arrays", "nan", "narrow")),
                    Map.entry("sites MODEL --example=BAD", List.of("arrays", "nan")),
                    Map.entry("sites SCRIPT --example=BAD", List.of()),
                    Map.entry(ALIGN + " --state=BAD", List.of("missing")),
                    Map.entry("train equality --epochs=0 --config=BAD", List.of()),
                    Map.entry("train equality --resume=BAD", List.of()));

    @TempDir private static Path shared;
    @TempDir private Path folder;

    @BeforeAll
    static void make() throws IOException {
        CommandRun.model(shared.resolve("model"));
        byte[] random = new byte[300];
        new Random(1).nextBytes(random);
        Path arrays = NpzFiles.random(shared.resolve("arrays.npz"), 2, 1);
        byte[] script = Files.readAllBytes(ScriptFiles.model("mlp"));
        byte[] whole = Files.readAllBytes(arrays);
        Files.createDirectory(shared.resolve("folder.npz"));
        write("empty", new byte[0]);
        write("random", random);
        write("text", "what is this".getBytes(StandardCharsets.UTF_8));
        write("cut", Arrays.copyOf(whole, whole.length / 2));
        write("json", "{\"version\": 1,".getBytes(StandardCharsets.UTF_8));
        write("list", "[1]".getBytes(StandardCharsets.UTF_8));
        write("plan", "{\"version\": 1}".getBytes(StandardCharsets.UTF_8));
        write("script", script);
        float[] nan = new float[32];
        nan[5] = Float.NaN;
        NpzFiles.write(shared.resolve("nan.npz"), nan, new Shape(2, 16));
        NpzFiles.write(shared.resolve("narrow.npz"), new float[6], new Shape(2, 3));
    }

    /** All end alike, since the state of a search has to. */
    private static void write(String kind, byte[] content) throws IOException {
        Files.write(shared.resolve(kind + ".npz"), content);
    }

    static Stream<Arguments> badFiles() {
        return Stream.of(
                        "missing", "folder", "empty", "random", "text", "cut", "json", "list",
                        "plan", "script", "arrays", "nan", "narrow")
                .flatMap(
                        kind ->
                                USES.entrySet().stream()
                                        .filter(use -> !use.getValue().contains(kind))
                                        .map(use -> arguments(use.getKey(), kind)));
    }

    private CommandRun run(String use, Path bad) {
        String[] words = use.split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] =
                    words[i].replace("BAD", bad.toString())
                            .replace("GOOD", shared.resolve("arrays.npz").toString())
                            .replace("MODEL", shared.resolve("model").toString())
                            .replace("SCRIPT", shared.resolve("script.npz").toString())
                            .replace("PLAN", shared.resolve("plan.npz").toString())
                            .replace("OUT", folder.resolve("out.npz").toString());
        }
        return CommandRun.of(words);
    }

    private void assertRefused(CommandRun run, int code) {
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("iit: ").hasLineCount(1);
        assertThat(run.err()).doesNotContain("Exception", "\tat ", "null");
        assertThat(folder.resolve("out.npz")).doesNotExist();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("badFiles")
    void aBadFileIsBadUse(String use, String kind) {
        assertRefused(run(use, shared.resolve(kind + ".npz")), 2);
    }

    static Stream<Arguments> damagedModels() {
        return Stream.of(
                        "evaluate BAD",
                        "sweep BAD",
                        "draw BAD",
                        "sites BAD",
                        "package BAD --out=OUT")
                .flatMap(
                        use ->
                                Stream.of("model.json", "alignment.json", "equality-0000.params")
                                        .map(file -> arguments(use, file)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("damagedModels")
    void aDamagedModelIsAFailure(String use, String file) throws IOException {
        Path model = FolderFiles.copy(shared.resolve("model"), folder.resolve("model"));
        byte[] whole = Files.readAllBytes(model.resolve(file));
        for (int length : new int[] {0, whole.length / 2}) {
            Files.write(model.resolve(file), Arrays.copyOf(whole, length));
            assertRefused(run(use, model), 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sites BAD", "package BAD --out=OUT", "run BAD --base=GOOD --out=OUT"})
    void aDamagedScriptIsBadUse(String use) throws IOException {
        byte[] whole = Files.readAllBytes(ScriptFiles.model("mlp"));
        Path script = folder.resolve("cut.pt");
        Files.write(script, Arrays.copyOf(whole, whole.length / 2));
        assertRefused(run(use, script), 2);
    }

    @Test
    void aFileOfPyTorchIsSaidToBeOne() {
        CommandRun run = run("run MODEL --base=BAD --out=OUT", ScriptFiles.model("mlp"));
        assertRefused(run, 2);
        assertThat(run.err()).contains("is a file of PyTorch", "name an .npz file");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aFileThatMayNotBeReadIsBadUse() throws IOException {
        Path file = Files.createFile(folder.resolve("closed.npz"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "who may read everything is refused nothing");
        USES.keySet().stream()
                .filter(use -> !use.contains("--resume"))
                .forEach(use -> assertRefused(run(use, file), 2));
    }

    @ParameterizedTest
    @CsvSource({"'x\\n', line 1 is damaged", "'{}\\nx', line 2 is damaged"})
    void damagedMetricsAreToldBeforeATrainingGoesOn(String text, String words) throws IOException {
        Path model = FolderFiles.copy(shared.resolve("model"), folder.resolve("model"));
        Files.writeString(model.resolve("metrics.jsonl"), text.translateEscapes());
        CommandRun run = run("train equality --resume=BAD", model);
        assertRefused(run, 2);
        assertThat(run.err()).contains("metrics.jsonl", words);
    }

    @Test
    void aTextThatNeverEndsIsRefused() {
        Path endless = Path.of("/dev/zero");
        assumeFalse(Files.notExists(endless), "only some systems have such a file");
        CommandRun run = run("run MODEL --base=GOOD --plan=BAD --out=OUT", endless);
        assertRefused(run, 2);
        assertThat(run.err()).contains("longer than");
    }

    @Test
    void aRecordThatIsMissedIsAFailure() throws IOException {
        Path model = withCard("(\"task_accuracy\": )[^,]*", "$10.999");
        edit(model, "(\"task_accuracy_interval\": )\\[[^]]*\\]", "$1[0.99, 1]");
        CommandRun run = CommandRun.of("evaluate", model.toString(), "--json");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.json().getAsJsonObject("record").get("met").getAsBoolean()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(\"task_accuracy\": )", "(\"left\": )"})
    void aFigureOutsideOfItsIntervalIsRefused(String figure) throws IOException {
        Path model = withCard(figure + "[0-9.]+", "$10.003");
        CommandRun run = CommandRun.of("evaluate", model.toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("model.json: /figures/", "inside of its interval", "found 0.003");
    }

    @ParameterizedTest
    @CsvSource({
        "'(\"seed\": )[0-9]+', '7', '/seed: expected 42, as /settings/seed tells, found 7'",
        "'(\"causal_model\": )\"equality\"', '\"sum3\"', '/causal_model: expected equality'"
    })
    void aCardThatContradictsItselfIsRefused(String key, String put, String words)
            throws IOException {
        CommandRun run = CommandRun.of("evaluate", withCard(key, "$1" + put).toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("model.json: " + words);
    }

    @Test
    void aRecordWithoutIntervalsIsSaidNotToBeCompared() throws IOException {
        Path model = withCard("(\"figures\": \\{)", "$1\"spare\": 0,");
        Path card = model.resolve("model.json");
        Files.writeString(card, Files.readString(card).replace("_interval\"", "_range\""));
        CommandRun run = CommandRun.of("evaluate", model.toString());
        assertThat(run.out()).contains("not compared, since they have no intervals");
    }

    private Path withCard(String found, String put) throws IOException {
        Path model = FolderFiles.copy(shared.resolve("model"), folder.resolve("model"));
        edit(model, found, put);
        return model;
    }

    private static void edit(Path model, String found, String put) throws IOException {
        Path card = model.resolve("model.json");
        String text = Files.readString(card);
        String edited = text.replaceFirst(found, put);
        assertThat(edited).isNotEqualTo(text);
        Files.writeString(card, edited);
    }

    @Test
    void aRecordThatIsMetIsNone() {
        assertThat(run("evaluate MODEL", folder).code()).isZero();
    }
}
