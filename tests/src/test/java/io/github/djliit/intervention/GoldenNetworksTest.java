/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import static io.github.djliit.support.Close.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.djliit.support.Golden;
import io.github.djliit.support.GoldenNetworks;
import java.io.IOException;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The networks of the golden interventions are DJL's own, up to rounding. */
class GoldenNetworksTest {

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "transformer", "lstm"})
    void aPlainRunGivesTheGoldenOutput(String network) throws IOException {
        JsonObject golden = Golden.read("interventions.json");
        JsonObject plain = find(golden, network + "/plain");
        try (NDManager manager = NDManager.newBaseManager()) {
            JsonObject described = golden.getAsJsonObject("networks").getAsJsonObject(network);
            Block block = GoldenNetworks.build(manager, described);
            NDList base = new NDList(Golden.array(manager, plain.get("base")));
            NDArray found =
                    block.forward(new ParameterStore(manager, false), base, false)
                            .singletonOrThrow();
            assertClose(found, Golden.array(manager, plain.get("output")));
        }
    }

    private static JsonObject find(JsonObject golden, String name) {
        return StreamSupport.stream(golden.getAsJsonArray("cases").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .filter(made -> made.get("name").getAsString().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
