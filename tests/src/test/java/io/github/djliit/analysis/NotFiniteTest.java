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

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.loss.Loss;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.site.Site;
import io.github.djliit.support.FourUnits;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.DivergenceException;
import io.github.djliit.training.InterchangeEvaluation;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import io.github.djliit.training.InterchangeEvaluation.Result;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Figures of a network whose outputs are NaN wherever its first input is 5 or more. */
class NotFiniteTest {

    private static final Agreement AGREEMENT = Agreement.within(1e-3f);

    private NDManager manager;
    private Block network;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        network =
                new SequentialBlock()
                        .add(FourUnits.network(manager))
                        .add(new LambdaBlock(NotFiniteTest::spoil));
        network.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** The root of 4 - a is NaN from 5 on; it stands in for a network that lost its numbers. */
    private static NDList spoil(NDList inputs) {
        NDArray first = inputs.head().get(":, 0:1");
        return new NDList(inputs.head().add(first.neg().add(4).sqrt().mul(0)));
    }

    private static CounterfactualDataset pairs() {
        return FourUnits.pairs(List.of("a")).build();
    }

    /** How many pairs have a first input of 5 or more: the base, the source, or the two. */
    private static long spoiled(boolean withBase) {
        long count = 0;
        try (NDManager manager = NDManager.newBaseManager()) {
            for (var batch : pairs().getData(manager)) {
                float[] base = batch.getData().get(0).toFloatArray();
                float[] source = batch.getData().get(1).toFloatArray();
                for (int row = 0; row < batch.getSize(); row++) {
                    boolean isBad = source[4 * row] > 4 || (withBase && base[4 * row] > 4);
                    count += isBad ? 1 : 0;
                }
                batch.close();
            }
        }
        return count;
    }

    @Test
    void anEvaluationCountsThem() {
        Alignment alignment =
                Alignment.builder().align("a", "01SequentialBlock.01Linear[0]").build();
        Result result =
                new InterchangeEvaluation(network, alignment, AGREEMENT).run(manager, pairs());
        Figures figures = result.variables().get("a");
        assertThat(figures.notFinite()).isEqualTo(spoiled(true)).isPositive();
        assertThat(result.notFinite()).isEqualTo(figures.notFinite());
    }

    /** Where a is taken from the source, the counterfactual is NaN if the source's a is large. */
    @Test
    void aSweepCountsThemInEachCell() {
        List<Candidate> sites =
                List.of(new Candidate(Site.of("01SequentialBlock.01Linear[0]"), "", ""));
        SweepTable table =
                Sweep.builder()
                        .setNetwork(network)
                        .setCandidates(sites)
                        .optAgreement(AGREEMENT)
                        .build()
                        .run(manager, pairs())
                        .get("a");
        assertThat(table.notFinite()).isEqualTo(spoiled(false)).isPositive();
    }

    @Test
    void anAblationCountsThem() throws Exception {
        try (AblationStudy study =
                AblationStudy.builder()
                        .setNetwork(network)
                        .setData(pairs().bases())
                        .optAgreement(AGREEMENT)
                        .optAblation(Ablation.ZERO)
                        .build(manager)) {
            assertThat(study.notFinite()).isPositive();
            assertThat(study.effect("01SequentialBlock.01Linear[0]").notFinite()).isZero();
            assertThat(study.effect("01SequentialBlock.01Linear[1]").notFinite())
                    .isEqualTo(study.notFinite());
        }
    }

    @Test
    void aSearchStopsWhereTheLossIsLost() {
        SubspaceSearch search =
                SubspaceSearch.builder()
                        .setNetwork(network)
                        .setSites("01SequentialBlock.01Linear")
                        .setDimensions(Map.of("a", 1))
                        .setPairs(pairs(), pairs(), pairs())
                        .optLoss(Loss.l2Loss())
                        .optAgreement(AGREEMENT)
                        .optStarts(1, 1)
                        .build();
        assertThatExceptionOfType(DivergenceException.class)
                .isThrownBy(() -> search.run(manager))
                .withMessageStartingWith("The search diverged in epoch 1, step 1: the loss is NaN");
    }

    @Test
    void aResultCountsTheNumbersOfAllItsOutputs() {
        NDList base = new NDList(manager.create(new float[][] {{1, 2, 3, 4}}));
        NDList source = new NDList(manager.create(new float[][] {{6, 2, 3, 4}}));
        InterventionPlan plan =
                InterventionPlan.builder().interchange("01SequentialBlock.01Linear").build();
        InterventionBlock block = new InterventionBlock(network);
        InterventionResult result = block.intervene(plan, base, source);
        assertThat(result.notFinite()).isEqualTo(8);
        assertThat(block.intervene(InterventionPlan.empty(), source).notFinite()).isEqualTo(4);
    }

    /** The class of NaN is whatever an engine says, and would agree by chance. */
    @Test
    void aPredictionOfNanAgreesWithNoClass() {
        float nan = Float.NaN;
        NDArray label = manager.create(new long[] {0, 1, 0, 1});
        NDArray found =
                manager.create(
                        new float[][] {{nan, 0}, {0, nan}, {1, 0}, {Float.NEGATIVE_INFINITY, 1}});
        assertThat(Agreement.ofClasses().rows(label, found))
                .containsExactly(false, false, true, true);
    }
}
