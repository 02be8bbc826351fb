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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.typesafe.config.Config;
import io.github.djliit.json.JsonNode;
import io.github.djliit.support.Numbers;
import io.github.djliit.training.DivergenceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings that lose their numbers, settings that would be looked at late, networks of NaN. */
class DivergedTrainingTest {

    private static final List<String> SMALL =
            List.of(
                    "dataset_highest_number=10",
                    "dataset_train_size=640",
                    "dataset_test_size=200",
                    "batch_size=64",
                    "model_hidden_width=16");

    private static final Recipe RECIPE = Recipes.get("sum3");

    @TempDir private Path folder;

    private static CommandRun train(String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "sum3"));
        SMALL.forEach(setting -> arguments.add("--set=" + setting));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private static Config settings() {
        RecipeSettings settings = new RecipeSettings(RECIPE);
        SMALL.forEach(each -> settings.set(each.split("=")[0], each.split("=")[1]));
        return settings.set("epochs", "4").get();
    }

    @Test
    void isAFailureThatNamesItsEpochAndLeavesNothing() {
        Path out = folder.resolve("out");
        CommandRun run = train("--set=learning_rate=1e30", "--out=" + out);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("diverged in epoch 1, step 2", "learning rate");
        assertThat(run.out()).isEmpty();
        assertThat(out).doesNotExist();
    }

    /** Ten steps are an epoch. */
    private static TrainingListener spoilAfter(int steps) {
        return new TrainingListenerAdapter() {
            private int left = steps;

            @Override
            public void onTrainingBatch(Trainer trainer, BatchData batch) {
                if (--left == 0) {
                    spoil(trainer.getModel());
                }
            }
        };
    }

    private static void spoil(Model model) {
        NDArray weight = model.getBlock().getParameters().valueAt(0).getArray();
        float[] numbers = new float[(int) weight.size()];
        Arrays.fill(numbers, Float.NaN);
        Numbers.set(weight, numbers);
    }

    private static float[] numbers(Model model) {
        return model.getBlock().getParameters().valueAt(0).getArray().toFloatArray();
    }

    private static Model train(
            RecipeRun run, RunFolder from, Path out, TrainingListener... listeners)
            throws Exception {
        Origin origin = Origin.of(RECIPE, settings(), from != RunFolder.NONE);
        try (OutFolder target = OutFolder.open(out, origin, false)) {
            return run.train(Device.cpu(), from.writingTo(target), listeners);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 30})
    void goesOnFromItsLastGoodCheckpoint(int steps) throws Exception {
        RecipeRun run = new RecipeRun(RECIPE, settings());
        Path lost = folder.resolve("lost");
        assertThatExceptionOfType(DivergenceException.class)
                .isThrownBy(() -> train(run, RunFolder.NONE, lost, spoilAfter(steps)).close())
                .withMessageContaining("in epoch 3, step")
                .withMessageContaining("checkpoint.npz is the state after epoch 2");
        try (Model resumed = train(run, RunFolder.resume(lost, RECIPE), lost);
                Model whole = run.train(Device.cpu())) {
            assertThat(numbers(resumed)).isEqualTo(numbers(whole));
        }
        assertThat(Files.readAllLines(lost.resolve("metrics.jsonl"))).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secnd[h{1}/3]", "second[h{3}/3]", "second[0:999]", "second["})
    void doesNotStartWithAnUnalignedSiteThatThereIsNot(String site) {
        Path out = folder.resolve("out");
        CommandRun run = train("--set=unaligned=" + site, "--out=" + out);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("The setting unaligned: ").doesNotContain("Exception");
        assertThat(out).doesNotExist();
    }

    @Test
    void needsNoWarmUpThatTheRecipeHasNoSettingFor() {
        assertThat(train("--set=schedule=linear", "--epochs=1").code()).isZero();
    }

    @Test
    void aFigureThatIsNullIsNone() {
        RecordedFigures figures =
                RecordedFigures.read(
                        JsonNode.parse(
                                "{'task_accuracy': null, 'iia': {'x': null, 'y': 0.5}, 'pairs': 2}"
                                        .replace('\'', '"')));
        assertThat(figures.taskAccuracy()).isEmpty();
        assertThat(figures.iia()).containsOnlyKeys("y");
    }

    /** A model whose first weights were lost after its training. */
    private Path spoiled() throws Exception {
        Path path = CommandRun.model(folder.resolve("model"));
        ModelDirectory directory = ModelDirectory.open(path);
        try (Model model = directory.load(Device.cpu())) {
            spoil(model);
            ModelDirectory.write(path, model, directory.card(), directory.alignment());
        }
        return path;
    }

    @Test
    void figuresOfNanAreToldOf() throws Exception {
        Path model = spoiled();
        CommandRun text = CommandRun.of("evaluate", model.toString());
        assertThat(text.out())
                .contains("Warning: left: the network's output is NaN or infinite in 100 of 100");
        JsonObject json = CommandRun.of("evaluate", model.toString(), "--json").json();
        assertThat(json.getAsJsonObject("not_finite").get("left").getAsInt()).isEqualTo(100);
        assertThat(json.get("task_accuracy").getAsDouble()).isZero();
    }

    @Test
    void aSweepOverNanIsToldOf() throws Exception {
        CommandRun run = CommandRun.of("sweep", spoiled().toString(), "--pairs=40");
        assertThat(run.out()).contains("outputs of the network are NaN or infinite");
    }

    @Test
    void aSearchOverNanStops() throws Exception {
        CommandRun run =
                CommandRun.of(
                        "align",
                        spoiled().toString(),
                        "--variable=left",
                        "--site=02SequentialBlock",
                        "--pairs=40");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("The search diverged in epoch 1, step 1");
    }

    @Test
    void aRunThatWritesNanSaysSo() throws Exception {
        Path base = NpzFiles.random(folder.resolve("base.npz"), 3, 1);
        Path out = folder.resolve("out.npz");
        CommandRun run =
                CommandRun.of("run", spoiled().toString(), "--base=" + base, "--out=" + out);
        assertThat(run.code()).isZero();
        assertThat(run.err())
                .contains("Warning: output0 has 6 numbers that are NaN or infinite", "base0");
    }

    @Test
    void aReportHasNoNumberThatJsonDoesNotHave() throws Exception {
        CommandRun run = CommandRun.of("evaluate", spoiled().toString(), "--json");
        assertThat(run.out()).doesNotContain("NaN", "Infinity");
        assertThat(JsonParser.parseString(run.out()).isJsonObject()).isTrue();
    }
}
