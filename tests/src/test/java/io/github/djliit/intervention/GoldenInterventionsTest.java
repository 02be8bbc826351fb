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
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.InterventionResult.CollectedActivations;
import io.github.djliit.support.Golden;
import io.github.djliit.support.GoldenNetworks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans give what PyTorch hooks, and where it can do them pyvene, give; see tests/golden. */
class GoldenInterventionsTest {

    private static NDManager manager;
    private static JsonObject golden;

    @BeforeAll
    static void read() throws IOException {
        manager = NDManager.newBaseManager();
        golden = Golden.read("interventions.json");
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    static Stream<String> cases() throws IOException {
        return names(Golden.read("interventions.json"), made -> true);
    }

    static Stream<String> gradients() throws IOException {
        return names(Golden.read("interventions.json"), made -> made.has("gradients"));
    }

    private static Stream<String> names(JsonObject all, Predicate<JsonObject> which) {
        return StreamSupport.stream(all.getAsJsonArray("cases").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .filter(which)
                .map(made -> made.get("name").getAsString());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aPlanGivesTheGoldenCounterfactual(String name) {
        JsonObject made = find(name);
        try (NDManager call = manager.newSubManager();
                InterventionResult result = run(call, made)) {
            NDArray found = result.counterfactual().singletonOrThrow();
            assertClose(found, Golden.array(call, made.get("output")));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aPlanThatWentThroughJsonGivesTheSameBits(String name) {
        JsonObject made = find(name);
        InterventionPlan plan = InterventionPlan.fromJson(made.get("plan").toString());
        InterventionPlan again = InterventionPlan.fromJson(plan.toJson());
        try (NDManager call = manager.newSubManager()) {
            InterventionBlock block = block(made.get("network").getAsString());
            List<NDArray> inputs = inputs(call, made);
            assertThat(run(block, again, inputs)).isEqualTo(run(block, plan, inputs));
        }
    }

    private static float[] run(
            InterventionBlock block, InterventionPlan plan, List<NDArray> inputs) {
        return intervene(block, plan, inputs).counterfactual().singletonOrThrow().toFloatArray();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aPlanCollectsTheGoldenActivations(String name) {
        JsonObject made = find(name);
        if (!made.has("collected")) {
            return;
        }
        try (NDManager call = manager.newSubManager();
                InterventionResult result = run(call, made)) {
            for (Map.Entry<String, JsonElement> site :
                    made.getAsJsonObject("collected").entrySet()) {
                CollectedActivations found = result.collected(site.getKey());
                for (var run : site.getValue().getAsJsonObject().entrySet()) {
                    assertClose(of(found, run.getKey()), Golden.array(call, run.getValue()));
                }
            }
        }
    }

    private static NDArray of(CollectedActivations found, String run) {
        NDList arrays =
                switch (run) {
                    case "base" -> found.base();
                    case "counterfactual" -> found.counterfactual();
                    default -> found.sources().get(Integer.parseInt(run.substring(6)));
                };
        return arrays.singletonOrThrow();
    }

    @ParameterizedTest
    @MethodSource("gradients")
    void gradientsOfTheCounterfactualAreGolden(String name) {
        JsonObject made = find(name);
        try (NDManager call = manager.newSubManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            List<NDArray> inputs = inputs(call, made);
            inputs.forEach(input -> input.setRequiresGradient(true));
            InterventionResult result = run(made, inputs);
            NDArray weights = Golden.array(call, made.get("output_weights"));
            NDArray output = result.counterfactual().singletonOrThrow();
            collector.backward(output.mul(weights).sum());
            JsonObject expected = made.getAsJsonObject("gradients");
            assertClose(inputs.get(0).getGradient(), Golden.array(call, expected.get("base")));
            assertClose(inputs.get(1).getGradient(), Golden.array(call, expected.get("source0")));
        }
    }

    /** All cases of a network whose inputs have one shape, each with its plan, in one batch. */
    @ParameterizedTest
    @ValueSource(strings = {"mlp", "transformer", "lstm"})
    void aBatchOfManyPlansGivesWhatTheyGiveAlone(String network) {
        try (NDManager call = manager.newSubManager()) {
            GoldenBatch batch = new GoldenBatch(call);
            cases(network).forEach(batch::add);
            InterventionResult result =
                    block(network).intervene(batch.plan(), batch.base(), batch.sources());
            assertThat(batch.size()).isGreaterThan(40);
            assertClose(result.counterfactual().singletonOrThrow(), batch.expected());
        }
    }

    private static Stream<JsonObject> cases(String network) {
        return StreamSupport.stream(golden.getAsJsonArray("cases").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .filter(made -> made.get("network").getAsString().equals(network));
    }

    private static InterventionBlock block(String network) {
        JsonObject described = golden.getAsJsonObject("networks").getAsJsonObject(network);
        return new InterventionBlock(GoldenNetworks.build(manager, described));
    }

    private static InterventionResult run(NDManager call, JsonObject made) {
        return run(made, inputs(call, made));
    }

    private static List<NDArray> inputs(NDManager call, JsonObject made) {
        List<NDArray> inputs = new ArrayList<>();
        inputs.add(Golden.array(call, made.get("base")));
        made.getAsJsonArray("sources").forEach(s -> inputs.add(Golden.array(call, s)));
        return inputs;
    }

    private static InterventionResult run(JsonObject made, List<NDArray> inputs) {
        InterventionPlan plan = InterventionPlan.fromJson(made.get("plan").toString());
        return intervene(block(made.get("network").getAsString()), plan, inputs);
    }

    private static InterventionResult intervene(
            InterventionBlock block, InterventionPlan plan, List<NDArray> inputs) {
        NDList[] sources = inputs.stream().skip(1).map(NDList::new).toArray(NDList[]::new);
        return block.intervene(plan, new NDList(inputs.get(0)), sources);
    }

    private static JsonObject find(String name) {
        return StreamSupport.stream(golden.getAsJsonArray("cases").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .filter(made -> made.get("name").getAsString().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
