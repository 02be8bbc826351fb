/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static io.github.djliit.network.Near.assertEqual;
import static io.github.djliit.network.TestBlocks.chain;
import static io.github.djliit.network.TestBlocks.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.MalformedModelException;
import ai.djl.basicmodelzoo.basic.Mlp;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.TestBlocks.Scale;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterventionBlockTest {

    private static final Shape INPUT = new Shape(2, 4);
    private static final InterventionPlan PLAN =
            InterventionPlan.builder()
                    .add("02Linear", Edit.zero())
                    .collect("03LambdaBlock")
                    .build();

    private final NDManager manager = NDManager.newBaseManager();
    private final NDList inputs = new NDList(manager.arange(8f).reshape(INPUT));

    @AfterEach
    void close() {
        manager.close();
    }

    private static Block network() {
        return new Mlp(4, 2, new int[] {3});
    }

    private Block initialized(Block block) {
        block.initialize(manager, DataType.FLOAT32, INPUT);
        return block;
    }

    private NDList forward(Block block) {
        return block.forward(new ParameterStore(manager, false), new NDList(inputs), false);
    }

    private static byte[] saved(Block block) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        block.saveParameters(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private Block loaded(Block block, byte[] bytes) throws IOException, MalformedModelException {
        block.loadParameters(manager, new DataInputStream(new ByteArrayInputStream(bytes)));
        return block;
    }

    @Test
    void isTheBlockBitForBit() {
        Block block = initialized(network());
        assertEqual(forward(new InterventionBlock(block)), forward(block));
    }

    @Test
    void anEmptyPlanGivesTheOutputBitForBit() {
        InterventionBlock block = new InterventionBlock(initialized(network()));
        InterventionResult result = block.intervene(InterventionPlan.empty(), inputs);
        assertEqual(result.counterfactual(), forward(block));
    }

    @Test
    void aFileOfItLoadsInThePlainBlock() throws Exception {
        Block block = initialized(new InterventionBlock(network()));
        assertEqual(forward(loaded(network(), saved(block))), forward(block));
    }

    @Test
    void aFileOfThePlainBlockLoadsInIt() throws Exception {
        Block block = initialized(network());
        Block opened = loaded(new InterventionBlock(network()), saved(block));
        assertEqual(forward(opened), forward(block));
    }

    @Test
    void aFileLoadedLaterCountsInTheCopy() throws Exception {
        InterventionBlock block = new InterventionBlock(initialized(network()));
        block.intervene(PLAN, inputs);
        loaded(block, saved(initialized(network())));
        assertEqual(block.intervene(PLAN, inputs).base(), forward(block));
    }

    @Test
    void wantsABlockThatIsInitialised() {
        InterventionBlock block = new InterventionBlock(network());
        assertThatIllegalStateException()
                .isThrownBy(() -> block.intervene(PLAN, inputs))
                .withMessageContaining("initialize(");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void mayWrapABlockThatIsNotInitialised(boolean throughIt) {
        Block plain = network();
        InterventionBlock block = new InterventionBlock(plain);
        block.check(PLAN);
        initialized(throughIt ? block : plain);
        InterventionCall call = InterventionCall.builder(PLAN, inputs).optTraining(true).build();
        NDList base = block.intervene(new ParameterStore(manager, false), call).base();
        assertEqual(base, forward(plain));
    }

    /** Throws where a number is negative, which an edit can bring about. */
    private static NDArray refuseNegative(NDArray array) {
        if (array.min().getFloat() < 0) {
            throw new UnsupportedOperationException("negative");
        }
        return array;
    }

    @Test
    void anExceptionInAForwardLeavesNothingBehind() {
        Block block =
                chain(
                        manager,
                        new Scale(2),
                        TestBlocks.lambda(InterventionBlockTest::refuseNegative));
        InterventionBlock opened = new InterventionBlock(block);
        UnaryOperator<Float> add =
                number -> {
                    InterventionPlan plan =
                            InterventionPlan.builder().add("01Scale", Edit.add(number)).build();
                    NDList base = column(manager, 1);
                    return opened.intervene(plan, base).counterfactual().head().getFloat();
                };
        assertThatExceptionOfType(SiteException.class)
                .isThrownBy(() -> add.apply(-5f))
                .withCauseInstanceOf(UnsupportedOperationException.class);
        NDList plain =
                opened.forward(new ParameterStore(manager, false), column(manager, 1), false);
        assertThat(plain.head().getFloat()).isEqualTo(2);
        assertThat(add.apply(3f)).isEqualTo(5);
    }

    @Test
    void sixteenThreadsGetWhatTheyGetAlone() throws Exception {
        InterventionBlock block = new InterventionBlock(initialized(network()));
        List<Callable<float[]>> calls = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            calls.add(call(block, i));
        }
        List<float[]> alone = new ArrayList<>();
        for (Callable<float[]> call : calls) {
            alone.add(call.call());
        }
        List<float[]> together = together(calls, 25);
        for (int i = 0; i < together.size(); i++) {
            assertThat(together.get(i)).isEqualTo(alone.get(i % alone.size()));
        }
    }

    /** Each with a plan, sites and inputs of its own. */
    private static Callable<float[]> call(InterventionBlock block, int i) {
        String site = List.of("02Linear", "03LambdaBlock", "04Linear", ":input").get(i % 4);
        InterventionPlan plan =
                InterventionPlan.builder()
                        .interchange(site)
                        .add("03LambdaBlock", Edit.add(i))
                        .build();
        return () -> {
            try (NDManager own = NDManager.newBaseManager()) {
                NDList base = new NDList(own.full(INPUT, (float) i));
                NDList source = new NDList(own.full(INPUT, -i - 1f));
                return block.intervene(plan, base, source).counterfactual().head().toFloatArray();
            }
        };
    }

    private static List<float[]> together(List<Callable<float[]>> calls, int times)
            throws InterruptedException, ExecutionException {
        List<Callable<float[]>> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            all.addAll(calls);
        }
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<float[]> results = new ArrayList<>();
            for (Future<float[]> result : threads.invokeAll(all)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
