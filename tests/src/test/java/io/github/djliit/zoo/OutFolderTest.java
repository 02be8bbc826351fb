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

import ai.djl.Device;
import ai.djl.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A command that writes a folder replaces only what it made from the same thing. */
class OutFolderTest {

    private static final String TRAIN =
            "train equality --epochs=2 --set=train_pairs=200 --set=test_pairs=100";

    @TempDir private static Path shared;
    @TempDir private Path folder;

    /** Makes each thing that a folder may hold. */
    @BeforeAll
    static void make() throws IOException {
        Path model = CommandRun.model(shared.resolve("model"));
        ModelDirectory other = BundledModels.open("sum3");
        try (Model loaded = other.load(Device.cpu())) {
            Path sum3 = shared.resolve("sum3");
            ModelDirectory.write(sum3, loaded, other.card(), other.alignment());
        }
        run("package equality", shared.resolve("package"));
        run(TRAIN.replace("--epochs=2", "--epochs=1"), shared.resolve("shorter"));
        Path notes = FolderFiles.copy(model, shared.resolve("notes"));
        Files.writeString(notes.resolve("notes.txt"), "mine");
        Path weights = FolderFiles.copy(model, shared.resolve("weights"));
        Files.writeString(weights.resolve("old.params"), "mine");
        Path foreign = Files.createDirectory(shared.resolve("foreign"));
        Files.writeString(foreign.resolve("metrics.csv"), "a,b\n1,2\n");
        Path damaged = Files.createDirectory(shared.resolve("damaged"));
        Files.writeString(damaged.resolve("checkpoint.npz"), "x");
        Path planned = FolderFiles.copy(shared.resolve("sum3"), shared.resolve("planned"));
        Files.writeString(planned.resolve("plan.json"), "{\"version\": 1}");
        Path searched = FolderFiles.copy(model, shared.resolve("searched"));
        Path alignment = searched.resolve("alignment.json");
        String text = Files.readString(alignment);
        Files.writeString(alignment, text.replace("[0:4]", "[0:3]"));
        stop(FolderFiles.copy(model, shared.resolve("stopped")));
    }

    /** Leaves what a training leaves that is killed after its last epoch. */
    private static void stop(Path model) throws IOException {
        for (String name : List.of("model.json", "alignment.json", "report.html")) {
            Files.delete(model.resolve(name));
        }
        Files.delete(model.resolve("equality-0000.params"));
    }

    private static CommandRun run(String command, Path out, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.add("--out=" + out);
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private Path there(String what) {
        return FolderFiles.copy(shared.resolve(what), folder.resolve("there"));
    }

    @ParameterizedTest
    @CsvSource({
        "train, sum3, 'a model of the recipe sum3 (seed 42), not of equality'",
        "train, shorter, 'a model of the recipe equality (seed 42), epochs is 1 there, found 2'",
        "train, package, a package for DJL Serving of equality",
        "train, stopped, 'stopped after epoch 2 of 2, which would be lost: name another directory,"
                + " go on with it by --resume, or'",
        "package, model, a model of the recipe equality (seed 42)",
        "package, sum3, a model of the recipe sum3",
        "package, package, a package for DJL Serving of equality",
        "package, stopped, a training of the recipe equality"
    })
    void whatWasMadeFromAnotherThingIsKept(String command, String what, String words) {
        Path there = there(what);
        Map<String, String> before = FolderFiles.checksums(folder);
        CommandRun run = run(command.equals("train") ? TRAIN : "package equality", there);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(there.toString(), words, "replace it with --overwrite");
        assertThat(FolderFiles.checksums(folder)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "train, sum3, a model of the recipe sum3 (seed 42)",
        "train, shorter, a model of the recipe equality (seed 42)",
        "train, package, a package for DJL Serving of equality",
        "train, stopped, 'a training of the recipe equality, stopped after epoch 2 of 2'",
        "package, model, a model of the recipe equality (seed 42)",
        "package, package, a package for DJL Serving of equality"
    })
    void itIsReplacedWhereThatIsAskedFor(String command, String what, String words)
            throws IOException {
        Path there = there(what);
        String line = command.equals("train") ? TRAIN : "package equality";
        CommandRun run = run(line, there, "--overwrite");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err())
                .isEqualToIgnoringNewLines("Replacing " + there + ", which holds " + words);
        Path fresh = folder.resolve("fresh");
        run(line, fresh);
        assertThat(FolderFiles.checksums(there).keySet())
                .isEqualTo(FolderFiles.checksums(fresh).keySet());
    }

