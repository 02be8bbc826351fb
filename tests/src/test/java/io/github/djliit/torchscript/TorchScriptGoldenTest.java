/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.InterventionResult.CollectedActivations;
import io.github.djliit.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** TorchScript models give what PyTorch's own hooks give; see tests/golden/torchscript. */
class TorchScriptGoldenTest {

    private static final float CLOSE = 1e-5f;

    static Stream<String> models() {
        return GoldenModels.all().map(model -> model.get("name").getAsString());
    }

    @ParameterizedTest
    @MethodSource("models")
    void capturedActivationsAreThoseOfHooks(String name) {
        Map<String, Tensor> arrays = GoldenModels.arrays(name);
        JsonObject collect = GoldenModels.find(name).getAsJsonObject("collect");
        List<String> wrong = new ArrayList<>();
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                TorchScriptBlock block = GoldenModels.open(name, false)) {
            InterventionPlan.Builder plan = InterventionPlan.builder();
            collect.keySet().forEach(plan::collect);
            InterventionResult result = run(block, plan.build(), manager, arrays);
            for (Map.Entry<String, JsonElement> site : collect.entrySet()) {
                CollectedActivations found = result.collected(site.getKey());
                JsonObject names = site.getValue().getAsJsonObject();
                check(
                        wrong,
                        site.getKey(),
                        found.base(),
                        GoldenModels.named(manager, arrays, names.get("base")));
                check(
                        wrong,
                        site.getKey(),
                        found.sources().get(0),
                        GoldenModels.named(manager, arrays, names.get("source")));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("models")
    void counterfactualsAreThoseOfHooks(String name) {
        Map<String, Tensor> arrays = GoldenModels.arrays(name);
        List<String> wrong = new ArrayList<>();
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                TorchScriptBlock block = GoldenModels.open(name, false)) {
            for (JsonObject made : GoldenModels.list(GoldenModels.find(name).get("cases"))) {
                JsonElement expected = made.getAsJsonObject("expected").get("all");
                if (expected == null) {
                    continue;
                }
                InterventionPlan plan = GoldenModels.plan(made.get("plan"), arrays);
                String label = made.get("name").getAsString();
                try (NDManager call = manager.newSubManager()) {
                    InterventionResult result = run(block, plan, call, arrays);
                    check(
                            wrong,
                            label,
                            result.counterfactual(),
                            GoldenModels.named(call, arrays, expected));
                } catch (RuntimeException e) {
                    wrong.add(label + ": " + e);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static InterventionResult run(
            TorchScriptBlock block,
            InterventionPlan plan,
            NDManager manager,
            Map<String, Tensor> arrays) {
        NDList base = GoldenModels.numbered(manager, arrays, "base.input");
        NDList source = GoldenModels.numbered(manager, arrays, "source.input");
        return new InterventionBlock(block).intervene(plan, base, source);
    }

    private static void check(List<String> wrong, String label, NDList found, NDList expected) {
        if (found.size() < expected.size()) {
            wrong.add(label + ": " + found.size() + " arrays, expected " + expected.size());
            return;
        }
        for (int i = 0; i < expected.size(); i++) {
            float off = GoldenModels.off(found.get(i), expected.get(i));
            if (!(off <= CLOSE)) {
                wrong.add(label + "[" + i + "]: off by " + off);
            }
        }
    }
}
