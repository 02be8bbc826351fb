/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.modality.Input;
import ai.djl.modality.Output;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to networks that mix the rows of a batch: nobody's changes another's reply. */
class ServingRowsTest {

    @TempDir private Path folder;

    private Served serve(String name, String... settings) throws Exception {
        Path file = Path.of(ServingRowsTest.class.getResource("/rows/" + name + ".pt").toURI());
        return Served.script(folder, file, settings);
    }

    private static Input request(int number) {
        String row = "[%s, -1, %s, 0.5]".formatted(number, number % 3);
        String rows = "[" + String.join(", ", List.of(row, row.replace('1', '2'))) + "]";
        return Served.json(
                "{'inputs': {'base': %s}, 'plan': {'version': 1, 'interventions':".formatted(rows)
                        + " [{'site': 'first[0]', 'edit': 'zero'}]}}");
    }

    private static float[] numbers(Output reply) {
        return Served.numbers(Served.read(reply).get("output"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mean_over_rows", "attention_over_rows", "running_sum"})
    void eachGetsWhatItGetsAlone(String name) throws Exception {
        try (Served served = serve(name)) {
            List<float[]> alone = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                alone.add(numbers(served.send(request(i))));
            }
            for (int batch = 0; batch < 3; batch++) {
                List<Output> replies = served.send(List.of(request(0), request(1), request(2)));
                for (int i = 0; i < 3; i++) {
                    assertThat(numbers(replies.get(i))).containsExactly(alone.get(i));
                }
            }
        }
    }

    @Test
    void anUnknownSettingIsRefused() {
        assertThatThrownBy(() -> serve("mean_over_rows", "iit.fuse=maybe"))
                .hasStackTraceContaining("auto, always or never, found 'maybe'");
    }

    @Test
    void theSettingVouchesForTheNetwork() throws Exception {
        float[] alone;
        try (Served served = serve("mean_over_rows", "iit.fuse=always")) {
            alone = numbers(served.send(request(0)));
            List<Output> replies = served.send(List.of(request(0), request(5)));
            assertThat(numbers(replies.get(0))).isNotEqualTo(alone);
        }
    }
}
