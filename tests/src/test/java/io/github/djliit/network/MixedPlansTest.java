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

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import ai.djl.training.initializer.NormalInitializer;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Positions;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.support.PassCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** 64 rows with 64 plans: what the rows give alone, in as many passes as one plan takes. */
class MixedPlansTest {

    private static final int ROWS = 64;

    private final Random random = new Random(7);
    private NDManager manager;
    private NDList base;
    private NDList source;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void theRowsOfAnMlpAreAsAlone() {
        SequentialBlock network = new SequentialBlock();
        for (int layer = 0; layer < 3; layer++) {
            network.add(Linear.builder().setUnits(64).build()).add(Activation::relu);
        }
        List<String> sites = List.of("02LambdaBlock", "04LambdaBlock", "06LambdaBlock");
        assertRowsAlone(open(network, new Shape(ROWS, 64)), sites);
    }

    @Test
    void theRowsOfATransformerAreAsAlone() {
        SequentialBlock network = new SequentialBlock();
        List<String> sites = new ArrayList<>();
        for (int layer = 1; layer <= 4; layer++) {
            network.add(new TransformerEncoderBlock(64, 4, 128, 0f, Activation::relu));
            sites.add("0" + layer + "TransformerEncoderBlock");
        }
        assertRowsAlone(open(network, new Shape(ROWS, 16, 64)), sites);
    }

    /** Base, source and counterfactual; base and source run as one batch. */
    @Test
    void manyPlansTakeThePassesOfOne() {
        PassCounter counter = new PassCounter();
        SequentialBlock network = new SequentialBlock();
        network.add(Linear.builder().setUnits(64).build()).add(counter.block());
        InterventionBlock block = open(network, new Shape(ROWS, 64));
        List<InterventionPlan> plans = plans(List.of("01Linear", ":output"));
        counter.reset();
        block.intervene(plans.get(1), base, source);
        int ofOne = counter.passes();
        block.intervene(InterventionPlan.ofRows(plans), base, source);
        assertThat(counter.passes()).isEqualTo(2 * ofOne);
    }

    private InterventionBlock open(Block network, Shape shape) {
        network.setInitializer(new NormalInitializer(.1f), Parameter.Type.WEIGHT);
        network.initialize(manager, DataType.FLOAT32, shape);
        base = new NDList(manager.randomNormal(shape));
        source = new NDList(manager.randomNormal(shape));
        return new InterventionBlock(network);
    }

    private List<InterventionPlan> plans(List<String> sites) {
        Rotation rotation = Rotation.random(64, 42);
        boolean hasPositions = base.head().getShape().dimension() > 2;
        return IntStream.range(0, ROWS)
                .mapToObj(row -> plan(sites, row, hasPositions, rotation))
                .toList();
    }

    private InterventionPlan plan(
            List<String> sites, int row, boolean hasPositions, Rotation rotation) {
        Intervention made =
                Intervention.of(sites.get(row % sites.size()), Edit.interchange())
                        .withFeatures(Features.of(distinct(1 + row % 7, 64)));
        if (hasPositions) {
            int[][] written = {distinct(1 + row % 3, 16)};
            int[][] read = {distinct(1 + row % 3, 16)};
            made = made.withPositions(Positions.of(written, read));
        }
        return InterventionPlan.of(row % 2 == 0 ? made : made.withFeaturizer(rotation));
    }

    private int[] distinct(int count, int end) {
        return random.ints(0, end).distinct().limit(count).toArray();
    }

    private void assertRowsAlone(InterventionBlock block, List<String> sites) {
        List<InterventionPlan> plans = plans(sites);
        InterventionPlan mixed = InterventionPlan.ofRows(plans);
        NDArray found = block.intervene(mixed, base, source).counterfactual().head();
        NDList rows = new NDList();
        for (int row = 0; row < ROWS; row++) {
            NDList of = new NDList(base.head().get(row + ":" + (row + 1)));
            NDList from = new NDList(source.head().get(row + ":" + (row + 1)));
            rows.add(block.intervene(plans.get(row), of, from).counterfactual().head());
        }
        NDArray alone = NDArrays.concat(rows);
        float most = found.sub(alone).abs().max().getFloat();
        assertThat(most / alone.abs().max().getFloat()).isLessThan(1e-6f);
    }
}
