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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.intervention.Value;
import io.github.djliit.network.ActivationCache;
import io.github.djliit.network.CounterfactualBlock;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.KeptBase;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gradient through TorchScript code that runs as for prediction is that of PyTorch. */
class RecordedPassTest {

    private static final String SITE = "layers.1";
    private static final float CLOSE = 1e-5f;

    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final ParameterStore store = new ParameterStore(manager, false);
    private Map<String, Tensor> arrays;
    private Rotation rotation;
    private InterventionPlan plan;

    @BeforeEach
    void read() throws Exception {
        arrays = TensorFile.read(file("gradients.npz"));
        rotation = Rotation.of(Value.of(arrays.get("rotation")));
        rotation.weights().initialize(manager, DataType.FLOAT32);
        weight().setRequiresGradient(true);
        plan =
                InterventionPlan.of(
                        Intervention.of(SITE, Edit.interchange())
                                .withFeaturizer(rotation)
                                .withFeatures(Features.of("0:3")));
    }

    @AfterEach
    void close() {
        manager.close();
    }

    static Path file(String name) throws Exception {
        return Path.of(RecordedPassTest.class.getResource("/gradients/" + name).toURI());
    }

    private static TorchScriptBlock open(String name, boolean trainable) throws Exception {
        return TorchScriptBlock.open(file(name + ".pt"), Device.cpu(), trainable);
    }

    private NDArray weight() {
        return rotation.weights().getDirectParameters().values().iterator().next().getArray();
    }

    private NDArray array(String name) {
        return arrays.get(name).toArray(manager);
    }

    private InterventionCall.Builder call() {
        return InterventionCall.builder(plan, new NDList(array("base")))
                .addSource(new NDList(array("source")));
    }

    private NDArray run(InterventionBlock network, InterventionCall.Builder call) {
        return network.intervene(store, call.build()).counterfactual().head();
    }

