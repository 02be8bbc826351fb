/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.notebook;

import static io.github.djliit.support.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.support.Golden;
import io.github.djliit.support.Numbers;
import io.github.djliit.support.TwoBranches;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two parallel branches, as in the first notebook of KarelDO/IIT-Pytorch, against values that were
 * computed in double precision by an independent program.
 */
class InterventionsNotebookTest {

    private NDManager manager;
    private JsonObject golden;
    private InterventionBlock network;
    private NDList base;
    private NDList source;

    @BeforeEach
    void read() throws IOException {
        manager = NDManager.newBaseManager();
        golden = Golden.read("seed-simple-model.json");
        network = new InterventionBlock(withGoldenWeights());
        base = new NDList(matrix(golden, "base"));
        source = new NDList(matrix(golden, "source"));
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff1", "act1", "ff2", "act2", "ff3"})
    void counterfactualOfEachNode(String node) {
        InterventionPlan plan = InterventionPlan.builder().interchange(node).build();
        InterventionResult result = network.intervene(plan, base, source);
        assertSame(result.counterfactual(), golden.getAsJsonObject("counterfactual"), node);
    }

    @Test
    void outputsOfBaseAndSource() {
        InterventionPlan plan = InterventionPlan.builder().interchange("ff2").build();
        InterventionResult result = network.intervene(plan, base, source);
        assertSame(result.base(), golden, "output_base");
        assertSame(result.source(0), golden, "output_source");
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "source"})
    void gradientThroughTheCounterfactual(String input) {
        NDArray of = (input.equals("base") ? base : source).head();
        base.head().setRequiresGradient(true);
        source.head().setRequiresGradient(true);
        InterventionPlan plan = InterventionPlan.builder().interchange("ff2").build();
        InterventionCall call =
                InterventionCall.builder(plan, base)
                        .addSources(List.of(source))
                        .optTraining(true)
                        .build();
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            InterventionResult result = network.intervene(new ParameterStore(manager, false), call);
            collector.backward(result.counterfactual().head().sum());
        }
        JsonObject expected = golden.getAsJsonObject("gradient_of_counterfactual_ff2");
        assertSame(new NDList(of.getGradient()), expected, input);
    }

    /** A network whose branches are swapped: its ff2 does what ff1 does here, and so on. */
    @ParameterizedTest
    @CsvSource({"ff1, ff2", "act1, act2", "ff2, ff1", "act2, act1", "ff3, ff3"})
    void twoNetworksAlignedWithEachOther(String here, String there) {
        InterventionBlock mirror = new InterventionBlock(mirrored());
        InterventionPlan plan = Alignment.builder().align("v", here).build().plan(Map.of("v", 0));
        InterventionPlan mirroredPlan =
                Alignment.builder().align("v", there).build().plan(Map.of("v", 0));
        assertClose(
                mirror.intervene(mirroredPlan, base, source).counterfactual().head(),
                network.intervene(plan, base, source).counterfactual().head());
    }

    private Block mirrored() {
        JsonObject weights = golden.getAsJsonObject("weights");
        for (String name : List.of("weight", "bias")) {
            JsonElement left = weights.get("ff1." + name);
            weights.add("ff1." + name, weights.get("ff2." + name));
            weights.add("ff2." + name, left);
        }
        return withGoldenWeights();
    }

    private Block withGoldenWeights() {
        Block block = new TwoBranches();
        block.initialize(manager, DataType.FLOAT32, new Shape(1, 10));
        JsonObject weights = golden.getAsJsonObject("weights");
        block.getParameters()
                .forEach(
                        pair -> {
                            Parameter parameter = pair.getValue();
                            String layer = pair.getKey().substring(2, 5);
                            String name = layer + "." + parameter.getName();
                            float[] values = Golden.floats(weights.get(name));
                            Numbers.set(parameter.getArray(), values);
                        });
        return block;
    }

    private static void assertSame(NDList found, JsonObject expected, String name) {
        float[] values = found.singletonOrThrow().toFloatArray();
        float[] wanted = Golden.floats(expected.get(name));
        for (int i = 0; i < wanted.length; i++) {
            assertThat(values[i]).isCloseTo(wanted[i], within(1e-6f));
        }
    }

    private NDArray matrix(JsonObject json, String name) {
        float[] values = Golden.floats(json.get(name));
        return manager.create(values, new Shape(1, values.length));
    }
}
