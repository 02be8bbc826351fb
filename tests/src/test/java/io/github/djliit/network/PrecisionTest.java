/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.site.Site;
import io.github.djliit.torchscript.TorchScriptBlock;
import io.github.djliit.torchscript.TorchScriptFile;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Activations keep their type under every edit, and their numbers are those of single precision.
 */
class PrecisionTest {

    private static final String SITE = "02Linear";
    private static final String SCRIPT = "second";
    private static final Map<String, InterventionPlan> PLANS = Precision.plans(SITE);
    private static final Map<String, InterventionPlan> OF_SCRIPT = Precision.plans(SCRIPT);

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<Arguments> plans() {
        return Stream.of(DataType.FLOAT16, DataType.FLOAT64)
                .flatMap(type -> PLANS.keySet().stream().map(name -> arguments(type, name)));
    }

    static Stream<Arguments> scripts() {
        return Stream.of(DataType.FLOAT16, DataType.BFLOAT16, DataType.FLOAT64)
                .flatMap(type -> PLANS.keySet().stream().map(name -> arguments(type, name)));
    }

    /** The networks are those of golden/torchscript/precision.py, of equal weights. */
    @ParameterizedTest
    @MethodSource("scripts")
    void codeOfAnotherTypeTakesEveryEdit(DataType type, String name) throws Exception {
        NDList base = input(DataType.FLOAT32, 1);
        NDList source = input(DataType.FLOAT32, 2);
        String file = type.toString();
        try (TorchScriptBlock script = open(file);
                TorchScriptBlock exact = open("float64")) {
            InterventionPlan plan = collecting(OF_SCRIPT.get(name), SCRIPT);
            InterventionResult result = new InterventionBlock(script).intervene(plan, base, source);
            InterventionResult expected =
                    new InterventionBlock(exact).intervene(plan, base, source);
            NDArray collected = result.collected(SCRIPT).counterfactual().head();
            NDArray plain = result.collected(SCRIPT).base().head();
            assertThat(collected.getDataType()).isEqualTo(plain.getDataType());
            assertNear(result.counterfactual().head(), expected.counterfactual().head(), type);
            assertNear(collected, expected.collected(SCRIPT).counterfactual().head(), type);
        }
    }

    private static TorchScriptBlock open(String name) throws Exception {
        return TorchScriptBlock.open(TorchScriptFile.of(name), Device.cpu(), false);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void anEditKeepsTheType(DataType type, String name) {
        InterventionBlock single = network(DataType.FLOAT32, null);
        InterventionBlock network = network(type, single);
        InterventionPlan plan = collecting(PLANS.get(name), SITE);
        InterventionResult result = network.intervene(plan, input(type, 1), input(type, 2));
        NDArray collected = result.collected(SITE).counterfactual().head();
        assertThat(result.counterfactual().head().getDataType()).isEqualTo(type);
        assertThat(collected.getDataType()).isEqualTo(type);
        InterventionResult expected =
                single.intervene(plan, input(DataType.FLOAT32, 1), input(DataType.FLOAT32, 2));
        assertNear(result.counterfactual().head(), expected.counterfactual().head(), type);
        assertNear(collected, expected.collected(SITE).counterfactual().head(), type);
    }

    private static InterventionPlan collecting(InterventionPlan plan, String site) {
        List<Site> sites = InterventionPlan.builder().collect(site).build().collect();
        return new InterventionPlan(plan.interventions(), sites);
    }

    /** Three linear layers of the same numbers in any type. */
    private InterventionBlock network(DataType type, InterventionBlock like) {
        SequentialBlock network = new SequentialBlock();
        for (int layer = 0; layer < 3; layer++) {
            network.add(Linear.builder().setUnits(Precision.WIDTH).build());
        }
        network.initialize(manager, type, new Shape(Precision.ROWS, Precision.WIDTH));
        for (int i = 0; like != null && i < network.getParameters().size(); i++) {
            Parameter own = network.getParameters().valueAt(i);
            NDArray numbers = like.getParameters().valueAt(i).getArray().toType(type, true);
            numbers.copyTo(own.getArray());
        }
        return new InterventionBlock(network);
    }

    /** Quarters, which each type can tell. */
    private NDList input(DataType type, int step) {
        NDArray numbers =
                manager.arange((float) Precision.ROWS * Precision.WIDTH)
                        .mul(step)
                        .add(step)
                        .mod(7)
                        .sub(3)
                        .mul(.25f)
                        .reshape(Precision.ROWS, Precision.WIDTH);
        return new NDList(numbers.toType(type, true));
    }

    private static void assertNear(NDArray found, NDArray expected, DataType type) {
        NDArray wanted = expected.toType(DataType.FLOAT32, true);
        float size = Math.max(1, wanted.abs().max().getFloat());
        float off = found.toType(DataType.FLOAT32, true).sub(wanted).abs().max().getFloat();
        float most = type == DataType.FLOAT64 ? 1e-5f : type == DataType.FLOAT16 ? 5e-3f : 4e-2f;
        assertThat(off / size).isLessThan(most);
    }
}
