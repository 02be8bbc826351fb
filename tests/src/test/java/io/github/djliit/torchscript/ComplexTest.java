/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.support.Close;
import io.github.djliit.tensor.TensorFile;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Networks with complex activations, by {@code tests/golden/torchscript/complex_values.py}: those
 * are read and not edited, and sites around them are.
 */
class ComplexTest {

    private static final Map<String, Edit> EDITS =
            Map.of("zero", Edit.zero(), "add", Edit.add(1.5f), "scale", Edit.scale(-2));

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private static Path file(String name) throws URISyntaxException {
        return Path.of(ComplexTest.class.getResource("/complex/" + name).toURI());
    }

    private static TorchScriptBlock open(String made) throws Exception {
        return TorchScriptBlock.open(file("spectral_" + made + ".pt"), Device.cpu(), false);
    }

    private NDList array(String name) throws Exception {
        return new NDList(TensorFile.read(file("spectral.npz")).get(name).toArray(manager));
    }

    static Stream<InterventionPlan> plans() {
        return Stream.of("transform", "filter", "filter:input", "filter[1:3]")
                .flatMap(
                        site ->
                                Stream.of(
                                        InterventionPlan.builder().interchange(site),
                                        InterventionPlan.builder().add(site, Edit.zero()),
                                        InterventionPlan.builder().add(site, Edit.set(0.5f)),
                                        InterventionPlan.builder().add(site, Edit.add(1.5f)),
                                        InterventionPlan.builder().add(site, Edit.scale(2))))
                .map(InterventionPlan.Builder::build);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void anEditOfComplexNumbersIsRefused(InterventionPlan plan) throws Exception {
        for (String made : new String[] {"trace", "script"}) {
            try (TorchScriptBlock script = open(made)) {
                InterventionBlock block = new InterventionBlock(script);
                NDList base = array("base");
                NDList source = array("source");
                assertThatThrownBy(() -> block.intervene(plan, base, source))
                        .hasMessageContainingAll(
                                "At site " + plan.interventions().get(0).site(),
                                "expected real numbers, found complex ones");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transform", "filter", "filter:input"})
    void complexNumbersAreRead(String site) throws Exception {
        InterventionPlan plan = InterventionPlan.builder().collect(site).build();
        try (TorchScriptBlock script = open("trace")) {
            InterventionResult result =
                    new InterventionBlock(script).intervene(plan, array("base"));
            NDArray parts = result.collected(site).base().head().real();
            Close.assertClose(parts, array("parts/" + site).head());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trace", "script"})
    void sitesAroundThemAreEditedAsByHooks(String made) throws Exception {
        try (TorchScriptBlock script = open(made)) {
            InterventionBlock block = new InterventionBlock(script);
            for (Map.Entry<String, Edit> edit : EDITS.entrySet()) {
                for (String site : new String[] {"a", "transform:input", "b:input"}) {
                    InterventionPlan plan =
                            InterventionPlan.builder().add(site, edit.getValue()).build();
                    NDList found = block.intervene(plan, array("base")).counterfactual();
                    NDList wanted = array(edit.getKey() + "/" + site);
                    Close.assertClose(found.head(), wanted.head());
                }
            }
        }
    }

    @Test
    void anEditInABlockOfDjlIsRefusedLikewise() {
        SequentialBlock network =
                new SequentialBlock()
                        .add(new LambdaBlock(x -> new NDList(x.head().rfft(6)), "transform"))
                        .add(new LambdaBlock(x -> new NDList(x.head().irfft(6)), "back"));
        network.initialize(manager, DataType.FLOAT32, new Shape(1, 6));
        InterventionBlock block = new InterventionBlock(network);
        InterventionPlan plan =
                InterventionPlan.builder().add("01LambdaBlock", Edit.scale(2)).build();
        NDList base = new NDList(manager.arange(6f).reshape(1, 6));
        assertThatThrownBy(() -> block.intervene(plan, base))
                .hasMessageContainingAll(
                        "At site 01LambdaBlock", "expected real numbers, found complex ones");
    }
}
