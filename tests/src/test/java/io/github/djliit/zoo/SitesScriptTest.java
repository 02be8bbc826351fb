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

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code iit sites} with TorchScript files. */
class SitesScriptTest {

    @TempDir private Path folder;

    private CommandRun sites(String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of("sites"));
        arguments.add(ScriptFiles.model(name).toString());
        arguments.addAll(List.of(more));
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private static JsonObject find(CommandRun run, String site) {
        for (JsonElement each : run.json().getAsJsonArray("sites")) {
            if (each.getAsJsonObject().get("site").getAsString().equals(site)) {
                return each.getAsJsonObject();
            }
        }
        throw new AssertionError(site + " is not in " + run.out());
    }

    @Tag("long")
    @Test
    void anExampleGivesShapes() {
        Path example = ScriptFiles.inputs(folder, "gpt2", "base");
        CommandRun run = sites("gpt2", "--example=" + example, "--json");
        assertThat(find(run, "model.transformer.h.0.attn@attn_weights0"))
                .isEqualTo(
                        JsonParser.parseString(
                                """
                                {"site": "model.transformer.h.0.attn@attn_weights0",
                                 "type": "Tensor", "shape": [-1, 2, 4, 4]}
                                """));
        assertThat(find(run, "model.transformer.h.0.attn").get("type").getAsString())
                .isEqualTo("GPT2Attention");
    }

    @Test
    void withoutAnExampleThereAreNoShapes() {
        JsonObject site = find(sites("mlp", "--json"), "4.hidden");
        assertThat(site.keySet()).containsExactly("site", "type");
    }

    @Test
    void oneArrayNeedsNoNumberAndSeveralHaveOne() {
        String text = sites("tuple_out").out();
        assertThat(text).contains(":output0 ", ":output2 ", ":input ").doesNotContain(":input0");
        assertThat(text.lines()).anyMatch(line -> line.matches("fc +Linear"));
    }

    @Test
    void aModuleThatIsNotReachedSaysWhy() {
        JsonObject site = find(sites("scripted", "--json"), "layers");
        assertThat(site.get("obstacle").getAsString()).contains("nothing calls it");
    }

    @Test
    void anExampleThatTheNetworkRefusesIsTold() {
        Path example = ScriptFiles.inputs(folder, "gpt2", "base");
        String model = ScriptFiles.model("mlp").toString();
        CommandRun run = CommandRun.of("sites", model, "--example=" + example);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("[input], found 2 arrays").hasLineCount(1);
    }

    @Test
    void aTorchScriptFileHasNoCausalModel() {
        CommandRun run = CommandRun.of("evaluate", ScriptFiles.model("mlp").toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("TorchScript", "causal model");
    }

    private static List<String> names(CommandRun run) {
        return run.out().lines().map(line -> line.strip().split(" ")[0]).toList();
    }

    @Test
    void aPatternPicksSites() {
        assertThat(names(sites("gpt2", "--match=*.h.?.attn")))
                .containsExactly("model.transformer.h.0.attn", "model.transformer.h.1.attn");
    }

    @Test
    void aPatternThatNothingIsLikeIsBadUse() {
        String model = ScriptFiles.model("mlp").toString();
        CommandRun run = CommandRun.of("sites", model, "--match=h.*");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("like 'h.*'").hasLineCount(1);
    }

    @Test
    void modulesHaveNoInputsAndNoValues() {
        assertThat(names(sites("mlp", "--modules")))
                .contains(":output", "4.hidden")
                .noneMatch(name -> name.contains("@") || name.contains(":input"));
    }

    @Test
    void theDepthCutsTheTree() {
        assertThat(names(sites("gpt2", "--modules", "--depth=1")))
                .containsExactly(":output", "model");
    }

    @Test
    void valuesWithoutANameAreHiddenUnlessAskedFor() {
        assertThat(names(sites("gpt2"))).noneMatch(name -> name.matches(".*@_\\d+"));
        assertThat(names(sites("gpt2", "--all"))).anyMatch(name -> name.matches(".*@_\\d+"));
        assertThat(sites("gpt2").err()).contains("without a name", "--all");
    }

    @Test
    void modulesAreIndentedByTheirDepth() {
        assertThat(sites("mlp", "--modules").out().lines())
                .anyMatch(line -> line.startsWith("  4.hidden "));
    }
}
