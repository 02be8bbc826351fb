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
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code draw}, and the pages of {@code train} and {@code evaluate}. */
class DrawCommandTest {

    @TempDir private static Path folder;
    private static String card;
    private static String alignment;
    private static Path model;

    @BeforeAll
    static void train() throws IOException {
        model = CommandRun.model(folder.resolve("equality"));
        card = Files.readString(model.resolve("model.json"));
        alignment = Files.readString(model.resolve("alignment.json"));
    }

    @BeforeEach
    void restore() throws IOException {
        Files.writeString(model.resolve("model.json"), card);
        Files.writeString(model.resolve("alignment.json"), alignment);
    }

    @Test
    void thePictureGoesToStandardOutput() {
        CommandRun run = draw();
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("<svg", ">02SequentialBlock</text>", ">[0:4]</text>");
    }

    @Test
    void thePictureGoesToAFile() throws IOException {
        Path file = folder.resolve("picture.svg");
        CommandRun run = draw("--out", file.toString());
        assertThat(run.out()).isEmpty();
        assertThat(Files.readString(file) + System.lineSeparator()).isEqualTo(draw().out());
    }

    @Test
    void figuresAreThoseOfTheTraining() throws IOException {
        String edited = card.replace("_interval\"", "_range\"");
        write("model.json", edited.replaceFirst("\"left\": [0-9.]+", "\"left\": 0.8125"));
        assertThat(draw().out()).contains(">IIA 0.8125</text>");
    }

    @Test
    void aModelWithoutFiguresIsDrawnWithoutColours() throws IOException {
        write("model.json", card.replace("\"figures\"", "\"no_figures\""));
        assertThat(draw().out()).contains("aligned, no IIA measured").doesNotContain(">IIA ");
    }

