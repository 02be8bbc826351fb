/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static io.github.djliit.network.Near.assertNear;
import static io.github.djliit.network.TestBlocks.chain;
import static io.github.djliit.network.TestBlocks.column;
import static io.github.djliit.network.TestBlocks.lambda;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.recurrent.GRU;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionResult.CollectedActivations;
import io.github.djliit.network.TestBlocks.Scale;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which inputs run together, and that it makes no difference. */
class CallRunsTest {

    private final NDManager manager = NDManager.newBaseManager();
    private final List<Long> batches = new ArrayList<>();

    @AfterEach
    void close() {
        manager.close();
    }

    /** A block that takes down how many rows it is given. */
    private Block counter() {
        return new Counter();
    }

    private final class Counter extends TestBlocks.Custom implements RowByRow {

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            batches.add(inputs.head().getShape().get(0));
            return inputs;
        }
    }

    private InterventionBlock counted(Block... blocks) {
        Block network = chain(manager, new SequentialBlock().addAll(blocks), counter());
        batches.clear();
        return new InterventionBlock(network);
    }

    private static NDArray refuseFour(NDArray array) {
        if (array.getShape().get(0) == 4) {
            throw new UnsupportedOperationException("four rows");
        }
        return array;
    }

    private static InterventionPlan interchange(String site) {
        return InterventionPlan.builder().interchange(site).build();
    }

    private InterventionResult run(
            InterventionBlock block, InterventionCall.Builder call, NDList... sources) {
        InterventionCall built = call.addSources(List.of(sources)).build();
        return block.intervene(new ParameterStore(manager, false), built);
    }

    private InterventionCall.Builder call() {
        return InterventionCall.builder(interchange("01SequentialBlock"), column(manager, 1, 2));
    }

    @Test
    void baseAndSourcesRunTogether() {
        run(counted(new Scale(2)), call(), column(manager, 3, 4), column(manager, 5, 6));
        assertThat(batches).containsExactly(6L, 2L);
    }

    @Test
    void withoutFusingTheyRunApart() {
        run(counted(new Scale(2)), call().optFuse(false), column(manager, 3, 4));
        assertThat(batches).containsExactly(2L, 2L, 2L);
    }

    @Test
    void withoutTheBaseTheSourceAndTheCounterfactualRun() {
        InterventionResult result =
                run(counted(new Scale(2)), call().optBase(false), column(manager, 3, 4));
        assertThat(batches).containsExactly(2L, 2L);
        assertThat(result.base()).isEmpty();
        assertThat(result.counterfactual().head().toFloatArray()).containsExactly(6, 8);
        assertThat(result.source(0).head().toFloatArray()).containsExactly(6, 8);
    }

    @Test
    void withoutTheBaseCollectedSitesHaveTheOthers() {
        InterventionPlan plan =
                InterventionPlan.builder()
                        .interchange("01SequentialBlock")
                        .collect("01SequentialBlock")
                        .build();
        InterventionCall.Builder call = InterventionCall.builder(plan, column(manager, 1, 2));
        InterventionResult result =
                run(counted(new Scale(2)), call.optBase(false), column(manager, 3, 4));
        CollectedActivations found = result.collected("01SequentialBlock");
        assertThat(found.base()).isEmpty();
        assertThat(found.sources().get(0).head().toFloatArray()).containsExactly(6, 8);
        assertThat(found.single().toFloatArray()).containsExactly(6, 8);
    }

    @Test
    void aBaseThatNothingEditsIsTheCounterfactual() {
        InterventionPlan plan = InterventionPlan.builder().collect("01SequentialBlock").build();
        InterventionCall.Builder call = InterventionCall.builder(plan, column(manager, 1, 2));
        InterventionResult result = run(counted(new Scale(2)), call.optBase(false));
        assertThat(result.counterfactual().head().toFloatArray()).containsExactly(2, 4);
        assertThat(batches).containsExactly(2L);
    }

    @Test
    void aBatchNormInTrainingRunsThemApart() {
        InterventionBlock block = counted(BatchNorm.builder().build());
        run(block, call().optTraining(true), column(manager, 3, 4));
        assertThat(batches).containsExactly(2L, 2L, 2L);
    }

    @Test
    void aBatchNormInInferenceRunsThemTogether() {
        run(counted(BatchNorm.builder().build()), call(), column(manager, 3, 4));
        assertThat(batches).containsExactly(4L, 2L);
    }

    @Test
    void aNetworkOfOneBatchSizeRunsThemApart() {
        Block fixed = lambda(CallRunsTest::refuseFour);
        InterventionResult result = run(counted(fixed), call(), column(manager, 3, 4));
        assertThat(result.counterfactual().head().toFloatArray()).containsExactly(3, 4);
        assertThat(batches).containsExactly(2L, 2L, 2L);
    }

    @Test
    void aSourceOfAnotherShapeRunsApart() {
        InterventionBlock block = counted(lambda(array -> array.mean(new int[] {1}, true)));
        NDList source = new NDList(manager.arange(6f).reshape(2, 3));
        InterventionResult result = run(block, call(), source);
        assertThat(result.counterfactual().head().toFloatArray()).containsExactly(1, 4);
        assertThat(batches).containsExactly(2L, 2L, 2L);
    }

    @Test
    void nothingToEditRunsEachOnce() {
        InterventionPlan plan = InterventionPlan.builder().collect("01SequentialBlock").build();
        run(
                counted(new Scale(2)),
                InterventionCall.builder(plan, column(manager, 1, 2)),
                column(manager, 3, 4));
        assertThat(batches).containsExactly(2L, 2L);
    }

    /** Four rows fused and two layers in two directions: the state looks like a batch of four. */
    @Test
    void aStateThatLooksLikeABatchIsNotSplit() {
        GRU.Builder gru = GRU.builder().setStateSize(3).setNumLayers(2).optReturnState(true);
        Block network = gru.optBidirectional(true).optHasBiases(false).build();
        network.initialize(manager, DataType.FLOAT32, new Shape(2, 5, 3));
        InterventionPlan plan =
                InterventionPlan.builder().add(":output", Edit.zero()).collect(":output1").build();
        NDList base = new NDList(manager.ones(new Shape(2, 5, 3)));
        InterventionCall.Builder call = InterventionCall.builder(plan, base);
        InterventionResult fused = run(new InterventionBlock(network), call, base);
        assertThat(fused.source(0).get(1).getShape()).isEqualTo(new Shape(4, 2, 3));
        assertNear(fused.collected(":output1").base(), new NDList(fused.base().get(1)));
    }

    @Test
    void aCollectedArrayThatLooksLikeABatchIsNotSplit() {
        Block network = chain(manager, new SequentialBlock().add(lambda(a -> a.swapAxes(0, 1))));
        Block back = lambda(a -> a.swapAxes(0, 1));
        InterventionBlock block = new InterventionBlock(chain(manager, network, back));
        InterventionPlan plan =
                InterventionPlan.builder()
                        .add(":input", Edit.add(1))
                        .collect("01SequentialBlock")
                        .build();
        NDList base = new NDList(manager.arange(8f).reshape(2, 4));
        InterventionResult result = run(block, InterventionCall.builder(plan, base), base);
        NDArray collected = result.collected("01SequentialBlock").base().head();
        assertThat(collected.getShape()).isEqualTo(new Shape(4, 2));
    }

    @Test
    void gradientsFlowIntoTheSourceWhereItIsSwappedAndIntoTheBaseElsewhere() {
        NDList base = new NDList(manager.ones(new Shape(1, 3)));
        NDList source = new NDList(manager.zeros(new Shape(1, 3)));
        base.head().setRequiresGradient(true);
        source.head().setRequiresGradient(true);
        InterventionBlock block = new InterventionBlock(chain(manager, new Scale(2), new Scale(3)));
        InterventionCall.Builder call =
                InterventionCall.builder(interchange("01Scale[0:2]"), base).optTraining(true);
        try (GradientCollector gradients = manager.getEngine().newGradientCollector()) {
            gradients.backward(run(block, call, source).counterfactual().head().sum());
        }
        assertThat(base.head().getGradient().toFloatArray()).containsExactly(0, 0, 6);
        assertThat(source.head().getGradient().toFloatArray()).containsExactly(6, 6, 0);
    }
}
