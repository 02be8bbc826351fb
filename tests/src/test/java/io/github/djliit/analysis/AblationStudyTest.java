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
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.dataset.ArrayDataset;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.site.Site;
import io.github.djliit.support.Equality;
import io.github.djliit.support.LinearNetwork;
import io.github.djliit.support.Nets;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.RowMetric;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The network says class 1 where a, the first of two inputs, is positive; a has the mean 1. */
class AblationStudyTest {

    private static final String A = "01HookPoint[0]";
    private static final String B = "01HookPoint[1]";

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private ArrayDataset data(int batch) {
        return new ArrayDataset.Builder()
                .setData(manager.create(new float[][] {{1, 5}, {2, 6}, {3, -7}, {-2, 8}}))
                .optLabels(manager.create(new long[] {1, 1, 1, 0}))
                .setSampling(batch, false)
                .build();
    }

    @Test
    void pairsAreNoData() {
        assertThatThrownBy(
                        () ->
                                AblationStudy.builder()
                                        .setNetwork(Nets.mlp(manager, 4, 16, 2))
                                        .setData(Equality.dataset(4).build())
                                        .build(manager))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give it the bases");
    }

    private AblationStudy study(Ablation ablation, float[]... weights) throws Exception {
        return AblationStudy.builder()
                .setNetwork(LinearNetwork.of(manager, weights))
                .setData(data(4))
                .optAblation(ablation)
                .build(manager);
    }

    private AblationStudy study(Ablation ablation) throws Exception {
        return study(ablation, new float[] {0, 0}, new float[] {1, 0});
    }

    /**
     * Zero says class 0 to all, the mean class 1 to all. Resampled, the last row has a positive a
     * from another, and one other row has its -2.
     */
    @ParameterizedTest
    @CsvSource({"ZERO, .75, .25, .75", "MEAN, .25, .75, .25", "RESAMPLE, .5, .5, .5"})
    void anAblationDoesWhatCanBeComputedByHand(
            Ablation ablation, double changed, double accuracy, double drop) throws Exception {
        try (AblationStudy study = study(ablation)) {
            Effect effect = study.effect(A);
            assertThat(effect.changed().value()).isEqualTo(changed);
            assertThat(effect.accuracy().value()).isEqualTo(accuracy);
            assertThat(effect.drop().value()).isEqualTo(drop);
        }
    }

    @ParameterizedTest
    @EnumSource(Ablation.class)
    void whatTheNetworkDoesNotReadHasNoEffect(Ablation ablation) throws Exception {
        try (AblationStudy study = study(ablation)) {
            Effect effect = study.effect(B);
            assertThat(effect.changed().value()).isZero();
            assertThat(effect.accuracy()).isEqualTo(study.accuracy());
        }
    }

    @Test
    void sitesAreAblatedTogether() throws Exception {
        try (AblationStudy study = study(Ablation.ZERO, new float[] {0, 0}, new float[] {1, .1f})) {
            assertThat(study.effect(A).accuracy().value()).isEqualTo(.5);
            assertThat(study.effect(A, B).accuracy().value()).isEqualTo(.25);
        }
    }

    /** The output is 2a + b: without a, it is 2, 4, 6 and 4 off; with its mean, 0, 2, 4 and 6. */
    @ParameterizedTest
    @CsvSource({"ZERO, 4", "MEAN, 3"})
    void numbersChangeByTheirMeanError(Ablation ablation, double error) throws Exception {
        float[][] rows = {{1, 5}, {2, 6}, {3, -7}, {-2, 8}};
        ArrayDataset data =
                new ArrayDataset.Builder()
                        .setData(manager.create(rows))
                        .optLabels(manager.create(new float[][] {{7}, {10}, {-1}, {4}}))
                        .setSampling(2, false)
                        .build();
        try (AblationStudy study =
                AblationStudy.builder()
                        .setNetwork(LinearNetwork.of(manager, new float[] {2, 1}))
                        .setData(data)
                        .optAgreement(Agreement.within(.5f))
                        .optMetric("error", RowMetric.absoluteError())
                        .optAblation(ablation)
                        .build(manager)) {
            Effect effect = study.effect(A);
            assertThat(effect.metrics().get("error").value()).isCloseTo(error, within(1e-5));
        }
    }

    @Test
    void aCircuitThatDoesTheTaskSufficesAndIsNeeded() throws Exception {
        try (AblationStudy study = study(Ablation.ZERO)) {
            CircuitScore score = study.circuit(List.of(A), List.of(A, B));
            assertThat(score.kept()).isEqualTo(1);
            assertThat(score.sufficiency()).isEqualTo(1);
            assertThat(score.necessity()).isEqualTo(1);
        }
    }

