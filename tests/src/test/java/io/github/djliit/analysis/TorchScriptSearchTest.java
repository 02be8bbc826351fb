/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.loss.Loss;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.torchscript.TorchScriptBlock;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search in a TorchScript file finds what it finds in DJL's blocks of the same weights. */
class TorchScriptSearchTest {

    @TempDir Path folder;

    private NDManager manager;
    private PlantedNetwork network;

    @BeforeEach
    void build() throws Exception {
        manager = NDManager.newBaseManager("PyTorch");
        network = new PlantedNetwork(manager);
        try (TorchScriptBlock script = TorchScriptBlock.open(file("planted"), Device.cpu(), true)) {
            List<Parameter> weights = network.block().getParameters().values();
            List<Parameter> copies = script.getParameters().values();
            for (int i = 0; i < weights.size(); i++) {
                weights.get(i).getArray().copyTo(copies.get(i).getArray());
            }
            script.save(folder.resolve("planted.pt"));
        }
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static Path file(String name) throws Exception {
        return Path.of(
                TorchScriptSearchTest.class.getResource("/gradients/" + name + ".pt").toURI());
    }

    private TorchScriptBlock open(boolean trainable) throws Exception {
        return TorchScriptBlock.open(folder.resolve("planted.pt"), Device.cpu(), trainable);
    }

    private static SubspaceSearch.Builder search(Block block, String site) {
        return SubspaceSearch.builder()
                .setNetwork(block)
                .setSites(site)
                .setDimensions(Map.of("v", 2))
                .setPairs(
                        PlantedNetwork.pairs(400, 1),
                        PlantedNetwork.pairs(200, 2),
                        PlantedNetwork.pairs(400, 3))
                .optLoss(Loss.l2Loss())
                .optAgreement(Agreement.within(.3f))
                .optSteps(100, .02f)
                .optStarts(2, 1)
                .optEpochs(3, 3);
    }

    private static float[] matrix(SearchResult result) {
        return ((Rotation) result.alignment().subspaces().get("v").get(0).featurizer())
                .matrix()
                .toArray();
    }

    private void assertIsThatOfBlocks(SearchResult found) {
        SearchResult expected = search(network.block(), PlantedNetwork.SITE).build().run(manager);
        assertThat(matrix(found)).containsExactly(matrix(expected), within(1e-3f));
        assertThat(found.heldOut().keySet()).isEqualTo(expected.heldOut().keySet());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theRotationIsThatOfBlocksOfTheSameWeights(boolean trainable) throws Exception {
        try (TorchScriptBlock script = open(trainable)) {
            assertIsThatOfBlocks(search(script, "0").build().run(manager));
        }
    }

    @Test
    void aNetworkThatWasOpenedUpBeforeIsSearchedAsItIs() throws Exception {
        try (TorchScriptBlock script = open(false)) {
            assertIsThatOfBlocks(search(new InterventionBlock(script), "0").build().run(manager));
        }
    }

    @Test
    void parametersThatATrainerTookBeforeStayAsTheyWere() throws Exception {
        try (TorchScriptBlock script = open(true)) {
            Parameter weight = script.getParameters().values().get(0);
            float[] before = weight.getArray().toFloatArray();
            assertIsThatOfBlocks(search(script, "0").build().run(manager));
            assertThat(weight.getArray().toFloatArray()).isEqualTo(before);
            assertThat(weight.getArray().hasGradient()).isTrue();
        }
    }

    @Tag("long")
    @Test
    void thePlantedPlaneIsFound() throws Exception {
        try (TorchScriptBlock script = open(false)) {
            SearchResult result =
                    search(script, "0")
                            .setPairs(
                                    PlantedNetwork.pairs(2000, 1),
                                    PlantedNetwork.pairs(500, 2),
                                    PlantedNetwork.pairs(1000, 3))
                            .optStarts(4, 3)
                            .optEpochs(30, 30)
                            .build()
                            .run(manager);
            assertThat(network.angle(matrix(result), 0, 0)).isLessThan(5);
            Figures heldOut = result.heldOut().get("v");
            assertThat(heldOut.iia()).isGreaterThan(.99);
        }
    }

    @Test
    void aBoundlessSearchRunsInCodeToo() throws Exception {
        try (TorchScriptBlock script = open(false)) {
            SearchResult result = search(script, "0").optBoundless("v").build().run(manager);
            assertThat(result.dimensions().get("v").get(0)).isBetween(1, PlantedNetwork.WIDTH);
        }
    }
}