    /** Runs forward and back, and returns the outputs. */
    private NDArray backward(Supplier<NDArray> forward) {
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
            NDArray output = forward.get();
            collector.backward(output.mul(array("output_weights")).sum());
            return output.duplicate();
        }
    }

    private void assertIsGolden(NDArray found, String name) {
        assertThat(GoldenModels.off(found, array(name))).as(name).isLessThan(CLOSE);
    }

    @ParameterizedTest
    @CsvSource({"traced,false", "traced,true", "scripted,false", "scripted,true"})
    void aRotationGetsTheGradientOfPyTorch(String name, boolean trainable) throws Exception {
        try (TorchScriptBlock block = open(name, trainable)) {
            InterventionBlock network = new InterventionBlock(block);
            assertIsGolden(backward(() -> run(network, call().optGradient(true))), "output");
            assertIsGolden(weight().getGradient(), "gradient.rotation");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"traced", "scripted"})
    void weightsGetTheGradientOfPyTorchToo(String name) throws Exception {
        try (TorchScriptBlock block = open(name, true)) {
            InterventionBlock network = new InterventionBlock(block);
            backward(() -> run(network, call().optGradient(true)));
            for (String of : new String[] {"embed.weight", "layers.2.down.weight", "norm.weight"}) {
                NDArray found = block.getParameters().get(of).getArray().getGradient();
                assertIsGolden(found, "gradient." + of);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"traced,false", "traced,true", "scripted,false", "scripted,true"})
    void theBlockOfTheDocumentsLearnsWhateverItRunsFor(String name, boolean trainable)
            throws Exception {
        try (TorchScriptBlock block = open(name, trainable)) {
            CounterfactualBlock learner =
                    new CounterfactualBlock(new InterventionBlock(block), plan);
            NDList inputs = new NDList(array("base"), array("source"));
            backward(() -> learner.forward(store, inputs, false).head());
            assertIsGolden(weight().getGradient(), "gradient.rotation");
        }
    }

    @Test
    void aCachedSourceMayBeOfAPrediction() throws Exception {
        try (TorchScriptBlock block = open("scripted", false)) {
            InterventionBlock network = new InterventionBlock(block);
            InterventionPlan collect = InterventionPlan.builder().collect(SITE).build();
            NDList source = new NDList(array("source"));
            ActivationCache cache =
                    ActivationCache.ofBase(
                            manager, network.intervene(InterventionCall.of(collect, source)));
            InterventionCall.Builder call =
                    InterventionCall.builder(plan, new NDList(array("base")))
                            .addSource(cache)
                            .optBase(false)
                            .optGradient(true);
            backward(() -> run(network, call));
            assertIsGolden(weight().getGradient(), "gradient.rotation");
        }
    }

    @Test
    void aKeptBaseMayBeOfAPrediction() throws Exception {
        try (TorchScriptBlock block = open("scripted", false)) {
            InterventionBlock network = new InterventionBlock(block);
            NDList base = new NDList(array("base"));
            try (KeptBase kept = network.keepBase(store, base, List.of(plan))) {
                InterventionCall.Builder call =
                        InterventionCall.builder(plan, kept)
                                .addSource(new NDList(array("source")))
                                .optGradient(true);
                backward(() -> run(network, call));
            }
            assertIsGolden(weight().getGradient(), "gradient.rotation");
        }
    }

    @Test
    void inputsGetAGradientWithoutBeingAskedFor() throws Exception {
        try (TorchScriptBlock block = open("scripted", false)) {
            NDArray base = array("base");
            base.setRequiresGradient(true);
            InterventionBlock network = new InterventionBlock(block);
            InterventionCall.Builder call =
                    InterventionCall.builder(plan, new NDList(base))
                            .addSource(new NDList(array("source")));
            backward(() -> run(network, call));
            assertThat(base.getGradient().abs().sum().getFloat()).isPositive();
        }
    }

    @Test
    void aPredictionAfterwardsIsAsBefore() throws Exception {
        try (TorchScriptBlock block = open("scripted", true)) {
            InterventionBlock network = new InterventionBlock(block);
            NDArray before = run(network, call());
            backward(() -> run(network, call().optGradient(true)));
            assertThat(run(network, call()).toFloatArray()).isEqualTo(before.toFloatArray());
        }
    }

    /** The running mean of the batch norm is as it was, so that a copy may be made. */
    @Test
    void theDropoutOfATrainingDrawsAgainAfterwards() throws Exception {
        try (TorchScriptBlock block = open("scripted", true)) {
            InterventionBlock network = new InterventionBlock(block);
            backward(() -> run(network, call().optGradient(true)));
            assertThat(drawsInTraining(network)).isTrue();
        }
    }

    @Test
    void aPassThatFailsLeavesTheDropoutOfATrainingOn() throws Exception {
        try (TorchScriptBlock block = open("scripted", true)) {
            InterventionBlock network = new InterventionBlock(block);
            network.check(plan);
            NDList wrong = new NDList(manager.ones(new Shape(4, 3, 7)));
            InterventionCall.Builder call =
                    InterventionCall.builder(plan, wrong).addSource(wrong).optGradient(true);
            assertThatThrownBy(() -> run(network, call)).isNotNull();
            assertThat(drawsInTraining(network)).isTrue();
        }
    }

    private boolean drawsInTraining(InterventionBlock network) {
        NDArray first = run(network, call().optTraining(true));
        NDArray second = run(network, call().optTraining(true));
        return first.sub(second).abs().max().getFloat() > 1e-3;
    }

    @Test
    void sitesAskedForAfterATrainerTookTheParametersServeWhereTheseAreFrozen() throws Exception {
        try (TorchScriptBlock block = open("scripted", true)) {
            block.freezeParameters(true);
            InterventionBlock network = new InterventionBlock(block);
            backward(() -> run(network, call().optGradient(true)));
            assertIsGolden(weight().getGradient(), "gradient.rotation");
        }
    }

    @Test
    void sitesAskedForTooLateForTheGradientOfParametersAreRefused() throws Exception {
        try (TorchScriptBlock block = open("scripted", true)) {
            assertThat(block.getParameters()).isNotEmpty();
            InterventionBlock network = new InterventionBlock(block);
            assertThatIllegalStateException()
                    .isThrownBy(() -> run(network, call().optGradient(true)))
                    .withMessageContaining("freeze the parameters");
        }
    }

    static Stream<String> quantized() {
        return Stream.of("dynamic", "given", "mlp_script", "mlp_trace");
    }

    @ParameterizedTest
    @MethodSource("quantized")
    void whatTheEngineCannotDifferentiateIsRefusedWithTheRemedy(String name) throws Exception {
        Path file =
                Path.of(RecordedPassTest.class.getResource("/quantized/" + name + ".pt").toURI());
        try (TorchScriptBlock block = TorchScriptBlock.open(file, Device.cpu(), false)) {
            InterventionBlock network = new InterventionBlock(block);
            InterventionPlan nothing = InterventionPlan.empty();
            InterventionCall.Builder call =
                    InterventionCall.builder(nothing, new NDList(manager.ones(new Shape(2, 4))))
                            .optGradient(true);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> run(network, call))
                    .withMessageContaining("has no derivative")
                    .withMessageContaining("before it was quantised");
        }
    }
}
