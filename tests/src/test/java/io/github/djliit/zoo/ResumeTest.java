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
import com.google.gson.JsonParser;
import io.github.djliit.support.ChildJava;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A training that was stopped goes on as if it had not been. */
class ResumeTest {

    private static final List<String> SMALL =
            List.of(
                    "dataset_highest_number=10",
                    "dataset_train_size=640",
                    "dataset_test_size=200",
                    "batch_size=64",
                    "model_hidden_width=16",
                    "eval_freq=2");

    @TempDir private static Path folder;
    private static Path whole;
    private static CommandRun straight;

    @BeforeAll
    static void train() {
        whole = folder.resolve("whole");
        straight = CommandRun.of(arguments("sum3", "--epochs=6", "--out=" + whole));
    }

    @Test
    void afterItWasKilled() throws Exception {
        Path killed = folder.resolve("killed");
        kill(killed, arguments("sum3", "--epochs=6", "--out=" + killed));
        assertThat(killed.resolve("model.json")).doesNotExist();
        CommandRun resumed = CommandRun.of("train", "sum3", "--json", "--resume=" + killed);
        assertSame(killed, resumed);
    }

    @Test
    void afterTheEpochsThatWereAskedFor() throws Exception {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        String constant = "--set=schedule=constant";
        CommandRun.of(arguments("sum4", "--epochs=2", "--out=" + first, constant));
        CommandRun.of("train", "sum4", "--epochs=4", "--resume=" + first, "--out=" + second);
        Path at = folder.resolve("once");
        CommandRun.of(arguments("sum4", "--epochs=4", "--out=" + at, constant));
        assertThat(bytes(second, "sum4-0000.params")).isEqualTo(bytes(at, "sum4-0000.params"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"optimizer=adam", "optimizer=sgd"})
    void withEveryOptimizer(String optimizer) throws Exception {
        Path some = folder.resolve(optimizer);
        Path all = folder.resolve(optimizer + "-all");
        String[] more = {"--set=" + optimizer, "--set=schedule=constant"};
        CommandRun.of(arguments("sum3", "--epochs=1", "--out=" + some, more[0], more[1]));
        CommandRun.of("train", "sum3", "--epochs=2", "--resume=" + some);
        CommandRun.of(arguments("sum3", "--epochs=2", "--out=" + all, more[0], more[1]));
        assertThat(bytes(some, "sum3-0000.params")).isEqualTo(bytes(all, "sum3-0000.params"));
    }

    @Test
    void withoutTheLinesAfterItsCheckpoint() throws Exception {
        Path cut = folder.resolve("cut");
        String constant = "--set=schedule=constant";
        CommandRun.of(arguments("sum3", "--epochs=2", "--out=" + cut, constant));
        Path metrics = cut.resolve("metrics.jsonl");
        Files.writeString(metrics, "{\"epoch\": 3, \"st", StandardOpenOption.APPEND);
        CommandRun.of("train", "sum3", "--epochs=3", "--resume=" + cut);
        assertThat(Files.readAllLines(metrics)).hasSize(3).allMatch(line -> line.endsWith("}"));
    }

    @Test
    void metricsHaveALineForEachEpoch() throws IOException {
        List<String> lines = Files.readAllLines(whole.resolve("metrics.jsonl"));
        assertThat(lines).hasSize(6);
        JsonObject last = JsonParser.parseString(lines.get(5)).getAsJsonObject();
        assertThat(last.get("step").getAsInt()).isEqualTo(60);
        assertThat(last.get("losses").getAsJsonObject().keySet()).containsExactly("task", "iit");
        assertThat(last.get("iia")).isEqualTo(straight.json().get("iia"));
        assertThat(last.get("errors").getAsJsonObject().has("task")).isTrue();
    }

    @Test
    void metricsAreATableToo() throws IOException {
        List<String> lines = Files.readAllLines(whole.resolve("metrics.csv"));
        assertThat(lines).hasSize(7);
        assertThat(lines.get(0))
                .isEqualTo(
                        "epoch,step,loss,losses.task,losses.iit,task_accuracy,iia.x,iia.y,iia.z,"
                                + "iia.S,iia.O,errors.task");
        assertThat(lines.get(1).split(",", -1)).hasSize(12).doesNotContain("");
        assertThat(lines.get(2)).endsWith(",,,,,,,");
    }

    @ParameterizedTest
    @CsvSource({
        "--seed=3, 'seed is 42 there, found 3'",
        "--epochs=5, '6 epochs are made there, found epochs = 5. Ask for 6 or more'",
        "--epochs=7, 'schedule = one_cycle ends with the last epoch'",
        "--set=batch_size=32, 'batch_size is 64 there, found 32'",
        "--set=eval_freq=1, 'eval_freq is 2 there, found 1'",
        "--no-iit, 'iit is true there, found false'",
        "--domain-split=large, 'domain_split is none there, found large'"
    })
    void whatContradictsTheCheckpointIsRefusedByName(String option, String words) {
        CommandRun run = CommandRun.of("train", "sum3", "--resume=" + whole, option);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("The checkpoint in " + whole, words, "start anew");
    }

    @Test
    void aFileOfSettingsContradictsTheCheckpointToo() throws IOException {
        Path config = folder.resolve("other.conf");
        Files.writeString(config, "seed = 8, model_hidden_width = 16");
        CommandRun run = CommandRun.of("train", "sum3", "--resume=" + whole, "--config=" + config);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("seed is 42 there, found 8").doesNotContain("hidden");
    }

    @Test
    void whatIsSaidAgainIsNoContradiction() {
        CommandRun run =
                CommandRun.of(arguments("sum3", "--resume=" + whole, "--seed=42", "--epochs=6"));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.figures()).isEqualTo(straight.figures());
    }

