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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.dataset.ArrayDataset;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Value;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Means over a dataset, with the identity as network. */
class SiteMeanTest {

    private NDManager manager;
    private InterventionBlock block;

    @BeforeEach
    void build() {
        manager = NDManager.newBaseManager();
        SequentialBlock network = new SequentialBlock();
        network.add(new HookPoint());
        network.initialize(manager, DataType.FLOAT32, new Shape(2, 3));
        block = new InterventionBlock(network);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private NDList batch(int rows, float... numbers) {
        return new NDList(manager.create(numbers, new Shape(rows, numbers.length / rows)));
    }

    @Test
    void rowsOfAllBatchesCountAlike() {
        Value mean =
                SiteMean.of(
                        block,
                        "01HookPoint",
                        List.of(batch(2, 1, 2, 3, 5, 6, 7), batch(1, 9, 1, 2)));
        assertThat(mean).isEqualTo(new Value(5, 3, 4));
    }

    @Test
    void aRegionKeepsItsShape() {
        NDList batch = new NDList(manager.arange(12f).reshape(2, 2, 3));
        Value mean = SiteMean.of(block, "01HookPoint[:, 1:]", List.of(batch));
        assertThat(mean).isEqualTo(new Value(new float[] {4, 5, 7, 8}, new Shape(2, 2)));
    }

    @Test
    void positionsOfAnyNumberCountAlike() {
        NDList longer = new NDList(manager.arange(6f).reshape(1, 3, 2));
        NDList shorter = new NDList(manager.create(new float[] {10, 11}, new Shape(1, 1, 2)));
        Value mean = SiteMean.overPositions(block, "01HookPoint", List.of(longer, shorter));
        assertThat(mean).isEqualTo(new Value(4, 5));
    }

    @Test
    void aDatasetIsRunBatchByBatch() throws Exception {
        ArrayDataset dataset =
                new ArrayDataset.Builder()
                        .setData(manager.arange(12f).reshape(4, 3))
                        .setSampling(2, false)
                        .build();
        assertThat(SiteMean.of(block, "01HookPoint[0:2]", dataset, manager))
                .isEqualTo(new Value(4.5f, 5.5f));
    }

    @Test
    void theMeanTakesThePlaceOfEachRow() {
        Value mean = SiteMean.of(block, "01HookPoint[0]", List.of(batch(2, 1, 2, 3, 5, 6, 7)));
        InterventionPlan plan =
                InterventionPlan.builder().add("01HookPoint[0]", Edit.mean(mean)).build();
        NDArray found = block.intervene(plan, batch(1, 7, 8, 9)).counterfactual().head();
        assertThat(found.toFloatArray()).containsExactly(3, 8, 9);
    }

    @Test
    void batchesOfOtherShapesAreRefused() {
        assertThatThrownBy(
                        () ->
                                SiteMean.of(
                                        block,
                                        "01HookPoint",
                                        List.of(batch(1, 1, 2), batch(1, 1, 2, 3))))
                .hasMessageContainingAll("01HookPoint", "(2)", "(3)", "mean over positions");
    }

    @Test
    void noRowsAreRefused() {
        assertThatThrownBy(() -> SiteMean.of(block, "01HookPoint", List.of()))
                .hasMessageContaining("needs rows");
    }
}
