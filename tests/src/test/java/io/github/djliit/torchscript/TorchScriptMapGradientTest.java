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

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.LowRank;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.intervention.Trainable;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients through what TorchScript code applies are those through what Java applies. */
class TorchScriptMapGradientTest {

    private static final float CLOSE = 1e-5f;
    private static final String SITE = "2";
    private static final int UNITS = 4;

    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final TorchScriptBlock block = GoldenModels.open("mlp", true);
    private final CountedNetwork counted = new CountedNetwork(block);

    @AfterEach
    void close() {
        block.close();
        manager.close();
    }

    private static Map<String, Supplier<Trainable<Featurizer>>> trainable() {
        Map<String, Supplier<Trainable<Featurizer>>> maps = new LinkedHashMap<>();
        maps.put("relu", () -> EditTable.autoencoders(UNITS).get("relu"));
        maps.put("jump relu", () -> EditTable.autoencoders(UNITS).get("jump relu"));
        maps.put("rotation", () -> Rotation.random(UNITS, 1));
        maps.put("low rank", () -> LowRank.random(UNITS, 3, 2));
        return maps;
    }

    static Stream<Arguments> maps() {
        List<Edit> edits = List.of(Edit.interchange(), Edit.scale(-2), Edit.skip());
        return trainable().entrySet().stream()
                .flatMap(
                        map ->
                                edits.stream()
                                        .map(
                                                edit ->
                                                        Arguments.of(
                                                                map.getKey(), edit.name(), edit)));
    }

    private Trainable<Featurizer> initialized(String name) {
        Trainable<Featurizer> map = trainable().get(name).get();
        map.weights().initialize(manager, DataType.FLOAT32);
        map.weights()
                .getDirectParameters()
                .values()
                .forEach(weight -> weight.getArray().setRequiresGradient(true));
        return map;
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("maps")
    void weightsAndInputsGetTheGradientOfJava(String name, String label, Edit edit) {
        Trainable<Featurizer> map = initialized(name);
        Map<String, NDArray> inCode = gradients(plan((Featurizer) map, edit), map, 1);
        Map<String, NDArray> inJava = gradients(plan(new OpaqueMap(map), edit), map, 2);
        assertThat(inCode.keySet()).isEqualTo(inJava.keySet());
        inCode.forEach(
                (of, found) ->
                        assertThat(GoldenModels.off(found, inJava.get(of)))
                                .as(of)
                                .isLessThan(CLOSE));
    }

    @Test
    void anAutoencodersWeightsGetAGradientInCode() {
        Trainable<Featurizer> map = initialized("jump relu");
        Map<String, NDArray> found = gradients(plan((Featurizer) map, Edit.scale(-2)), map, 1);
        assertThat(Stream.of("encoder", "encoder_bias", "decoder").map(found::get))
                .allSatisfy(g -> assertThat(g.abs().max().getFloat()).isPositive());
    }

    @Test
    void aSkipHasTheGradientOfTheInput() {
        Map<String, NDArray> inCode =
                gradients(InterventionPlan.of(Intervention.of(SITE, Edit.skip())), null, 1);
        UnaryOperator<NDArray> same = x -> x.mul(1);
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of(SITE, Edit.skip()),
                        Intervention.of(SITE, Edit.of("same", same)));
        Map<String, NDArray> inJava = gradients(plan, null, 2);
        inCode.forEach(
                (of, found) ->
                        assertThat(GoldenModels.off(found, inJava.get(of)))
                                .as(of)
                                .isLessThan(CLOSE));
    }

    private static InterventionPlan plan(Featurizer map, Edit edit) {
        return InterventionPlan.of(
                Intervention.of(SITE + "[{5,0,3,2}]", edit)
                        .withFeaturizer(map)
                        .withFeatures(Features.of("0:2")));
    }

    /** Returns gradients of inputs, parameters and weights, after a call of so many runs. */
    private Map<String, NDArray> gradients(InterventionPlan plan, Trainable<?> map, int runs) {
        NDList base = inputs("base.input");
        NDList source = inputs("source.input");
        InterventionBlock network = new InterventionBlock(counted);
        network.check(plan);
        InterventionCall.Builder call =
                InterventionCall.builder(plan, base).optTraining(true).optBase(false);
        boolean reads = plan.sources() > 0;
        if (reads) {
            call.addSource(source);
        }
        network.intervene(new ParameterStore(manager, false), call.build());
        counted.runs();
        try (GradientCollector gradients = manager.getEngine().newGradientCollector()) {
            NDArray output =
                    network.intervene(new ParameterStore(manager, false), call.build())
                            .counterfactual()
                            .head();
            gradients.backward(output.mul(output).sum());
        }
        assertThat(counted.runs()).isEqualTo(reads ? runs + 1 : runs);
        Map<String, NDArray> found = new LinkedHashMap<>();
        found.put("base", base.head().getGradient().duplicate());
        if (reads) {
            found.put("source", source.head().getGradient().duplicate());
        }
        block.getParameters()
                .forEach(p -> found.put(p.getKey(), gradient(p.getValue().getArray())));
        if (map != null) {
            map.weights()
                    .getDirectParameters()
                    .forEach(p -> found.put(p.getKey(), gradient(p.getValue().getArray())));
        }
        return found;
    }

    /** Gradients add up from one backward to the next. */
    private static NDArray gradient(NDArray array) {
        NDArray gradient = array.getGradient();
        NDArray copy = gradient.duplicate();
        gradient.subi(copy);
        return copy;
    }

    private NDList inputs(String prefix) {
        NDList inputs = GoldenModels.numbered(manager, GoldenModels.arrays("mlp"), prefix);
        inputs.forEach(array -> array.setRequiresGradient(true));
        return inputs;
    }
}
