/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static io.github.djliit.network.TestBlocks.chain;
import static io.github.djliit.network.TestBlocks.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.transformer.BertPretrainingBlock;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.TestBlocks.Custom;
import io.github.djliit.network.TestBlocks.Scale;
import io.github.djliit.network.TestBlocks.TwoOutputs;
import io.github.djliit.support.Effort;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallMemoryTest {

    private static final InterventionPlan PLAN =
            InterventionPlan.builder()
                    .interchange("01Scale")
                    .add("02Scale[{0}]", Edit.add(1))
                    .collect("02Scale")
                    .build();

    private final NDManager model = NDManager.newBaseManager();
    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
        model.close();
    }

    private InterventionBlock network() {
        return new InterventionBlock(chain(model, new Scale(2), new Scale(3), new TwoOutputs()));
    }

    @Test
    void theManagerOfTheBaseOwnsTheResultsAndNothingElse() {
        NDList base = column(manager, 1, 2);
        NDList source = column(manager, 3, 4);
        InterventionResult result = network().intervene(PLAN, base, source);
        NDList owned = new NDList(base).addAll(source).addAll(result.base());
        owned.addAll(result.source(0)).addAll(result.counterfactual());
        owned.addAll(result.collected("02Scale").base());
        owned.addAll(result.collected("02Scale").sources().get(0));
        owned.addAll(result.collected("02Scale").counterfactual());
        assertThat(manager.getManagedArrays()).containsExactlyInAnyOrderElementsOf(owned);
        assertThat(owned).extracting(NDArray::getManager).containsOnly(manager);
    }

    @Test
    void closingTheResultLeavesTheInputs() {
        NDList base = column(manager, 1, 2);
        network().intervene(PLAN, base, base).close();
        assertThat(manager.getManagedArrays()).containsExactlyElementsOf(base);
    }

    @Test
    void resultsMoveToAnotherManager() {
        NDList base = column(manager, 1, 2);
        InterventionResult result = network().intervene(PLAN, base, base);
        try (NDManager other = NDManager.newBaseManager()) {
            result.attach(other);
            assertThat(manager.getManagedArrays()).containsExactlyElementsOf(base);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"01Scale[7]", "03TwoOutputs:output2", "01Scale[0:1]"})
    void anErrorLeavesNothing(String site) {
        InterventionPlan plan =
                InterventionPlan.builder()
                        .interchange("01Scale")
                        .add(site, Edit.add(1, 2, 3))
                        .build();
        NDList base = column(manager, 1, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network().intervene(plan, base, base));
        assertThat(manager.getManagedArrays()).containsExactlyElementsOf(base);
    }

    @Test
    void manyCallsLeaveNoArrays() {
        InterventionBlock block = network();
        NDList base = column(manager, 1, 2);
        for (int i = 0; i < Effort.of(1_000, 10_000); i++) {
            block.intervene(PLAN, base, base).close();
        }
        assertThat(manager.getManagedArrays()).hasSameSizeAs(base);
        assertThat(model.getManagedArrays()).isEmpty();
    }

    /** A block that closes all arrays that its children make, save its output. */
    static class ClosesArrays extends Custom {

        private final Block child = addChildBlock("child", new Scale(2));

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                NDArray doubled = child.forward(store, inputs, training).head();
                NDArray result = doubled.add(1);
                NDScope.unregister(result);
                return new NDList(result);
            }
        }
    }

    @Test
    void whatIsKeptOutlivesABlockThatClosesItsArrays() {
        InterventionBlock block = new InterventionBlock(chain(model, new ClosesArrays()));
        String site = "ClosesArrays.child";
        InterventionPlan plan = InterventionPlan.builder().interchange(site).collect(site).build();
        InterventionResult result = block.intervene(plan, column(manager, 1), column(manager, 5));
        assertThat(result.counterfactual().head().getFloat()).isEqualTo(11);
        assertThat(result.collected(site).single().getFloat()).isEqualTo(10);
    }

    private Block bert() {
        Block block = new BertPretrainingBlock(BlockTable.bert());
        Shape ids = new Shape(2, 4);
        block.initialize(model, DataType.FLOAT32, ids, ids, ids, new Shape(2, 2));
        return block;
    }

    private NDList words() {
        NDList words = new NDList();
        for (Shape shape : List.of(new Shape(2, 4), new Shape(2, 4), new Shape(2, 4))) {
            words.add(manager.ones(shape, DataType.INT64));
        }
        words.add(manager.ones(new Shape(2, 2), DataType.INT64));
        return words;
    }

    /** The third input of the masked language model is the table of embeddings, a parameter. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aParameterAtASiteStaysWithTheModel(boolean training) {
        String site = "BertMaskedLanguageModelBlock:input2";
        InterventionPlan plan =
                InterventionPlan.builder().collect(site).add(site, Edit.add(1)).build();
        InterventionBlock block = new InterventionBlock(bert());
        int before = model.getManagedArrays().size();
        InterventionCall call =
                InterventionCall.builder(plan, words()).optTraining(training).build();
        block.intervene(new ParameterStore(manager, false), call).close();
        assertThat(model.getManagedArrays()).hasSize(before);
        assertThat(block.forward(new ParameterStore(manager, false), words(), false)).hasSize(2);
    }
}
