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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        write("model.json", card.replaceFirst("\"left\": [0-9.]+", "\"left\": 0.8125"));
        assertThat(draw().out()).contains(">IIA 0.8125</text>");
    }

    @Test
    void aModelWithoutFiguresIsDrawnWithoutColours() throws IOException {
        write("model.json", card.replace("\"figures\"", "\"no_figures\""));
        assertThat(draw().out()).contains("aligned, no IIA measured").doesNotContain(">IIA ");
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
        assertThat(draw().out()).contains(">04Linear</text>", "right lives at :output");
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
        CommandRun run = CommandRun.train("--seed=3", "--out", again.toString());
        assertThat(run.err()).isEmpty();
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
