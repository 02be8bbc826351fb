/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.modality.Input;
import ai.djl.modality.Output;
import com.google.gson.JsonObject;
import io.github.djliit.torchscript.TorchScriptFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A source that comes again does not run again, and gives the same. */
class ServingSourceCacheTest {

    private static final String SWAP =
            "{'inputs': {'base': [[1, 2]], 'sources': [[[%s, 8]]]}, 'plan': {'version': 1,"
                    + " 'interventions': [{'site': '01LambdaBlock[0]', 'edit': 'interchange'}]}%s}";

    @TempDir private Path folder;

    private Served served(String... settings) throws Exception {
        Files.writeString(
                folder.resolve("serving.properties"),
                "engine=PyTorch\noption.hasParameter=false\ntranslator="
                        + InterventionServingTranslator.class.getName()
                        + "\nblockFactory="
                        + FaultyBlockFactory.class.getName()
                        + "\n"
                        + String.join("\n", settings));
        Served served = Served.load(folder);
        FaultyBlockFactory.PASSES.clear();
        return served;
    }

    private static float[] swapped(Served served, int source, String more) throws Exception {
        return Served.numbers(served.ask(SWAP.formatted(source, more)).get("output"));
    }

    /** Twice with the source, to see that it repeats and to keep it; then the base alone. */
    @ParameterizedTest
    @CsvSource({"67108864, 5", "0, 6", "3, 6"})
    void fromTheThirdTimeOnASourceDoesNotRun(long bytes, int passes) throws Exception {
        try (Served served = served("iit.max_cache_bytes=" + bytes)) {
            for (int i = 0; i < 3; i++) {
                assertThat(swapped(served, 5, "")).containsExactly(12, 6);
            }
            assertThat(FaultyBlockFactory.PASSES).hasSize(passes);
        }
    }

    @Test
    void anotherSourceIsNotThatOne() throws Exception {
        try (Served served = served()) {
            for (int i = 0; i < 9; i++) {
                assertThat(swapped(served, i % 2, "")).containsExactly(2 + 2 * (i % 2), 6);
            }
        }
    }

    @Test
    void whereItsOutputIsAskedForItRuns() throws Exception {
        try (Served served = served()) {
            for (int i = 0; i < 4; i++) {
                JsonObject reply =
                        served.ask(SWAP.formatted(5, ", 'return': ['output', 'sources']"));
                assertThat(Served.numbers(reply.getAsJsonArray("sources").get(0)))
                        .containsExactly(12, 18);
            }
        }
    }

    /** Some with sources, some without, of several sites and rows. */
    @Test
    void batchesThatComeAgainAreAnsweredAsBefore() throws Exception {
        PlanDraw draw = new PlanDraw(Map.of("0", 4, "2", 4, "4", 4), 6, 17);
        try (Served served = Served.script(folder, TorchScriptFile.of("mlp"))) {
            for (int batch = 0; batch < 60; batch++) {
                List<String> bodies =
                        IntStream.range(0, 4)
                                .mapToObj(i -> draw.draw().body().replace("[\"2\"]", "[]"))
                                .toList();
                List<float[]> first = outputs(served, bodies);
                for (int again = 0; again < 3; again++) {
                    List<float[]> now = outputs(served, bodies);
                    for (int i = 0; i < now.size(); i++) {
                        assertThat(now.get(i))
                                .as(bodies.get(i))
                                .containsExactly(first.get(i), within(1e-5f));
                    }
                }
            }
        }
    }

    private static List<float[]> outputs(Served served, List<String> bodies) throws Exception {
        List<Input> inputs =
                bodies.stream()
                        .map(body -> Served.of("application/json", body.getBytes(UTF_8)))
                        .toList();
        List<Output> outputs = served.send(inputs);
        return outputs.stream()
                .map(output -> Served.numbers(Served.read(output).get("output")))
                .toList();
    }
}
