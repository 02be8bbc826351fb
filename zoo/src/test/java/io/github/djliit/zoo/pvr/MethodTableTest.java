/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.pvr;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MethodTableTest {

    private static final Path REPOSITORY = Path.of("..");

    private static JsonArray results() throws IOException {
        return JsonParser.parseString(Files.readString(REPOSITORY.resolve(MethodTable.RESULTS)))
                .getAsJsonArray();
    }

    @ParameterizedTest
    @CsvSource({
        MethodTable.TEXT + ", <!-- held_out -->",
        MethodTable.README + ", <!-- summary -->"
    })
    void theTextHasTheFiguresOfTheResults(String file, String mark) throws Exception {
        String text = Files.readString(REPOSITORY.resolve(file));
        assertThat(text).contains(mark);
        assertThat(MethodTable.fill(text, results())).isEqualTo(text);
    }

    /** By the mean of three seeds, on digits at places where training never has them. */
    @ParameterizedTest
    @ValueSource(strings = {"plain", "multitask", "augmentation"})
    void interchangesDoBetterThan(String method) throws Exception {
        assertThat(mean("iit", run -> MethodTable.number(run, "held_out", "task_accuracy")))
                .isGreaterThan(
                        mean(method, run -> MethodTable.number(run, "held_out", "task_accuracy")));
        for (String quadrant : MethodTable.QUADRANTS) {
            ToDoubleFunction<JsonObject> iia =
                    run -> MethodTable.iia(run, "held_out", "iia", quadrant);
            assertThat(mean("iit", iia)).as(quadrant).isGreaterThan(mean(method, iia));
        }
    }

    private static double mean(String method, ToDoubleFunction<JsonObject> figure)
            throws IOException {
        List<JsonObject> runs = MethodTable.byMethod(results()).get(MethodTable.DEFAULT + method);
        assertThat(runs).hasSize(3);
        return runs.stream().mapToDouble(figure).average().orElseThrow();
    }

    @Test
    void aCellHasTheMeanAndTheRangeOfTheSeeds() {
        String run =
                "{\"network\": \"gates\", \"method\": \"iit\", \"%s\": {\"task_accuracy\": %s,"
                        + " \"iia\": {\"TL\": 1, \"TR\": 1, \"BL\": 1, \"BR\": 1},"
                        + " \"iia_impactful\": {\"TL\": 0, \"TR\": 1, \"BL\": 1, \"BR\": 0}}}";
        String trained = run.formatted("trained", ".5");
        String other = run.formatted("trained", ".75");
        JsonArray results =
                JsonParser.parseString("[" + trained + "," + other + "]").getAsJsonArray();
        results.forEach(
                each ->
                        each.getAsJsonObject()
                                .add("held_out", each.getAsJsonObject().get("trained")));
        String text = "<!-- trained -->\n<!-- end -->\n<!-- held_out -->\n<!-- end -->\n";
        assertThat(MethodTable.fill(text, results))
                .contains("| gates | iit | 0.625 (0.500–0.750) | 1.000 (1.000–1.000) |")
                .contains("| 0.500 (0.500–0.500) |\n<!-- end -->");
    }
}
