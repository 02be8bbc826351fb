/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.transformer;

import static io.github.djliit.support.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.support.Numbers;
import io.github.djliit.zoo.transformer.TransformerClassifier.Head;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransformerClassifierTest {

    private static final Sizes SIZES = new Sizes(9, 6, 8, 16, 3, 2, .1f);

    private final NDManager manager = NDManager.newBaseManager();
    private final TransformerClassifier network = network();
    private final ParameterStore parameters = new ParameterStore(manager, false);

    @AfterEach
    void close() {
        manager.close();
    }

    private TransformerClassifier network() {
        TransformerClassifier made =
                new TransformerClassifier(SIZES, new Head(2, 5), new Head(1, 4));
        made.initialize(manager, DataType.FLOAT32, new Shape(1, 6));
        return made;
    }

    private NDArray ids(long... ids) {
        return manager.create(ids, new Shape(ids.length / 6, 6));
    }

    private NDList run(NDArray... inputs) {
        return network.forward(parameters, new NDList(inputs), false);
    }

    @Test
    void eachHeadHasItsClasses() {
        NDList outputs = run(ids(0, 1, 2, 3, 4, 5, 0, 5, 4, 3, 2, 1));
        assertThat(outputs.get(0).getShape()).isEqualTo(new Shape(2, 5));
        assertThat(outputs.get(1).getShape()).isEqualTo(new Shape(2, 4));
        assertThat(network.getOutputShapes(new Shape[] {new Shape(2, 6)}))
                .containsExactly(new Shape(2, 5), new Shape(2, 4));
    }

    @Test
    void rowsDoNotKnowOfEachOther() {
        NDList both = run(ids(0, 1, 2, 3, 4, 5, 0, 5, 4, 3, 2, 1));
        assertClose(run(ids(0, 5, 4, 3, 2, 1)).get(0), both.get(0).get("1:2"));
    }

    @Test
    void paddingIsNotSeen() {
        NDArray padded = ids(0, 1, 2, 3, 7, 8);
        NDArray mask = ids(1, 1, 1, 1, 0, 0);
        NDArray text = padded.get(":, 0:4");
        assertClose(run(padded, mask).get(0), run(text).get(0));
    }

    @Test
    void theOrderOfTokensMatters() {
        assertThat(run(ids(0, 1, 2, 3, 4, 5)).get(0).toFloatArray())
                .isNotEqualTo(run(ids(0, 2, 1, 3, 4, 5)).get(0).toFloatArray());
    }

    @Test
    void everyPlaceIsASite() {
        List<String> sites =
                new InterventionBlock(network)
                        .sites(parameters, new NDList(ids(0, 1, 2, 3, 4, 5))).stream()
                                .filter(site -> site.obstacle().isEmpty())
                                .map(TransformerClassifierTest::line)
                                .toList();
        assertThat(sites)
                .contains(
                        "01embedding (-1, 6, 8)",
                        "02layers.010 (-1, 6, 8)",
                        "02layers.032 (-1, 6, 8)",
                        "02layers.032.02attention.01query (-1, 6, 8)",
                        "02layers.032.02attention.04weights (-1, 2, 6, 6)",
                        "02layers.032.02attention.05output:input (-1, 6, 8)",
                        "04head0 (-1, 1, 5)");
    }

    private static String line(SiteInfo site) {
        return site.site() + site.shape().map(shape -> " " + shape).orElse("");
    }

    /** What T2 reads is the first token of its layer, and what comes after does not reach it. */
    @Test
    void aHeadReadsTheFirstTokenOfItsLayer() {
        NDList base = new NDList(ids(0, 1, 2, 3, 4, 5));
        NDList source = new NDList(ids(0, 6, 7, 8, 1, 2));
        InterventionBlock block = new InterventionBlock(network);
        InterventionPlan read = InterventionPlan.builder().interchange("layers.1[0]").build();
        var result = block.intervene(read, base, source);
        assertClose(result.counterfactual().get(1), result.source(0).get(1));
        InterventionPlan later = InterventionPlan.builder().interchange("layers.2[0]").build();
        result = block.intervene(later, base, source);
        assertClose(result.counterfactual().get(1), result.base().get(1));
        assertClose(result.counterfactual().get(0), result.source(0).get(0));
    }

    /** Under an intervention, whose pass closes its arrays before the backward pass reads them. */
    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(counterfactual(true));
        }
        List<NDArray> arrays =
                network.getParameters().values().stream().map(Parameter::getArray).toList();
        List<NDArray> gradients = arrays.stream().map(a -> a.getGradient().duplicate()).toList();
        for (int i = 0; i < arrays.size(); i++) {
            assertSlope(arrays.get(i), gradients.get(i));
        }
    }

    /** Along the gradient, the slope is the gradient's norm. */
    private void assertSlope(NDArray array, NDArray gradient) {
        float norm = gradient.norm().getFloat();
        if (norm < 1e-3f) {
            return; // A bias of keys, which softmax does not see; or a word that is not there.
        }
        float[] start = array.toFloatArray();
        float[] direction = gradient.div(norm).toFloatArray();
        float[] losses = new float[2];
        for (int side = 0; side < 2; side++) {
            float[] moved = start.clone();
            for (int i = 0; i < moved.length; i++) {
                moved[i] += (side == 0 ? -1e-2f : 1e-2f) * direction[i];
            }
            set(array, moved);
            losses[side] = counterfactual(false).getFloat();
        }
        set(array, start);
        assertThat((losses[1] - losses[0]) / 2e-2f).isCloseTo(norm, within(.02f * norm + 2e-3f));
    }

    private static void set(NDArray array, float... values) {
        array.setRequiresGradient(false);
        Numbers.set(array, values);
    }

    private NDArray counterfactual(boolean gradient) {
        for (Parameter parameter : network.getParameters().values()) {
            parameter.getArray().setRequiresGradient(gradient);
        }
        InterventionPlan plan = InterventionPlan.builder().interchange("layers.0[1]").build();
        InterventionCall call =
                InterventionCall.of(
                        plan, new NDList(ids(0, 1, 2, 3, 4, 5)), new NDList(ids(0, 6, 7, 8, 1, 2)));
        NDList outputs =
                new InterventionBlock(network).intervene(parameters, call).counterfactual();
        return outputs.get(0).get(":, 0").sum().add(outputs.get(1).get(":, 1").sum());
    }

    @Test
    void parametersAreSavedAndLoaded() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        network.saveParameters(new DataOutputStream(bytes));
        TransformerClassifier other =
                new TransformerClassifier(SIZES, new Head(2, 5), new Head(1, 4));
        other.loadParameters(
                manager, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        NDList input = new NDList(ids(0, 1, 2, 3, 4, 5));
        assertClose(
                other.forward(parameters, input, false).get(0),
                network.forward(parameters, input, false).get(0));
    }

    @Test
    void wrongSizesAreTold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sizes(9, 6, 8, 16, 3, 3, 0))
                .withMessageContaining("multiple of the number of heads, found 8 and 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TransformerClassifier(SIZES, new Head(3, 5)))
                .withMessageContaining("layers 0 to 2, found 3");
        NDArray seven = manager.zeros(new Shape(1, 7), DataType.INT64);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(seven))
                .withMessageContaining("at most 6 tokens, found 7");
    }
}