    @Test
    void anIdleCircuitNeitherSufficesNorIsNeeded() throws Exception {
        try (AblationStudy study = study(Ablation.ZERO)) {
            CircuitScore score = study.circuit(List.of(B), List.of(A, B));
            assertThat(score.kept()).isEqualTo(.25);
            assertThat(score.sufficiency()).isZero();
            assertThat(score.necessity()).isZero();
        }
    }

    @Test
    void sitesOutsideTheAlignmentAreAblatedOneByOne() throws Exception {
        Alignment alignment = Alignment.builder().align("x", "HookPoint[0]").build();
        try (AblationStudy study = study(Ablation.ZERO)) {
            assertThat(study.outside(alignment, List.of(A, B)))
                    .singleElement()
                    .satisfies(
                            effect -> {
                                assertThat(effect.sites()).containsExactly(Site.of(B));
                                assertThat(effect.changed().value()).isZero();
                            });
            assertThat(study.circuit(alignment, List.of(A, B)).sufficiency()).isEqualTo(1);
        }
    }

    @Test
    void aCircuitAmongNoCandidatesIsRefused() throws Exception {
        try (AblationStudy study = study(Ablation.ZERO)) {
            assertThatThrownBy(() -> study.circuit(List.of(A), List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("There are no candidates");
        }
    }

    @Test
    void aCandidateThatSharesUnitsWithTheCircuitIsRefused() throws Exception {
        try (AblationStudy study = study(Ablation.ZERO)) {
            assertThatThrownBy(() -> study.circuit(List.of(A), List.of("01HookPoint")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "The candidate 01HookPoint shares units with 01HookPoint[0], which"
                                    + " stays: name the rest of it as a region of its own");
        }
    }

    @Test
    void aBatchOfOneRowHasNothingToResample() throws Exception {
        try (AblationStudy study =
                AblationStudy.builder()
                        .setNetwork(LinearNetwork.of(manager, new float[2], new float[] {1, 0}))
                        .setData(data(3))
                        .optAblation(Ablation.RESAMPLE)
                        .build(manager)) {
            assertThatThrownBy(() -> study.effect(A))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("choose a batch size that leaves no such batch");
        }
    }

    @Test
    void dataWithoutLabelsAreRefused() {
        ArrayDataset data =
                new ArrayDataset.Builder()
                        .setData(manager.create(new float[][] {{1, 5}}))
                        .setSampling(1, false)
                        .build();
        assertThatThrownBy(
                        () ->
                                AblationStudy.builder()
                                        .setNetwork(LinearNetwork.of(manager, new float[] {1, 0}))
                                        .setData(data)
                                        .build(manager))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no labels");
    }

    /** Two batches: two base runs; for the means two more; then two for each ablation. */
    @ParameterizedTest
    @CsvSource({"ZERO, 6", "MEAN, 8", "RESAMPLE, 8"})
    void anAblationIsOnePassForEachBatch(Ablation ablation, int passes) throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Block network =
                new SequentialBlock()
                        .add(LinearNetwork.of(manager, new float[2], new float[] {1, 0}))
                        .addSingleton(
                                array -> {
                                    runs.incrementAndGet();
                                    return array;
                                });
        network.initialize(manager, DataType.FLOAT32, new Shape(1, 2));
        runs.set(0);
        try (AblationStudy study =
                AblationStudy.builder()
                        .setNetwork(network)
                        .setData(data(2))
                        .optAblation(ablation)
                        .build(manager)) {
            study.each(List.of("01SequentialBlock." + A, "01SequentialBlock." + B));
        }
        assertThat(runs).hasValue(passes);
    }

    @ParameterizedTest
    @EnumSource(Ablation.class)
    void anAblationLeavesNoArrayBehind(Ablation ablation) throws Exception {
        try (AblationStudy study = study(ablation)) {
            study.effect(A);
            int before = study.manager.getManagedArrays().size();
            study.circuit(List.of(A), List.of(A, B));
            assertThat(study.manager.getManagedArrays()).hasSize(before);
        }
    }

    @Test
    void aClosedStudyLeavesNothing() throws Exception {
        AblationStudy study = study(Ablation.MEAN);
        study.close();
        assertThat(study.manager.isOpen()).isFalse();
    }

    /** The output 2 of the second row means class 1 by its sign, and as a label it is not 1. */
    @Test
    void anOutputThatDoesNotAgreeWithItselfIsRefused() {
        Agreement sign =
                (label, output) -> {
                    boolean isOne = label.toType(DataType.FLOAT32, true).getFloat(0) == 1;
                    return new boolean[] {isOne == output.getFloat(0, 0) > 0};
                };
        assertThatThrownBy(
                        () ->
                                AblationStudy.builder()
                                        .setNetwork(LinearNetwork.of(manager, new float[] {1, 0}))
                                        .setData(data(1))
                                        .optAgreement(sign)
                                        .build(manager))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not agree with itself");
    }
}
