/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.readme;

import static io.github.djliit.support.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import ai.djl.training.dataset.ArrayDataset;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.network.InterventionBlock;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each example of docs/interventions.md does something, and nothing where it should not. */
class InterventionExamplesTest {

    private static final Shape INPUT = new Shape(2, 5, 8);

    @TempDir private Path folder;
    private Model model;
    private SequentialBlock layers;
    private InterventionBlock network;
    private NDList base;
    private NDList source;
    private NDList other;

    @BeforeEach
    void build() {
        model = Model.newInstance("examples");
        NDManager manager = model.getNDManager();
        layers = new SequentialBlock();
        layers.add(new TransformerEncoderBlock(8, 2, 16, 0f, Activation::relu))
                .add(new TransformerEncoderBlock(8, 2, 16, 0f, Activation::relu));
        layers.initialize(manager, DataType.FLOAT32, INPUT);
        network = new InterventionBlock(layers);
        base = new NDList(manager.randomNormal(INPUT));
        source = new NDList(manager.randomNormal(INPUT));
        other = new NDList(manager.randomNormal(INPUT));
    }

    @AfterEach
    void close() {
        model.close();
    }

    static Stream<InterventionPlan> plans() {
        return Stream.of(
                InterventionExamples.steer(new float[] {1, 0, 0, 0, 0, 0, 0, -1}),
                InterventionExamples.several(),
                InterventionExamples.positions(),
                InterventionExamples.anotherSite(),
                InterventionExamples.subspace(Rotation.random(8, 1)),
                InterventionExamples.chain(),
                InterventionExamples.rectangle(),
                InterventionExamples.custom());
    }

    @ParameterizedTest
    @MethodSource("plans")
    void aPlanChangesTheOutput(InterventionPlan plan) {
        assertThat(changeOf(plan)).isGreaterThan(1e-3f);
    }

    private float changeOf(InterventionPlan plan) {
        var result = network.intervene(plan, base, source, other);
        return result.counterfactual().head().sub(result.base().head()).abs().max().getFloat();
    }

    @Test
    void meansAndComponentsAreFittedHere() {
        List<NDList> batches = List.of(base, source);
        assertThat(changeOf(InterventionExamples.meanAblation(network, batches))).isPositive();
        NDArray rows = base.head().reshape(10, 8);
        assertThat(changeOf(InterventionExamples.principal(rows))).isPositive();
    }

    @Test
    void eachRowFollowsItsOwnPlan() {
        NDArray found = InterventionExamples.batchOfPlans(network, base, source);
        NDArray plain = network.intervene(InterventionPlan.empty(), base).base().head();
        assertThat(found.get(0).sub(plain.get(0)).abs().max().getFloat()).isPositive();
        assertThat(found.get(1).sub(plain.get(1)).abs().max().getFloat()).isPositive();
    }

    @Test
    void aCacheIsASourceLikeAnyOther() throws Exception {
        Path file = folder.resolve("activations.npz");
        NDArray found = InterventionExamples.cached(network, source, base, file);
        InterventionPlan plan =
                InterventionPlan.builder().interchange("01TransformerEncoderBlock[2:4]").build();
        assertClose(found, network.intervene(plan, base, source).counterfactual().head());
    }

    @Test
    void aKeptBaseGivesWhatABaseGives() {
        List<NDList> found = InterventionExamples.keptBase(network, base);
        for (int head = 0; head < 4; head++) {
            String site = "02TransformerEncoderBlock[:, h{" + head + "}/4]";
            InterventionPlan plan = InterventionPlan.of(Intervention.of(site, Edit.zero()));
            assertClose(
                    found.get(head).head(), network.intervene(plan, base).counterfactual().head());
        }
    }

    @Test
    void aDryRunTellsTheRegion() {
        assertThat(InterventionExamples.dryRun(network, model.getNDManager()))
                .isEqualTo(new Shape(2, 2, 8));
    }

    @Test
    void aRotationIsTrained() throws Exception {
        Rotation rotation = Rotation.random(8, 1);
        float[] before = rotation.matrix().toArray();
        ArrayDataset pairs =
                new ArrayDataset.Builder()
                        .setData(base.head(), source.head())
                        .optLabels(source.head())
                        .setSampling(2, false)
                        .build();
        InterventionExamples.search(model, layers, rotation, pairs);
        assertThat(rotation.matrix().toArray()).isNotEqualTo(before);
    }
}