    @Test
    void aTrainingThatIsKilledOnItsWayToMoreEpochsGoesOn() throws Exception {
        Path more = folder.resolve("more");
        String constant = "--set=schedule=constant";
        CommandRun.of(arguments("sum3", "--epochs=1", "--out=" + more, constant));
        kill(more, arguments("sum3", "--epochs=6", "--resume=" + more, "--out=" + more, constant));
        CommandRun run = CommandRun.of("train", "sum3", "--resume=" + more);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readAllLines(more.resolve("metrics.jsonl"))).hasSize(6);
    }

    @Test
    void nothingToGoOnFromIsTold() {
        CommandRun run = CommandRun.of("train", "sum3", "--resume=" + folder.resolve("nowhere"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("has no checkpoint.npz", "--out");
    }

    @Test
    void anotherRecipeIsTold() {
        CommandRun run = CommandRun.of("train", "sum4", "--resume=" + whole);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("recipe sum3, not of sum4");
    }

    @Test
    void aGpuThatIsNotThereIsReplacedWithANote() throws IOException {
        Path config = SeedSettings.copy(folder.resolve("seed.conf"));
        CommandRun run =
                CommandRun.of(
                        arguments(
                                "sum3",
                                "--config=" + config,
                                "--set=experiment=base",
                                "--set=device=cuda:99",
                                "--epochs=1"));
        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("The settings ask for cuda:99", "training on the CPU");
    }

    private static void assertSame(Path resumed, CommandRun run) throws IOException {
        assertThat(run.figures()).isEqualTo(straight.figures());
        for (String file : List.of("sum3-0000.params", "metrics.jsonl", "metrics.csv")) {
            assertThat(bytes(resumed, file)).as(file).isEqualTo(bytes(whole, file));
        }
    }

    private static byte[] bytes(Path model, String file) throws IOException {
        return Files.readAllBytes(model.resolve(file));
    }

    /** Runs a training in a process of its own, and kills it after some epochs. */
    private static void kill(Path out, String... arguments) throws Exception {
        List<String> command = ChildJava.command(KilledTraining.class);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Process process = builder.redirectOutput(Redirect.DISCARD).start();
        assertThat(process.waitFor()).isNotZero();
        assertThat(out.resolve("checkpoint.npz")).exists();
    }

    private static String[] arguments(String recipe, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", recipe, "--json"));
        SMALL.forEach(setting -> arguments.add("--set=" + setting));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }
}
