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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDManager;
import ai.djl.training.loss.Loss;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.intervention.LowRank;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.InterchangeEvaluation;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search finds the subspaces that a known rotation hides. */
class PlantedSearchTest {

    @TempDir Path folder;

    private NDManager manager;
    private PlantedNetwork network;

    @BeforeEach
    void build() {
        manager = NDManager.newBaseManager();
        network = new PlantedNetwork(manager);
    }

    @AfterEach
    void close() {
        // An interrupt that a test left would end the next.
        Thread.interrupted();
        manager.close();
    }

    private static Map<String, Integer> dimensions(int v, int w) {
        Map<String, Integer> dimensions = new LinkedHashMap<>();
        dimensions.put("v", v);
        dimensions.put("w", w);
        return dimensions;
    }

    private SubspaceSearch.Builder search() {
        return SubspaceSearch.builder()
                .setNetwork(network.block())
                .setSites(PlantedNetwork.SITE)
                .setDimensions(dimensions(2, 2))
                .setPairs(
                        PlantedNetwork.pairs(2000, 1),
                        PlantedNetwork.pairs(500, 2),
                        PlantedNetwork.pairs(1000, 3))
                .optLoss(Loss.l2Loss())
                .optAgreement(Agreement.within(.3f))
                .optSteps(100, .02f)
                .optStarts(4, 3)
                .optEpochs(30, 30);
    }

    @Test
    void aDatasetThatIsGivenTwiceIsRefused() {
        CounterfactualDataset pairs = PlantedNetwork.pairs(20, 1);
        SubspaceSearch.Builder search =
                search().setPairs(pairs, PlantedNetwork.pairs(20, 2), pairs);
        assertThatIllegalArgumentException()
                .isThrownBy(search::build)
                .withMessageContaining("One dataset is given twice");
    }

    @Test
    void dimensionsAreEitherGivenOrLearned() {
        SubspaceSearch.Builder search = search().optBoundless("v").setDimensions(Map.of("v", 4));
        assertThatIllegalArgumentException()
                .isThrownBy(search::build)
                .withMessageContaining("setDimensions says {v=4}");
    }

    @Test
    void aPriceThatIsNoNumberIsRefused() {
        SubspaceSearch.Builder search = search().optBoundaryPenalty(Float.NaN);
        assertThatIllegalArgumentException()
                .isThrownBy(search::build)
                .withMessageContaining("found NaN");
    }

    private static float[] matrix(SearchResult result, String variable) {
        return ((Rotation) result.alignment().subspaces().get(variable).get(0).featurizer())
                .matrix()
                .toArray();
    }

    @Tag("long")
    @Test
    void thePlantedPlanesAreFoundTogether() {
        SearchResult result = search().build().run(manager);
        assertThat(network.angle(matrix(result, "v"), 0, 0)).isLessThan(5);
        assertThat(network.angle(matrix(result, "w"), 2, 3)).isLessThan(5);
    }

    @Tag("long")
    @Test
    void aMapOfLowRankFindsThePlaneToo() {
        SearchResult result =
                search().setDimensions(Map.of("v", 2)).optLowRank(true).build().run(manager);
        LowRank found = (LowRank) result.alignment().subspaces().get("v").get(0).featurizer();
        assertThat(network.angle(found.matrix().toArray(), 0, 0)).isLessThan(5);
    }

    @Tag("long")
    @Test
    void heldOutPairsAgreeWithTheCausalModel() {
        Map<String, Figures> heldOut = search().build().run(manager).heldOut();
        assertThat(heldOut.get("v").iia()).isGreaterThan(.99);
        assertThat(heldOut.get("w").iia()).isGreaterThan(.99);
        assertThat(heldOut.get("v").pairs() + heldOut.get("w").pairs()).isEqualTo(1000);
    }

    @Tag("long")
    @Test
    void baselinesAreFarBelow() {
        Map<String, Figures> baselines = search().build().run(manager).baselines().get("v");
        assertThat(baselines)
                .containsOnlyKeys(Baselines.SITE, Baselines.UNITS, Baselines.PCA, Baselines.RANDOM);
        assertThat(baselines.values()).allSatisfy(f -> assertThat(f.iia()).isLessThan(.8));
    }

