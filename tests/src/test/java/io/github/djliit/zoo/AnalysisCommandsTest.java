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
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sweeps and searches on the command line, in equality trained with IIT and without. */
@Tag("long") // It trains three times first.
class AnalysisCommandsTest {

    private static final String LAYER = "01SequentialBlock";

    @TempDir static Path folder;

    private static Path aligned;
    private static Path plain;
    private static Path found;
    private static JsonObject search;

    @BeforeAll
    static void train() {
        aligned = train("aligned", "--epochs=60");
        plain = train("plain", "--epochs=80", "--no-iit");
        found = folder.resolve("found.json");
        search =
                run(
                        "align",
                        plain.toString(),
                        "--variable=left,right",
                        "--site=" + LAYER,
                        "--dimensions=8",
                        "--epochs=15",
                        "--out=" + found);
    }

    private static Path train(String name, String... more) {
        Path out = folder.resolve(name);
        Stream<String> arguments =
                Stream.concat(Stream.of("train", "equality", "--out=" + out), Stream.of(more));
        run(arguments.toArray(String[]::new));
        return out;
    }

    private static JsonObject run(String... arguments) {
        String[] all =
                Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray(String[]::new);
        CommandRun run = CommandRun.of(all);
        assertThat(run.err()).isEmpty();
        return run.json();
    }

    private static JsonObject table(JsonObject sweep, int variable) {
        return sweep.getAsJsonArray("sweeps").get(variable).getAsJsonObject();
    }

