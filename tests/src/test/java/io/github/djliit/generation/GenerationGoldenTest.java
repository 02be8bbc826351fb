/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.support.Golden;
import io.github.djliit.torchscript.TorchScriptBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generations are those of PyTorch's own hooks; see tests/golden/generation.py. */
class GenerationGoldenTest {

    static Stream<Named<JsonObject>> cases() throws IOException {
        return stream(Golden.read("generation.json").get("cases"))
                .map(JsonElement::getAsJsonObject)
                .map(c -> Named.of(text(c, "model") + ", " + text(c, "name"), c));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tokensAndLogitsAreThoseOfHooks(JsonObject made) throws Exception {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                TorchScriptBlock block = open(text(made, "model"))) {
            LanguageModel model = LanguageModel.of(block).withMask();
            if (text(made, "model").equals("gpt2_cache")) {
                model = model.withCache(CacheLayout.of(2, 2, 8));
            }
            GeneratedTokens found =
                    new InterventionGenerator(model)
                            .generate(manager, request(made))
                            .counterfactual();
            assertThat(found.tokens()).containsExactlyElementsOf(rows(made.get("tokens")));
            JsonArray logits = made.getAsJsonArray("logits");
            for (int row = 0; row < logits.size(); row++) {
                assertNear(found.logits().get(row), logits.get(row).getAsJsonArray());
            }
        }
    }

    private static void assertNear(float[][] found, JsonArray expected) {
        for (int step = 0; step < found.length; step++) {
            assertThat(found[step])
                    .as("step " + step)
                    .contains(Golden.floats(expected.get(step)), Offset.offset(1e-4f));
        }
    }

    private static GenerationRequest request(JsonObject made) {
        GenerationRequest.Builder request =
                GenerationRequest.builder(prompts(made, "prompts"), GenerationConfig.greedy(6))
                        .optLogits(true);
        if (made.has("plan")) {
            InterventionPlan plan = InterventionPlan.fromJson(made.get("plan").toString());
            request.addPlan(plan, when(text(made, "when")));
        }
        if (made.has("sources")) {
            request.addSource(prompts(made, "sources"));
        }
        return request.build();
    }

    private static When when(String name) {
        return switch (name) {
            case "all" -> When.all();
            case "prompt" -> When.prompt();
            case "generated" -> When.generated();
            default -> When.steps(Integer.parseInt(name));
        };
    }

    private static Prompts prompts(JsonObject made, String key) {
        return Prompts.of(rows(made.get(key)), Padding.LEFT);
    }

    private static List<long[]> rows(JsonElement rows) {
        return stream(rows)
                .map(row -> stream(row).mapToLong(JsonElement::getAsLong).toArray())
                .toList();
    }

    private static Stream<JsonElement> stream(JsonElement array) {
        return StreamSupport.stream(array.getAsJsonArray().spliterator(), false);
    }

    private static String text(JsonObject made, String key) {
        return made.get(key).getAsString();
    }

    private static TorchScriptBlock open(String name) throws Exception {
        Path file =
                Path.of(
                        GenerationGoldenTest.class
                                .getResource("/torchscript/" + name + ".pt")
                                .toURI());
        return TorchScriptBlock.open(file, Device.cpu(), false);
    }
}
