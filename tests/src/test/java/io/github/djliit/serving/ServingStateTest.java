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

import ai.djl.modality.Output;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A served model that keeps a state: {@code a(x)} times how often it was called. */
class ServingStateTest {

    private static final String PLAIN = "{'inputs': {'base': [[1, 2, 3]]}}";

    private static final String ZERO =
            "{'inputs': {'base': [[1, 2, 3]]}, 'plan': {'version': 1, 'interventions':"
                    + " [{'site': 'a', 'edit': 'zero'}]}}";

    @TempDir private Path folder;

    private Served serve() throws Exception {
        Path file = Path.of(ServingStateTest.class.getResource("/state/counts.pt").toURI());
        return Served.script(folder, file);
    }

    private static float first(JsonObject reply) {
        return Served.numbers(reply.get("output"))[0];
    }

    @Test
    void aPlanIsRefusedWithTheState() throws Exception {
        try (Served served = serve()) {
            JsonObject error = served.error(ZERO);
            assertThat(error.get("message").getAsString())
                    .contains("'calls' is changed at __torch__.py:11")
                    .contains("takes that state as an input");
        }
    }

    @Test
    void plainRequestsGoOnAsIfNoPlanHadBeenSent() throws Exception {
        try (Served served = serve()) {
            float one = first(served.ask(PLAIN));
            served.ask(ZERO);
            assertThat(first(served.ask(PLAIN))).isEqualTo(2 * one);
            List<Output> replies =
                    served.send(List.of(Served.json(PLAIN), Served.json(ZERO), Served.json(PLAIN)));
            assertThat(first(Served.read(replies.get(0)))).isEqualTo(3 * one);
            assertThat(first(Served.read(replies.get(2)))).isEqualTo(4 * one);
        }
    }
}
