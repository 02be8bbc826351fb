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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A command that writes a file replaces only what it made from the same thing. */
class OutFileTest {

    private static final String ALIGN =
            "align MODEL --variable=left --site=02SequentialBlock --pairs=64 --epochs=1";

    /** Each command, and the ending of a file that it writes. */
    private static final Map<String, String> COMMANDS =
            Map.of(
                    "draw MODEL",
                    ".svg",
                    "evaluate MODEL",
                    ".html",
                    "sweep MODEL --pairs=50",
                    ".svg",
                    "sweep MODEL --pairs=51",
                    ".json",
                    "sweep MODEL --pairs=52",
                    ".csv",
                    "run MODEL --base=BASE",
                    ".npz",
                    ALIGN,
                    ".json");

    @TempDir private static Path shared;
    @TempDir private Path folder;
    private Path model;

    @BeforeAll
    static void train() {
        CommandRun.model(shared.resolve("model"));
        NpzFiles.random(shared.resolve("base.npz"), 2, 1);
    }

    @BeforeEach
    void copy() {
        model = FolderFiles.copy(shared.resolve("model"), folder.resolve("model"));
    }

    static List<String> commands() {
        return COMMANDS.keySet().stream().sorted().toList();
    }

    private CommandRun run(String command, String out, String... more) {
        String line =
                command.replace("MODEL", model.toString())
                        .replace("BASE", shared.resolve("base.npz").toString());
        List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
        arguments.add("--out=" + out);
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private CommandRun run(String command, Path out, String... more) {
        return run(command, out.toString(), more);
    }

    private static String name(String command) {
        return "file" + COMMANDS.get(command);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aFileMadeByHandIsKept(String command) throws IOException {
        Path file = Files.writeString(folder.resolve(name(command)), "mine");
        CommandRun run = run(command, file);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(file.toString(), "replace it with --overwrite");
        assertThat(file).hasContent("mine");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void itIsReplacedWhereThatIsAskedFor(String command) throws IOException {
        Path file = Files.writeString(folder.resolve(name(command)), "mine");
        CommandRun run = run(command, file, "--overwrite");
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEqualToIgnoringNewLines("Replacing the file " + file);
        assertThat(Files.size(file)).isGreaterThan(100);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theFoldersAboveAreMadeAndNothingElseIs(String command) throws IOException {
        Path file = folder.resolve("a/b/" + name(command));
        assertThat(run(command, file).code()).isZero();
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "draw MODEL, .svg",
        "evaluate MODEL, .html",
        "sweep MODEL --pairs=50, .svg",
        "sweep MODEL --pairs=50, .json",
        "run MODEL --base=BASE, .npz"
    })
    void whatWasMadeFromTheSameThingIsReplaced(String command, String ending) {
        Path file = folder.resolve("file" + ending);
        run(command, file);
        CommandRun run = run(command, file);
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"draw MODEL, evaluate MODEL", "sweep MODEL --pairs=50, draw MODEL"})
    void whatAnotherCommandMadeIsKept(String first, String second) throws IOException {
        Path file = folder.resolve("file.svg");
        run(first, file);
        byte[] before = Files.readAllBytes(file);
        assertThat(run(second, file).code()).isEqualTo(2);
        assertThat(file).hasBinaryContent(before);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void whatWasMadeOfAModelOfOtherSettingsIsKept(String command) throws IOException {
        Path file = folder.resolve(name(command));
        assertThat(run(command, file).code()).isZero();
        Path own = model;
        model = folder.resolve("other");
        CommandRun.train("--seed=3", "--out", model.toString());
        byte[] before = Files.readAllBytes(file);
        CommandRun run = run(command, file);
        assertThat(run.code()).isEqualTo(2);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        model = own;
    }

    @Test
    void whatWasMadeOfAnotherModelIsKept() throws IOException {
        Path file = folder.resolve("file.svg");
        run("draw sum3", file);
        byte[] before = Files.readAllBytes(file);
        assertThat(run("draw MODEL", file).code()).isEqualTo(2);
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void theReportOfATrainingIsKept() throws IOException {
        Map<String, String> before = FolderFiles.checksums(model);
        assertThat(run("evaluate MODEL", model).code()).isEqualTo(2);
        assertThat(FolderFiles.checksums(model)).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aNameThatIsNoneIsBadUse(String command) {
        for (String name : List.of("", "-")) {
            CommandRun run = run(command, name);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).containsAnyOf("the name is empty", "'-' is not standard output");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "run MODEL --base=FILE, x.npz",
        "run MODEL --base=BASE --source=FILE, x.npz",
        "run MODEL --base=BASE --plan=FILE, plan.npz",
        "run MODEL --base=BASE --plan=PLAN --tensors=FILE, x.npz",
        "sweep MODEL, model/alignment.json",
        "sweep MODEL, model/model.json"
    })
    void anInputIsNeverReplaced(String command, String name) throws IOException {
        Path file = folder.resolve(name);
        Path plan = Files.writeString(folder.resolve("plan.json"), "{\"version\": 1}");
        if (name.equals("x.npz")) {
            run("run MODEL --base=BASE", file);
        } else if (name.equals("plan.npz")) {
            Files.copy(plan, file);
        }
        byte[] before = Files.readAllBytes(file);
        String line = command.replace("FILE", file.toString()).replace("PLAN", plan.toString());
        CommandRun run = run(line, file, "--overwrite");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("'" + file + "' is read by this command");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void theStateOfASearchIsNotItsResult() {
        Path file = folder.resolve("x.npz");
        CommandRun run = run(ALIGN, file, "--state=" + file);
        assertThat(run.code()).isEqualTo(2);
        assertThat(file).doesNotExist();
    }

    @Test
    void nothingIsPutIntoAFolderThatIsBeingWritten() throws IOException {
        Path out = Files.createDirectory(folder.resolve("training"));
        try (OutFolder training = OutFolder.open(out, Origin.PACKAGE, false)) {
            CommandRun run = run("evaluate MODEL", training.path());
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("Another process", "writes to " + training.path());
        }
        assertThat(out).isEmptyDirectory();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whatAModelIsLinkedToIsAnInput() throws IOException {
        Path network = model.resolve("equality-0000.params");
        Path elsewhere = Files.move(network, folder.resolve("elsewhere.npz"));
        Files.createSymbolicLink(network, elsewhere);
        String before = FolderFiles.checksums(folder).get("elsewhere.npz");
        CommandRun run = run("run MODEL --base=BASE", elsewhere, "--overwrite");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("is read by this command");
        assertThat(FolderFiles.checksums(folder).get("elsewhere.npz")).isEqualTo(before);
    }

    @Test
    void thePageOfAModelHasNoCurvesOfAnotherTraining() throws IOException {
        Path metrics = model.resolve("metrics.jsonl");
        String line = Files.readAllLines(metrics).get(0);
        Files.writeString(metrics, (line + "\n").repeat(7));
        Path page = folder.resolve("page.html");
        run("evaluate MODEL", page);
        assertThat(page).content().contains("metrics.jsonl has lines of 7 epochs");
    }

    @Test
    void aFolderIsNoFile() {
        assertThat(run("draw MODEL", folder.resolve("new") + "/").err())
                .contains("is a directory; name a file to write");
    }

    @Test
    void aPageInAFolderThatIsNotThereIsCalledReport() {
        assertThat(run("evaluate MODEL", folder.resolve("new") + "/").code()).isZero();
        assertThat(folder.resolve("new/report.html")).exists();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkStandsForItsFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file.svg"), "mine");
        Path link = Files.createSymbolicLink(folder.resolve("link.svg"), file);
        assertThat(run("draw MODEL", link).code()).isEqualTo(2);
        assertThat(run("draw MODEL", link, "--overwrite").code()).isZero();
        assertThat(link).isSymbolicLink();
        assertThat(file).content().startsWith("<svg");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkToNothingIsKept() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("x.svg"), folder.resolve("nowhere"));
        CommandRun run = run("draw MODEL", link, "--overwrite");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("is a link to nothing");
    }
}
