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

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataDesc;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.LowRank;
import io.github.djliit.intervention.Positions;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.site.Site;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A dry run tells shapes and faults without data. */
class DryRunTest {

    private static final String LAYER = "01TransformerEncoderBlock";

    private NDManager manager;
    private InterventionBlock block;

    @BeforeEach
    void build() {
        manager = NDManager.newBaseManager();
        SequentialBlock network = new SequentialBlock();
        network.add(new TransformerEncoderBlock(8, 2, 16, 0f, Activation::relu));
        network.initialize(manager, DataType.FLOAT32, new Shape(2, 5, 8));
        block = new InterventionBlock(network);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private DryRun dryRun(InterventionPlan plan) {
        return block.dryRun(plan, manager, new DataDesc(new Shape(2, 5, 8)));
    }

    @Test
    void tellsActivationRegionFeaturesAndWhatIsEdited() {
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of(LAYER + "[1:4]", Edit.interchange())
                                .withFeaturizer(LowRank.random(8, 4, 1))
                                .withFeatures(Features.of("0:2")));
        DryRun.Shapes found = dryRun(plan).interventions().get(0);
        assertThat(found.activation()).isEqualTo(new Shape(2, 5, 8));
        assertThat(found.region()).isEqualTo(new Shape(2, 3, 8));
        assertThat(found.features()).isEqualTo(new Shape(2, 3, 4));
        assertThat(found.edited()).isEqualTo(new Shape(2, 3, 2));
    }

    @Test
    void tellsWhatIsCollectedAndTheOutputs() {
        InterventionPlan plan = InterventionPlan.builder().collect(LAYER + "[0, 2:4]").build();
        DryRun found = dryRun(plan);
        assertThat(found.collected())
                .containsEntry(Site.of(LAYER + "[0, 2:4]"), new Shape(2, 1, 2));
        assertThat(found.outputs()).containsExactly(new Shape(2, 5, 8));
    }

    @Test
    void tellsEachOfManyPlansOfOneBatch() {
        InterventionPlan rows =
                InterventionPlan.ofRows(
                        List.of(
                                InterventionPlan.of(Intervention.of(LAYER + "[1]", Edit.zero())),
                                InterventionPlan.of(Intervention.of(LAYER + "[2]", Edit.zero()))));
        assertThat(dryRun(rows).interventions())
                .extracting(DryRun.Shapes::region)
                .containsExactly(new Shape(1, 1, 8), new Shape(1, 1, 8));
    }

    @Test
    void aRotationOfAnotherWidthIsAFault() {
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of(LAYER, Edit.interchange())
                                .withFeaturizer(Rotation.random(16, 1)));
        assertThatThrownBy(() -> dryRun(plan))
                .isInstanceOf(SiteException.class)
                .hasMessageContainingAll(LAYER, "rotation is 16 wide", "8");
    }

    @Test
    void aPositionOutsideTheSequenceIsAFault() {
        InterventionPlan plan =
                InterventionPlan.of(
                        Intervention.of(LAYER, Edit.zero())
                                .withPositions(Positions.of(new int[] {5})));
        assertThatThrownBy(() -> dryRun(plan))
                .isInstanceOf(SiteException.class)
                .hasMessageContainingAll("position 5", "sequence of 5");
    }

    @Test
    void nothingStaysOnTheManager() {
        int before = manager.getManagedArrays().size();
        dryRun(InterventionPlan.of(Intervention.of(LAYER, Edit.interchange())));
        assertThat(manager.getManagedArrays()).hasSize(before);
    }
}
