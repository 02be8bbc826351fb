/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.djliit.network.HookPoint;
import io.github.djliit.torchscript.TorchScriptBlock;
import io.github.djliit.torchscript.TorchScriptFile;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorTest {

    @Test
    void anMlpHasMatrixProducts() {
        SequentialBlock mlp =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(3).build())
                        .add(Activation::relu);
        assertThat(Operator.in(mlp)).containsExactly(Operator.MATRIX_PRODUCT);
    }

    @Test
    void operatorsOfChildrenAreFound() {
        SequentialBlock network =
                new SequentialBlock()
                        .add(new SequentialBlock().add(BatchNorm.builder().build()))
                        .add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(2).build())
                        .add(LSTM.builder().setStateSize(4).setNumLayers(1).build());
        assertThat(Operator.in(network))
                .containsExactlyInAnyOrder(
                        Operator.BATCH_NORM, Operator.CONVOLUTION, Operator.LSTM);
    }

    /** DJL's encoder normalises by batch. */
    @Test
    void aTransformerHasAttention() {
        assertThat(Operator.in(new TransformerEncoderBlock(8, 2, 8, 0f, Activation::relu)))
                .containsExactlyInAnyOrder(
                        Operator.MATRIX_PRODUCT, Operator.SOFTMAX, Operator.BATCH_NORM);
    }

    @Test
    void aBlockOfAnyoneElseMayCallAll() {
        assertThat(Operator.in(new BareBlock())).containsExactlyInAnyOrder(Operator.values());
    }

    @Test
    void anAnchorCallsNone() {
        assertThat(Operator.in(new HookPoint())).isEmpty();
    }

    private static Set<Operator> operators(String name) throws Exception {
        try (TorchScriptBlock block =
                TorchScriptBlock.open(TorchScriptFile.of(name), Device.cpu(), false)) {
            return block.operators();
        }
    }

    @ParameterizedTest
    @CsvSource({"lstm, LSTM", "cnn, CONVOLUTION", "mlp, MATRIX_PRODUCT"})
    void thoseOfTorchScriptAreReadFromItsCode(String file, Operator operator) throws Exception {
        assertThat(operators(file)).contains(operator);
    }

    @Test
    void codeWithoutAnLstmHasNone() throws Exception {
        assertThat(operators("mlp")).doesNotContain(Operator.LSTM, Operator.GRU);
    }

    /** A block of a user's: nobody knows what it calls. */
    private static final class BareBlock extends AbstractBlock {

        @Override
        protected NDList forwardInternal(
                ParameterStore parameterStore,
                NDList inputs,
                boolean training,
                PairList<String, Object> params) {
            return inputs;
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputShapes) {
            return inputShapes;
        }
    }
}
