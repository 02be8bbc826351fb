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

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    @TempDir private static Path folder;
    private static Path model;
    private static CommandRun training;

    @BeforeAll
    static void train() {
        model = folder.resolve("equality");
        training = CommandRun.train("--seed=5", "--out", model.toString());
    }

    @Test
    void recipesHaveTheirSettings() {
        CommandRun run = CommandRun.of("recipes");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("equality: ", "epochs = 200", "alignment = [left, right]");
    }

    @Test
    void recipesAsJsonHaveTheirVariables() {
        JsonObject recipe =
                CommandRun.of("recipes", "--json")
                        .json()
                        .getAsJsonArray("recipes")
                        .get(0)
                        .getAsJsonObject();
        assertThat(recipe.get("recipe").getAsString()).isEqualTo("equality");
        assertThat(recipe.get("variables")).hasToString("[\"left\",\"right\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model",
                "seed",
                "seconds",
                "task_accuracy",
                "iia",
                "iia_impactful",
                "impactful",
                "pairs",
                "task_accuracy_interval",
                "iia_interval",
                "iia_impactful_interval",
                "iia_unimpactful",
                "kl_divergence",
                "wrong_to_begin_with",
                "left_out"
            })
    void trainingReports(String figure) {
        assertThat(training.json().has(figure)).isTrue();
    }

    @Test
    void aFigureLiesInItsInterval() {
        double iia = training.json().getAsJsonObject("iia").get("left").getAsDouble();
        JsonArray ends = training.json().getAsJsonObject("iia_interval").getAsJsonArray("left");
        assertThat(iia).isBetween(ends.get(0).getAsDouble(), ends.get(1).getAsDouble());
    }

    @Test
    void pairsThatWereWrongToBeginWithAreLeftOutOnRequest() {
        JsonObject all = CommandRun.of("evaluate", model.toString(), "--json").json();
        JsonObject right =
                CommandRun.of("evaluate", model.toString(), "--json", "--right-only").json();
        int wrong =
                all.getAsJsonObject("wrong_to_begin_with")
                        .getAsJsonObject("left")
                        .get("any")
                        .getAsInt();
        assertThat(wrong).isPositive();
        assertThat(all.getAsJsonObject("left_out").get("left").getAsInt()).isZero();
        assertThat(right.getAsJsonObject("left_out").get("left").getAsInt()).isEqualTo(wrong);
        assertThat(right.get("task_accuracy")).isEqualTo(all.get("task_accuracy"));
    }

    @Test
    void theTableSaysWhatWasLeftOut() {
        CommandRun run = CommandRun.of("evaluate", model.toString(), "--right-only");
        assertThat(run.out()).contains("95% interval", "of 100 pairs", "they are left out");
    }

    @Test
    void trainingPrintsNothingButItsReport() {
        assertThat(training.err()).isEmpty();
        assertThat(training.out()).startsWith("{").endsWith("}" + System.lineSeparator());
    }

    @Test
    void figuresAreOfTheSeedAndPairsThatWereAskedFor() {
        assertThat(training.json().get("seed").getAsLong()).isEqualTo(5);
        assertThat(training.json().get("pairs").getAsLong()).isEqualTo(100);
    }

    @Test
    void evaluationGivesTheFiguresOfTheTraining() {
        CommandRun run = CommandRun.of("evaluate", model.toString(), "--json");
        assertThat(run.figures()).isEqualTo(training.figures());
    }

    @Test
    void anotherSeedGivesOtherTestPairs() {
        CommandRun run = CommandRun.of("evaluate", model.toString(), "--json", "--seed=6");
        assertThat(run.json().get("seed").getAsLong()).isEqualTo(6);
        assertThat(run.figures()).isNotEqualTo(training.figures());
    }

    @Test
    void oneSeedGivesOneTraining() {
        assertThat(CommandRun.train("--seed=5").figures()).isEqualTo(training.figures());
    }

    @Test
    void theReportForPeopleHasEveryVariable() {
        CommandRun run = CommandRun.of("evaluate", model.toString());
        assertThat(run.out()).contains("task accuracy", "left", "right", "IIA impactful");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 1L << 40, Long.MAX_VALUE})
    void everySeedComesBackFromTheModelDirectory(long seed) {
        Path other = folder.resolve("seed" + seed);
        CommandRun trained = CommandRun.train("--seed=" + seed, "--out", other.toString());
        CommandRun run = CommandRun.of("evaluate", other.toString(), "--json");
        assertThat(run.figures()).isEqualTo(trained.figures());
    }

    @Test
    void sitesHaveShapes() {
        CommandRun run = CommandRun.of("sites", model.toString(), "--json");
        assertThat(run.json().getAsJsonArray("sites"))
                .map(JsonElement::toString)
                .contains("{\"site\":\"04Linear\",\"type\":\"Linear\",\"shape\":[-1,2]}");
    }

    @Test
    void theVersionIsThatOfTheBuild() {
        CommandRun run = CommandRun.of("--version");
        assertThat(run.out()).containsPattern("djl-iit [0-9]+\\.[0-9]+\\.[0-9]+");
    }

    @Test
    void helpIsACommandToo() {
        assertThat(CommandRun.of("help").out()).contains("Usage: iit", "sweep");
        assertThat(CommandRun.of("help", "sites").out()).contains("Usage: iit sites", "--match");
        assertThat(CommandRun.of("help", "sitez").err()).contains("Did you mean 'sites'?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "evaluate", "recipes", "sites", "run"})
    void everyCommandExplainsItself(String command) {
        CommandRun run = CommandRun.of(command, "--help");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Usage: iit " + command, "--debug");
    }

    @Test
    void anOptionGoesOverASettingAndASettingOverTheFile() throws IOException {
        Path config = folder.resolve("order.conf");
        Files.writeString(config, "seed = 1, epochs = 1, batch_size = 7");
        Path out = folder.resolve("order");
        CommandRun.train("--config=" + config, "--set=seed=2", "--seed=3", "--out=" + out);
        assertThat(Files.readString(out.resolve("model.json")))
                .contains("\"seed\": 3", "\"epochs\": 2", "\"batch_size\": 7");
    }

    @Test
    void oneOfSeveralConfigurationsIsPickedByName() throws IOException {
        Path config = folder.resolve("several.conf");
        Files.writeString(config, "base {seed = 8}\nnext = ${base} {batch_size = 9}");
        CommandRun run = CommandRun.train("--config=" + config, "--set=experiment=next");
        assertThat(run.json().get("seed").getAsLong()).isEqualTo(8);
    }

    @Test
    void aConfigurationIncludesAnother() throws IOException {
        Files.writeString(folder.resolve("shared.conf"), "seed = 11");
        Path config = folder.resolve("including.conf");
        Files.writeString(config, "include \"shared.conf\"\nbatch_size = 9");
        CommandRun run = CommandRun.train("--config=" + config);
        assertThat(run.json().get("seed").getAsLong()).isEqualTo(11);
    }
}