    static Stream<Arguments> otherRecords() {
        return Stream.of(
                arguments("another alignment", "alignment.json", "[0:4]", "[8:12]"),
                arguments("other pairs or settings", "model.json", "\"seed\": 42,", "\"seed\": 4,"),
                arguments(
                        "other pairs or settings",
                        "model.json",
                        "\"train_pairs\": 200",
                        "\"train_pairs\": 201"),
                arguments(
                        "other parameters of the network",
                        "model.json",
                        "\"network\": \"sha",
                        "\"network\": \""),
                arguments("it is not recorded what", "model.json", "\"measured_on\"", "\"old\""));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("otherRecords")
    void figuresOfSomethingElseAreNotDrawn(String reason, String file, String from, String to)
            throws IOException {
        write(file, (file.equals("model.json") ? card : alignment).replace(from, to));
        CommandRun run = draw();
        assertThat(run.out()).contains("recorded figures are not shown: ").doesNotContain(">IIA ");
        assertThat(run.err()).contains("not shown, since ", reason, "iit evaluate", "--out FILE");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("otherRecords")
    void figuresOfSomethingElseAreNoRecord(String reason, String file, String from, String to)
            throws IOException {
        write(file, (file.equals("model.json") ? card : alignment).replace(from, to));
        CommandRun run = CommandRun.of("evaluate", model.toString(), "--json");
        assertThat(run.json().has("record")).isFalse();
        assertThat(run.json().get("record_left_out").getAsString()).contains(reason);
    }

    @Test
    void whatIsMeasuredAnewTellsWhatItIsOf() {
        JsonObject recorded = JsonParser.parseString(card).getAsJsonObject();
        CommandRun run = CommandRun.of("evaluate", model.toString(), "--json");
        assertThat(run.json().get("measured_on"))
                .isEqualTo(recorded.getAsJsonObject("figures").get("measured_on"));
        assertThat(run.json().getAsJsonObject("record").get("met").getAsBoolean()).isTrue();
    }

    @Test
    void figuresOfOtherParametersAreNotDrawn() throws IOException {
        Path other = folder.resolve("other");
        CommandRun.train("--seed=3", "--out", other.toString());
        Path copy = Files.createDirectories(folder.resolve("copy"));
        for (String name : List.of("model.json", "alignment.json")) {
            Files.copy(model.resolve(name), copy.resolve(name));
        }
        String parameters = "equality-0000.params";
        Files.copy(other.resolve(parameters), copy.resolve(parameters));
        CommandRun run = CommandRun.of("draw", copy.toString());
        assertThat(run.err()).contains("measured with other parameters of the network");
        assertThat(run.out()).doesNotContain(">IIA ");
    }

    @Test
    void theReportOfAnotherAlignmentLeavesOutWhatTheTrainingRecorded() throws IOException {
        write("alignment.json", alignment.replace("[0:4]", "[8:12]"));
        assertThat(report("other.html"))
                .contains(
                        "The figures of the training are not shown: they were measured with another")
                .contains("at the sites of the recipe, which are others than these")
                .doesNotContain("Training by epoch");
    }

    @Test
    void theReportOfAnUntrainedNetworkClaimsNothing() throws IOException {
        assertThat(report("untrained.html"))
                .contains("Not found at its sites: left (")
                .doesNotContain("nowhere else", "lives at");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "equality | Found at its sites: left, right. | None is found at a site that only",
                "equality-no-iit | Not found at its sites: left ( | None is found at a site that",
                "sum4 | Found at its sites: w, x | Found at sites that others are aligned to: y at"
            })
    void whatAReportSaysIsSoOfItsNetwork(String id, String own, String elsewhere)
            throws IOException {
        Path file = folder.resolve(id + ".html");
        CommandRun.of("evaluate", id, "--out", file.toString());
        assertThat(file).content().contains(own, elsewhere);
    }

    @Test
    void theTwinWithoutIitSaysSoInItsTitles() throws IOException {
        Path twin = folder.resolve("twin");
        CommandRun.train("--no-iit", "--out", twin.toString());
        assertThat(twin.resolve("report.html"))
                .content()
                .contains("<h1>equality, trained without IIT</h1>")
                .contains("No variable was trained by interchanges of sites.");
        assertThat(CommandRun.of("draw", twin.toString()).out())
                .contains(">equality, trained without IIT</text>");
    }

    @Test
    void aFigureThatIsNoShareIsAnErrorWithItsPlace() throws IOException {
        write("model.json", card.replaceFirst("\"left\": [0-9.]+", "\"left\": 7"));
        CommandRun run = draw();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("model.json: /figures/iia/left: expected a share from 0 to 1");
    }

    @Test
    void shortPathsAndSeveralSitesAreDrawn() throws IOException {
        write(
                "alignment.json",
                alignment.replace("02SequentialBlock[4:8]\"", "04Linear\", \":output\""));
        assertThat(draw().out())
                .contains(">04Linear</text>", "right is aligned to 04Linear and :output");
    }

    @Test
    void aBlockThatIsNotThereIsAnError() throws IOException {
        write("alignment.json", alignment.replace("02SequentialBlock[4:8]", "05Linear"));
        CommandRun run = draw();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("alignment.json", "'right' to 05Linear", "04Linear");
    }

    @Test
    void trainingLeavesAReport() throws IOException {
        assertThat(Files.readString(model.resolve("report.html")))
                .startsWith("<!DOCTYPE html>")
                .contains("<h1>equality</h1>", "task accuracy", "<h2>Training</h2>")
                .contains("<th scope=\"row\">train_pairs</th><td class=\"txt\">200</td>")
                .contains("PyTorch");
    }

    @Test
    void aModelWithAReportIsReplaced() {
        Path again = CommandRun.model(folder.resolve("again"));
        CommandRun.train("--seed=3", "--overwrite", "--out", again.toString());
        assertThat(again.resolve("report.html")).content().contains("<dd>3</dd>");
    }

    @Test
    void evaluationWritesItsReportIntoADirectory() throws IOException {
        Path reports = Files.createDirectories(folder.resolve("reports"));
        CommandRun run =
                CommandRun.of(
                        "evaluate", model.toString(), "--seed=6", "--out", reports.toString());
        assertThat(run.code()).isZero();
        assertThat(reports.resolve("report.html")).content().contains("<dd>6</dd>");
    }

    @Test
    void evaluationWritesItsReportToAFile() {
        Path file = folder.resolve("measured.html");
        CommandRun.of("evaluate", model.toString(), "--out", file.toString());
        assertThat(file).content().contains("<h2>Figures</h2>");
    }

    private static String report(String name) throws IOException {
        Path file = folder.resolve(name);
        CommandRun run = CommandRun.of("evaluate", model.toString(), "--out", file.toString());
        assertThat(run.err()).isEmpty();
        return Files.readString(file);
    }

    private static CommandRun draw(String... more) {
        String[] arguments = new String[more.length + 2];
        arguments[0] = "draw";
        arguments[1] = model.toString();
        System.arraycopy(more, 0, arguments, 2, more.length);
        return CommandRun.of(arguments);
    }

    private static void write(String name, String text) throws IOException {
        Files.writeString(model.resolve(name), text);
    }
}