    @ParameterizedTest
    @CsvSource({
        "notes, notes.txt beside it",
        "weights, old.params beside it",
        "foreign, 'something else than a model, metrics.csv'",
        "damaged, 'a checkpoint.npz that is damaged, or none, which nothing here deletes'",
        "planned, plan.json beside it",
        "searched, alignment.json beside it"
    })
    void whatNothingHereWroteIsNeverDeleted(String what, String words) {
        Path there = there(what);
        Map<String, String> before = FolderFiles.checksums(folder);
        for (String command : List.of(TRAIN, "package equality")) {
            CommandRun run = run(command, there, "--overwrite");
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).contains(words);
        }
        assertThat(FolderFiles.checksums(folder)).isEqualTo(before);
    }

    @Test
    void theSameIsMadeAnew() {
        CommandRun run = run(TRAIN, there("model"));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
    }

    @Test
    void aModelOfAnotherSeedIsKept() {
        CommandRun run = run(TRAIN, there("model"), "--seed=7");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("seed is 42 there, found 7");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatComesThereMeanwhileStays(boolean hasModel) throws IOException {
        Path there = hasModel ? there("model") : Files.createDirectory(folder.resolve("there"));
        try (OutFolder open = OutFolder.open(there, Origin.PACKAGE, true);
                AtomicDirectory written = open.replace()) {
            Files.writeString(there.resolve("mine.txt"), "a note");
            Files.writeString(there.resolve("README.md"), "mine");
            Files.createDirectories(there.resolve("sub/folder"));
            Files.writeString(written.path().resolve("README.md"), "made");
            written.commit();
        }
        assertThat(folder).isDirectoryNotContaining("glob:**/.iit*");
        assertThat(FolderFiles.checksums(there).keySet())
                .containsExactlyInAnyOrder(
                        "", "mine.txt", "README.md", "README.md.kept", "sub", "sub/folder");
        assertThat(there.resolve("README.md")).hasContent("made");
        assertThat(there.resolve("README.md.kept")).hasContent("mine");
    }

    @Test
    void whatIsReplacedStaysUntilThereIsSomethingToWrite() throws IOException {
        Path there = there("sum3");
        Map<String, String> before = FolderFiles.checksums(folder);
        try (OutFolder open = OutFolder.open(there, Origin.PACKAGE, true)) {
            assertThat(open.replaced()).isPresent();
        }
        assertThat(FolderFiles.checksums(folder)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {TRAIN, "package equality"})
    void theFoldersAboveAreMade(String command) {
        Path out = folder.resolve("a/b/c");
        assertThat(run(command, out).code()).isZero();
        assertThat(folder).isDirectoryRecursivelyContaining("glob:**/a/b/c/model.json");
        assertThat(folder.resolve("a/b")).isDirectoryNotContaining("glob:**/.*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                TRAIN + " --out=",
                "package equality --out=",
                "retrain equality --out=",
                TRAIN + " --resume="
            })
    void aNameThatIsNoneIsBadUse(String command) {
        for (String name : List.of("", "-", "  ")) {
            String[] arguments = (command + name).split(" ");
            arguments[arguments.length - 1] =
                    command.substring(command.lastIndexOf(' ') + 1) + name;
            CommandRun run = CommandRun.of(arguments);
            assertThat(run.code()).as(name).isEqualTo(2);
            assertThat(run.err()).containsAnyOf("the name is empty", "'-' is not standard output");
        }
    }

    @Test
    void aTrainingThatWasStoppedIsNoModelYet() {
        CommandRun run = CommandRun.of("evaluate", there("stopped").toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("goes on with: iit train RECIPE --resume DIR");
    }

    @Test
    void aModelIsNotPackagedIntoItself() {
        Path there = there("model");
        CommandRun run = run("package " + there, there, "--overwrite");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("The model is in " + there + " itself");
    }

    @Test
    void retrainingKeepsAModelOfOtherSettings() throws IOException {
        Path at = new ZooWriter(folder).folder("equality");
        Files.createDirectories(at.getParent());
        FolderFiles.copy(shared.resolve("shorter"), at);
        Map<String, String> before = FolderFiles.checksums(folder);
        CommandRun run = run("retrain equality", folder);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("epochs is 1 there", "--overwrite");
        assertThat(FolderFiles.checksums(folder)).isEqualTo(before);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkStandsForItsFolder() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), there("sum3"));
        assertThat(run(TRAIN, link).code()).isEqualTo(2);
        assertThat(run(TRAIN, link, "--overwrite").code()).isZero();
        assertThat(link).isSymbolicLink();
    }
}
