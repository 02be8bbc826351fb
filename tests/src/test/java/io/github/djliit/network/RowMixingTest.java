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
import static io.github.djliit.network.TestBlocks.initialized;
import static io.github.djliit.network.TestBlocks.lambda;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.InterventionPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks of blocks that mix the rows of a batch, and those that do not. */
class RowMixingTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private static Linear linear(int units) {
        return Linear.builder().setUnits(units).build();
    }

    private static InterventionPlan plan(String site) {
        return InterventionPlan.builder().interchange(site).collect(site).build();
    }

    private NDList counterfactual(InterventionBlock block, InterventionCall.Builder call) {
        return block.intervene(call.build()).counterfactual();
    }

    private NDList plain(Block block, NDList inputs) {
        return block.forward(new ParameterStore(manager, false), inputs, false);
    }

    private NDArray random(long... shape) {
        return manager.randomNormal(new Shape(shape));
    }

    private static NDArray attention(NDArray x) {
        return x.dot(x.transpose()).softmax(-1).dot(x);
    }

    private static NDArray sums(NDArray x) {
        return x.cumSum(0);
    }

    /** Functions of the rows of a batch, of which the first and the last see others. */
    static Stream<Arguments> mixing() {
        return Stream.<UnaryOperator<NDArray>>of(
                        x -> x.sub(x.mean(new int[] {0})),
                        RowMixingTest::attention,
                        RowMixingTest::sums,
                        x -> sums(x.flip(0)).flip(0),
                        x -> x.sort(0),
                        x -> x.div(x.abs().max()))
                .map(Arguments::arguments);
    }

    @ParameterizedTest
    @MethodSource("mixing")
    void rowsThatSeeEachOtherRunApart(UnaryOperator<NDArray> function) {
        Block network = initialized(manager, mixed(function), 3, 4);
        InterventionBlock block = new InterventionBlock(network);
        for (int call = 0; call < 6; call++) {
            NDList base = new NDList(random(3, 4));
            NDList source = new NDList(random(3, 4));
            InterventionResult result = block.intervene(plan("02Linear"), base, source);
            assertNear(result.base(), plain(network, base));
            assertNear(result.source(0), plain(network, source));
            assertNear(result.counterfactual(), plain(network, source));
        }
    }

    private static Block mixed(UnaryOperator<NDArray> function) {
        return new SequentialBlock().add(lambda(function)).add(linear(3));
    }

    @Test
    void aSourceEqualToTheBaseProvesNothing() {
        Block network = initialized(manager, mixed(x -> x.sub(x.mean(new int[] {0}))), 3, 4);
        InterventionBlock block = new InterventionBlock(network);
        NDList base = new NDList(random(3, 4));
        for (int call = 0; call < 4; call++) {
            block.intervene(plan("02Linear"), base, base);
            block.intervene(plan("02Linear"), base, new NDList(base.head().flip(0)));
        }
        NDList source = new NDList(random(3, 4));
        assertNear(block.intervene(plan("02Linear"), base, source).base(), plain(network, base));
    }

    @Test
    void inTrainingBlocksOfOthersRunApart() {
        List<Long> rows = new ArrayList<>();
        Block network =
                chain(
                        manager,
                        lambda(
                                x -> {
                                    rows.add(x.getShape().get(0));
                                    return x;
                                }),
                        new HookPoint());
        rows.clear();
        InterventionCall.Builder call =
                InterventionCall.builder(plan("02HookPoint"), new NDList(random(2, 1)))
                        .addSource(new NDList(random(2, 1)))
                        .optTraining(true);
        new InterventionBlock(network).intervene(call.build());
        assertThat(rows).containsExactly(2L, 2L, 2L);
    }

    @Test
    void whatIsMeasuredToKeepRowsApartRunsTogetherFromTheThirdCall() {
        List<Long> rows = new ArrayList<>();
        Block network =
                chain(
                        manager,
                        lambda(
                                x -> {
                                    rows.add(x.getShape().get(0));
                                    return x;
                                }),
                        new HookPoint());
        InterventionBlock block = new InterventionBlock(network);
        List<Integer> passes = new ArrayList<>();
        for (int call = 0; call < 5; call++) {
            rows.clear();
            NDList base = new NDList(random(2, 1));
            block.intervene(plan("02HookPoint"), base, new NDList(random(2, 1)));
            passes.add(rows.size());
        }
        // Apart, the counterfactual resumes; the second and the fourth call compare.
        assertThat(passes).containsExactly(2, 3, 2, 3, 2);
    }

    @Test
    void theNameOfAFunctionProvesNothing() {
        Block named = new LambdaBlock(x -> new NDList(x.head().sub(x.head().mean())), "ReLU");
        assertThat(mixing(named, false)).isEqualTo(RowMixing.UNKNOWN);
    }

    private RowMixing mixing(Block block, boolean training) {
        return new Instrumentation(block).rowMixing(new NDList(), training);
    }

    static Stream<Arguments> known() {
        return Stream.of(
                arguments(linear(3), RowMixing.NONE, RowMixing.NONE),
                arguments(Activation.reluBlock(), RowMixing.NONE, RowMixing.NONE),
                arguments(Activation.preluBlock(), RowMixing.NONE, RowMixing.NONE),
                arguments(Blocks.batchFlattenBlock(), RowMixing.NONE, RowMixing.NONE),
                arguments(Pool.maxPool2dBlock(new Shape(2, 2)), RowMixing.NONE, RowMixing.NONE),
                arguments(Dropout.builder().build(), RowMixing.NONE, RowMixing.NONE),
                arguments(BatchNorm.builder().build(), RowMixing.NONE, RowMixing.SOME),
                arguments(LayerNorm.builder().build(), RowMixing.NONE, RowMixing.NONE),
                arguments(
                        LayerNorm.builder().axis(0).build(), RowMixing.UNKNOWN, RowMixing.UNKNOWN),
                arguments(gru(true), RowMixing.NONE, RowMixing.NONE),
                arguments(gru(false), RowMixing.TIME, RowMixing.TIME),
                arguments(lambda(x -> x), RowMixing.UNKNOWN, RowMixing.UNKNOWN),
                arguments(new SequentialBlock() {}, RowMixing.UNKNOWN, RowMixing.UNKNOWN));
    }

    private static Block gru(boolean batchFirst) {
        return GRU.builder()
                .setStateSize(3)
                .setNumLayers(1)
                .optBatchFirst(batchFirst)
                .optReturnState(false)
                .build();
    }

    @ParameterizedTest
    @MethodSource("known")
    void theClassesOfBlocksTellOfRows(Block block, RowMixing inference, RowMixing training) {
        assertThat(mixing(block, false)).isEqualTo(inference);
        assertThat(mixing(block, true)).isEqualTo(training);
    }

    /** Networks of DJL's own blocks, the shape of their inputs, and a site. */
    static Stream<Arguments> networks() {
        return Stream.of(
                arguments(
                        sequence(linear(5), Activation.tanhBlock(), linear(3)),
                        shape(4, 6),
                        "01Linear"),
                arguments(
                        sequence(
                                Conv2d.builder()
                                        .setKernelShape(new Shape(3, 3))
                                        .setFilters(2)
                                        .build(),
                                BatchNorm.builder().build(),
                                Pool.globalAvgPool2dBlock(),
                                linear(3)),
                        shape(3, 1, 6, 6),
                        "01Conv2d"),
                arguments(
                        sequence(
                                new TransformerEncoderBlock(4, 2, 8, 0, Activation::relu),
                                linear(2)),
                        shape(3, 5, 4),
                        "01TransformerEncoderBlock"),
                arguments(sequence(gru(true), linear(2)), shape(3, 5, 4), "01GRU"),
                arguments(sequence(gru(false), linear(2)), shape(5, 3, 4), "01GRU"),
                arguments(sequence(rnn(false), linear(2)), shape(5, 3, 4), "01RNN"),
                arguments(sequence(lstm(), linear(2)), shape(5, 3, 4), "01LSTM"),
                arguments(
                        sequence(LayerNorm.builder().build(), linear(2)),
                        shape(4, 6),
                        "01LayerNorm"));
    }

    private static Block rnn(boolean batchFirst) {
        return RNN.builder()
                .setStateSize(32)
                .setNumLayers(1)
                .setActivation(RNN.Activation.TANH)
                .optBatchFirst(batchFirst)
                .build();
    }

    private static Block lstm() {
        return LSTM.builder().setStateSize(32).setNumLayers(2).optBatchFirst(false).build();
    }

    private static Shape shape(long... sizes) {
        return new Shape(sizes);
    }

    private static Block sequence(Block... blocks) {
        return new SequentialBlock().addAll(blocks);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void togetherApartAndResumedAreTheSame(Block network, Shape shape, String site) {
        network.initialize(manager, DataType.FLOAT32, shape);
        InterventionBlock block = new InterventionBlock(network);
        NDList base = new NDList(manager.randomNormal(shape));
        NDList source = new NDList(manager.randomNormal(shape));
        for (int call = 0; call < 4; call++) {
            InterventionResult own = block.intervene(plan(site), base, source);
            assertNear(own.base(), plain(network, base));
            assertNear(own.source(0), plain(network, source));
            for (boolean resume : new boolean[] {true, false}) {
                InterventionCall.Builder other =
                        InterventionCall.builder(plan(site), base)
                                .addSource(source)
                                .optFuse(Fusing.NEVER)
                                .optResume(resume);
                assertNear(own.counterfactual(), counterfactual(block, other));
            }
        }
    }

    @Test
    void rowsThatMixAreNotStackedWithThoseOfOthers() {
        Block network = initialized(manager, mixed(x -> x.sub(x.mean(new int[] {0}))), 3, 4);
        InterventionBlock block = new InterventionBlock(network);
        ParameterStore store = new ParameterStore(manager, false);
        assertThat(block.mayStack(store, new NDList(random(4, 4)), 2, 1)).isFalse();
        Block apart = initialized(manager, mixed(x -> x.mul(2)), 3, 4);
        InterventionBlock other = new InterventionBlock(apart);
        assertThat(other.mayStack(store, new NDList(random(4, 4)), 2, 1)).isTrue();
    }

    @Test
    void anotherBatchAxisRunsAndItsRowsAreRefused() {
        Block network = initialized(manager, sequence(gru(false), linear(2)), 5, 3, 4);
        InterventionBlock block = new InterventionBlock(network);
        NDList base = new NDList(random(5, 3, 4));
        NDList source = new NDList(random(7, 3, 4));
        InterventionCall.Builder call =
                InterventionCall.builder(plan("02Linear"), base).addSource(source);
        assertThatIllegalArgumentException().isThrownBy(call::build).withMessageContaining("7");
        NDList steps =
                counterfactual(
                        block,
                        InterventionCall.builder(
                                        InterventionPlan.builder().interchange(":output").build(),
                                        base)
                                .addSource(new NDList(random(5, 3, 4)))
                                .optBatchAxis(1));
        assertThat(steps.head().getShape()).isEqualTo(new Shape(5, 3, 2));
        InterventionCall.Builder ofRows =
                InterventionCall.builder(plan("02Linear"), base)
                        .addSource(new NDList(random(5, 3, 4)))
                        .optRows(List.of(io.github.djliit.intervention.Rows.at(1)))
                        .optBatchAxis(1);
        assertThatIllegalArgumentException()
                .isThrownBy(ofRows::build)
                .withMessageContaining("the batch axis is 1");
    }

    @Test
    void aBlockWhoseAuthorVouchesRunsTogetherAtOnce() {
        assertThat(mixing(new TestBlocks.Scale(2), true)).isEqualTo(RowMixing.NONE);
    }
}