    private static double best(JsonObject table) {
        return table.getAsJsonArray("cells").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(cell -> cell.get("site").equals(table.get("best")))
                .mapToDouble(cell -> cell.get("iia").getAsDouble())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theBestBlockOfUnitsIsTheTrainedSite() {
        JsonObject sweep = run("sweep", aligned.toString(), "--by=units", "--units=4");
        assertThat(table(sweep, 0).get("best").getAsString()).isEqualTo("02SequentialBlock[0:4]");
        assertThat(table(sweep, 1).get("best").getAsString()).isEqualTo("02SequentialBlock[4:8]");
        assertThat(best(table(sweep, 0))).isGreaterThanOrEqualTo(.99);
        assertThat(best(table(sweep, 1))).isGreaterThanOrEqualTo(.99);
    }

    @Test
    void aSweepIsARectangleOfLayersAndBlocks() {
        JsonObject table = table(run("sweep", aligned.toString(), "--by=units", "--pairs=100"), 0);
        assertThat(table.getAsJsonArray("rows").asList())
                .map(JsonElement::getAsString)
                .containsExactly("01SequentialBlock", "02SequentialBlock", "03SequentialBlock");
        assertThat(table.getAsJsonArray("columns").asList())
                .map(JsonElement::getAsString)
                .containsExactly("0:4", "4:8", "8:12", "12:16");
        assertThat(table.getAsJsonArray("cells")).hasSize(12);
    }

    @Test
    void aSweepIsDrawn() throws Exception {
        Path file = folder.resolve("sweep.svg");
        run("sweep", aligned.toString(), "--by=units", "--pairs=100", "--out=" + file);
        assertThat(Files.readString(file))
                .startsWith("<svg")
                .contains("IIA of each variable by site", "left, 02SequentialBlock", "8:12");
    }

    @Test
    void aReportTellsOfSitesThatNoVariableIsToLiveAt() throws Exception {
        assertThat(Files.readString(aligned.resolve("report.html")))
                .contains("Unaligned sites", "02SequentialBlock[12:16]");
    }

    @Test
    void aReportShowsEachVariableAtEachSite() throws Exception {
        assertThat(Files.readString(aligned.resolve("report.html")))
                .contains("of each variable at each aligned site", "02SequentialBlock[4:8]");
    }

    @Test
    void aSweepOfOneVariableAtOneSiteHasOneCell() {
        JsonObject sweep =
                run(
                        "sweep",
                        aligned.toString(),
                        "--variable=right",
                        "--site=02SequentialBlock[4:8]");
        JsonArray tables = sweep.getAsJsonArray("sweeps");
        assertThat(tables).hasSize(1);
        assertThat(table(sweep, 0).get("variable").getAsString()).isEqualTo("right");
        assertThat(best(table(sweep, 0))).isGreaterThanOrEqualTo(.99);
    }

    @Test
    void aSweepIsWrittenAsCommaSeparatedValues() throws IOException {
        Path out = folder.resolve("sweep.csv");
        run("sweep", aligned.toString(), "--pairs=100", "--out=" + out);
        assertThat(Files.readAllLines(out))
                .hasSize(1 + 2 * 3)
                .first()
                .asString()
                .startsWith("variable,site,row");
    }

    @Test
    void aSearchFindsBothVariablesWithoutIit() {
        JsonObject iia = search.getAsJsonObject("iia");
        assertThat(iia.get("left").getAsDouble()).isGreaterThanOrEqualTo(.93);
        assertThat(iia.get("right").getAsDouble()).isGreaterThanOrEqualTo(.93);
    }

    @ParameterizedTest
    @ValueSource(strings = {"site", "units", "pca", "random", "probe"})
    void whatNeedsNoSearchIsFarBelow(String baseline) {
        for (String variable : List.of("left", "right")) {
            JsonObject beside = search.getAsJsonObject("baselines").getAsJsonObject(variable);
            assertThat(beside.getAsJsonObject(baseline).get("iia").getAsDouble()).isLessThan(.85);
        }
    }

    @Test
    void theAlignmentThatIsFoundIsThatOfAModelDirectory() throws IOException {
        Path copy = folder.resolve("copy");
        Files.createDirectory(copy);
        for (String file : List.of("model.json", "equality-0000.params")) {
            Files.copy(plain.resolve(file), copy.resolve(file));
        }
        Files.copy(found, copy.resolve("alignment.json"));
        JsonObject iia = run("evaluate", copy.toString()).getAsJsonObject("iia");
        assertThat(iia.get("left").getAsDouble()).isGreaterThanOrEqualTo(.93);
        assertThat(iia.get("right").getAsDouble()).isGreaterThanOrEqualTo(.93);
    }

    @Test
    void theReportHasTheAlignmentThatIsWritten() throws IOException {
        assertThat(search.get("alignment"))
                .isEqualTo(JsonParser.parseString(Files.readString(found)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sweep | --variable=lft | no variable 'lft'",
                "sweep | --by=head | No site tells the number of heads",
                "sweep | --by=position | There is no site to try",
                "sweep | --out=x.txt | ends in one of [.svg, .json, .csv]",
                "sweep | --pairs=0 | --pairs is one or more",
                "sweep | --pairs=2 --seed=1 | leaves none for",
                "sweep | --units=3 | --units belongs to --by units, found --by layer",
                "sweep | --by=units --heads=2 | --heads belongs to --by head, found --by units",
                "sweep | --site=01SequentialBlock --site=01SequentialBlock | twice",
                "sweep | --out=.svg | found '.svg'",
                "draw | --out=x.png | ends in .svg; found 'x.png'",
                "evaluate | --out=x.txt | ends in .html; found 'x.txt'",
                "align | --site=01SequentialBlock | Missing required option: '--variable",
                "align | --variable=left --site=01SequentialBlock --dimensions=17 | fewer than the"
                        + " 17 dimensions of left",
                "align | --variable=left,right --site=01SequentialBlock --dimensions=9 | too few for"
                        + " disjoint subspaces",
                "align | --variable=left,right --site=01SequentialBlock --boundless | of one variable",
                "align | --variable=left --site=09x | no block '09x'",
                "align | --variable=left --site=01SequentialBlock --site=01SequentialBlock | twice",
                "align | --variable=left --site=01SequentialBlock --out=x.svg | ends in .json",
                "align | --variable=left --site=01SequentialBlock --pairs=8 --dimensions=9 | give 8"
                        + " of the 9 rows of 01SequentialBlock"
            })
    void badUseIsTold(String command, String options, String message) {
        CommandRun run =
                CommandRun.of(
                        Stream.concat(
                                        Stream.of(command, plain.toString()),
                                        Stream.of(options.split(" ")))
                                .toArray(String[]::new));
        assertThat(run.err()).contains(message);
        assertThat(run.code()).isEqualTo(2);
    }
}
