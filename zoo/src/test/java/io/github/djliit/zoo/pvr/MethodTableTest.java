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
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MethodTableTest {

    private static final Path REPOSITORY = Path.of("..");

    @Test
    void theDocumentHasTheFiguresOfTheResults() throws Exception {
        String text = Files.readString(REPOSITORY.resolve(MethodTable.TEXT));
        JsonArray results =
                JsonParser.parseString(Files.readString(REPOSITORY.resolve(MethodTable.RESULTS)))
                        .getAsJsonArray();
        assertThat(MethodTable.fill(text, results)).isEqualTo(text);
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