    @Tag("long")
    @Test
    void aBoundlessSearchFindsHowManyDimensionsThereAre() {
        SearchResult result =
                search().optBoundless("v")
                        .optBoundaryPenalty(.02f)
                        .optEpochs(60, 60)
                        .build()
                        .run(manager);
        assertThat(result.dimensions().get("v").get(0)).isBetween(2, 4);
        assertThat(result.heldOut().get("v").iia()).isGreaterThan(.95);
    }

    @Tag("long")
    @Test
    void theAlignmentGivesTheSameFiguresWhereverItIsMeasured() {
        SearchResult result = search().optEpochs(3, 3).build().run(manager);
        Alignment read = Alignment.fromJson(result.alignment().toJson());
        Map<String, Figures> measured =
                new InterchangeEvaluation(network.block(), read, Agreement.within(.3f))
                        .run(manager, PlantedNetwork.pairs(1000, 3))
                        .variables();
        assertThat(measured)
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*wrong")
                .isEqualTo(result.heldOut());
    }

    @Test
    void theNetworkStaysAsItIs() {
        float[] before = network.block().getParameters().valueAt(2).getArray().toFloatArray();
        search().optEpochs(2, 2).build().run(manager);
        assertThat(network.block().getParameters().valueAt(2).getArray().toFloatArray())
                .isEqualTo(before);
    }

    @Test
    void nothingIsLeftOnTheManager() {
        search().optEpochs(1, 1).build().run(manager);
        int before = manager.getManagedArrays().size();
        search().optEpochs(1, 1).build().run(manager);
        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @Tag("long")
    @Test
    void aSearchWithoutBetterEpochsEndsEarly() {
        SearchResult result = search().optEpochs(200, 3).build().run(manager);
        assertThat(result.epochs()).isEqualTo(result.bestEpoch() + 3).isLessThan(200);
    }

    /** Interrupted again, it still goes on with the weights it had, not with those of before. */
    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"5", "5 6", "4 5 7"})
    void anInterruptedSearchGoesOnToTheSameFigures(String epochs) {
        SearchResult whole = search().optEpochs(8, 8).build().run(manager);
        Path state = folder.resolve("state.npz");
        for (String epoch : epochs.split(" ", -1)) {
            interrupt(state, Integer.parseInt(epoch));
        }
        SearchResult resumed = search().optEpochs(8, 8).optState(state).build().run(manager);
        assertThat(resumed.toJson()).isEqualTo(whole.toJson());
    }

    private void interrupt(Path state, int at) {
        SubspaceSearch.Builder resumable = search().optEpochs(8, 8).optState(state);
        resumable.optListener(
                (epoch, loss, iia) -> {
                    if (epoch == at) {
                        Thread.currentThread().interrupt();
                    }
                });
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> resumable.build().run(manager))
                .withMessageContaining("interrupted in epoch " + (at + 1))
                .withMessageContaining(state.toString());
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aStateOfAnotherSearchIsRefused() {
        Path state = folder.resolve("state.npz");
        search().optEpochs(1, 1).optState(state).build().run(manager);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                search().optEpochs(1, 1)
                                        .optSeed(9)
                                        .optState(state)
                                        .build()
                                        .run(manager))
                .withMessageContaining("state of another search");
    }

    @Test
    void aDamagedStateIsRefused() throws Exception {
        Path state = folder.resolve("state.npz");
        Files.writeString(state, "no state");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> search().optState(state).build().run(manager))
                .withMessageContaining("not the state of a search, or damaged");
    }

    @Test
    void moreDimensionsThanUnitsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> search().setDimensions(Map.of("v", 9)).build().run(manager))
                .withMessage("01Linear has 8 units, fewer than the 9 dimensions of v");
    }

    @Test
    void subspacesThatCannotBeDisjointAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> search().setDimensions(dimensions(5, 4)).build().run(manager))
                .withMessageContaining("too few for disjoint subspaces of {v=5, w=4}");
    }

    @Test
    void aVariableOfNoPairIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> search().setDimensions(Map.of("O", 1)).build().run(manager))
                .withMessageContaining("No pair interchanges 'O'; the pairs are of [v, w]");
    }

    @Test
    void aSearchWithoutSitesIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> search().setSites().build())
                .withMessageContaining("no site to search at");
    }
}
