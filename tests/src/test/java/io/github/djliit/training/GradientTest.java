/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import static io.github.djliit.support.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Rows;
import io.github.djliit.network.HookPoint;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.support.Numbers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients of the counterfactual, in theory and against finite differences. */
class GradientTest {

    private NDManager manager;
    private NDArray base;
    private NDArray source;
    private Action afterForward = () -> {};

    private interface Action {
        void run() throws InterruptedException;
    }

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        Engine.getInstance().setRandomSeed(11);
        base = manager.randomNormal(new Shape(2, 4));
        source = manager.randomNormal(new Shape(2, 4));
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"01HookPoint[1:3]", "01HookPoint[{1,2}]", "01HookPoint[h{1,2}/4]"})
    void swappedUnitsHaveTheSourcesGradientTheOthersTheBases(String site) throws Exception {
        InterventionPlan plan = InterventionPlan.builder().interchange(site).build();
        backward(new SequentialBlock().add(new HookPoint()), plan, Rows.all());
        assertThat(base.getGradient().toFloatArray()).containsExactly(1, 0, 0, 1, 1, 0, 0, 1);
        assertThat(source.getGradient().toFloatArray()).containsExactly(0, 1, 1, 0, 0, 1, 1, 0);
    }

    @Test
    void rowsThatAreNotSelectedHaveTheBasesGradient() throws Exception {
        InterventionPlan plan = InterventionPlan.builder().interchange("01HookPoint[1:3]").build();
        backward(new SequentialBlock().add(new HookPoint()), plan, Rows.of(true, false));
        assertThat(base.getGradient().toFloatArray()).containsExactly(1, 0, 0, 1, 1, 1, 1, 1);
        assertThat(source.getGradient().toFloatArray()).containsExactly(0, 1, 1, 0, 0, 0, 0, 0);
    }

    @Test
    void aZeroStopsTheGradientOfItsUnits() throws Exception {
        InterventionPlan plan =
                InterventionPlan.builder().add("01HookPoint[0]", Edit.zero()).build();
        backward(new SequentialBlock().add(new HookPoint()), plan, Rows.all());
        assertThat(base.getGradient().toFloatArray()).containsExactly(0, 1, 1, 1, 0, 1, 1, 1);
    }

    @Test
    void anAdditionKeepsTheGradient() throws Exception {
        InterventionPlan plan =
                InterventionPlan.builder().add("01HookPoint[0:2]", Edit.add(3, 4)).build();
        backward(new SequentialBlock().add(new HookPoint()), plan, Rows.all());
        assertThat(base.getGradient().toFloatArray()).containsOnly(1f);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "02LambdaBlock[0:3]",
                "03Linear:input[{0,4}]",
                "01Linear",
                "02LambdaBlock[-2:]"
            })
    void inputGradientsMatchFiniteDifferences(String site) throws Exception {
        Block network = smooth();
        InterventionPlan plan = InterventionPlan.builder().interchange(site).build();
        Rows rows = Rows.of(true, false);
        backward(network, plan, rows);
        for (NDArray input : List.of(base, source)) {
            float[] gradient = input.getGradient().toFloatArray();
            for (int i = 0; i < gradient.length; i++) {
                float slope = slope(network, plan, rows, input, i);
                assertThat(gradient[i]).isCloseTo(slope, within(2e-3f));
            }
        }
    }

    /** The first layer is trained by both paths: that of the base, and that of the source. */
    @Test
    void weightGradientsMatchFiniteDifferences() throws Exception {
        Block network = smooth();
        InterventionPlan plan =
                InterventionPlan.builder().interchange("02LambdaBlock[0:3]").build();
        backward(network, plan, Rows.all());
        for (Parameter parameter : network.getParameters().values()) {
            NDArray weights = parameter.getArray();
            float[] gradient = weights.getGradient().toFloatArray();
            for (int i = 0; i < gradient.length; i += 3) {
                float slope = slope(network, plan, Rows.all(), weights, i);
                assertThat(gradient[i]).isCloseTo(slope, within(2e-3f));
            }
        }
    }

    /** Attribution methods want gradients of a network that runs as in inference. */
    @Test
    void gradientsAreThereOutsideOfTraining() throws Exception {
        InterventionPlan plan = InterventionPlan.builder().interchange("01HookPoint[1:3]").build();
        base.setRequiresGradient(true);
        source.setRequiresGradient(true);
        InterventionBlock block = new InterventionBlock(new SequentialBlock().add(new HookPoint()));
        block.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            var result = block.intervene(plan, new NDList(base), new NDList(source));
            collector.backward(result.counterfactual().head().sum());
        }
        assertThat(source.getGradient().toFloatArray()).containsExactly(0, 1, 1, 0, 0, 1, 1, 0);
    }

    /**
     * The engine reads the mask of the rows, which was made from Java, again in the backward pass.
     * If it were given up when the call ends, its memory could be another's by then.
     */
    @Test
    void gradientsDoNotDependOnTheGarbageCollector() throws Exception {
        InterventionPlan plan = InterventionPlan.builder().interchange("01HookPoint").build();
        boolean[] odd = new boolean[4096];
        for (int i = 0; i < odd.length; i++) {
            odd[i] = i % 2 == 1;
        }
        base = manager.ones(new Shape(odd.length, 1));
        source = manager.ones(new Shape(odd.length, 1));
        afterForward = GradientTest::reuseFreedMemory;
        backward(new SequentialBlock().add(new HookPoint()), plan, Rows.of(odd));
        assertThat(source.getGradient().toFloatArray()).contains(0f, 1f);
        assertThat(source.getGradient().sum().getFloat()).isEqualTo(odd.length / 2f);
    }

    private static void reuseFreedMemory() throws InterruptedException {
        System.gc();
        Thread.sleep(100);
        List<ByteBuffer> reused = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
            while (buffer.hasRemaining()) {
                buffer.put((byte) 1);
            }
            reused.add(buffer);
        }
        assertThat(reused).hasSize(2000);
    }

    @Test
    void aCallThatFailsLeavesNothingEvenWhereAGradientIsWanted() {
        InterventionPlan plan = InterventionPlan.builder().add(":input[9]", Edit.zero()).build();
        InterventionBlock block = new InterventionBlock(new HookPoint());
        block.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
        base.setRequiresGradient(true);
        int before = manager.getManagedArrays().size();
        assertThatThrownBy(() -> block.intervene(plan, new NDList(base)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @Test
    void fusedAndApartGiveTheSameGradients() throws Exception {
        Block network = smooth();
        InterventionPlan plan =
                InterventionPlan.builder().interchange("02LambdaBlock[0:3]").build();
        backward(network, plan, Rows.all());
        float[] fused = source.getGradient().toFloatArray();
        source.getGradient().subi(source.getGradient());
        backward(network, plan, Rows.all(), false);
        assertClose(source.getGradient().toFloatArray(), fused);
    }

    private Block smooth() {
        Block network =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(5).build())
                        .add(Activation.tanhBlock())
                        .add(Linear.builder().setUnits(3).build())
                        .add(Activation.tanhBlock());
        network.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
        return network;
    }

    private void backward(Block network, InterventionPlan plan, Rows rows) throws Exception {
        backward(network, plan, rows, true);
    }

    private void backward(Block network, InterventionPlan plan, Rows rows, boolean fuse)
            throws Exception {
        network.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
        base.setRequiresGradient(true);
        source.setRequiresGradient(true);
        network.getParameters().values().forEach(p -> p.getArray().setRequiresGradient(true));
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray loss = loss(network, plan, rows, fuse);
            afterForward.run();
            collector.backward(loss);
        }
    }

    /** The sum of the counterfactual; of the source's output nothing, but it is in the graph. */
    private NDArray loss(Block network, InterventionPlan plan, Rows rows, boolean fuse) {
        InterventionCall call =
                InterventionCall.builder(plan, new NDList(base))
                        .addSources(List.of(new NDList(source)))
                        .optRows(List.of(rows))
                        .optTraining(true)
                        .optFuse(fuse)
                        .build();
        var result =
                new InterventionBlock(network).intervene(new ParameterStore(manager, false), call);
        NDArray own = result.source(0).head();
        // Not mul(0): DJL gives the memory of that 0 up before the backward pass reads it.
        NDArray nothing = own.mul(manager.zeros(own.getShape())).sum();
        return result.counterfactual().head().sum().add(nothing);
    }

    /** The slope along one element, by central differences. */
    private float slope(Block network, InterventionPlan plan, Rows rows, NDArray array, int i) {
        float step = 1e-2f;
        float[] values = array.toFloatArray();
        float[] losses = new float[2];
        for (int side = 0; side < 2; side++) {
            float[] shifted = values.clone();
            shifted[i] += side == 0 ? -step : step;
            set(array, shifted);
            losses[side] = loss(network, plan, rows, true).getFloat();
        }
        set(array, values);
        return (losses[1] - losses[0]) / (2 * step);
    }

    private void set(NDArray array, float[] values) {
        boolean gradient = array.hasGradient();
        array.setRequiresGradient(false);
        Numbers.set(array, values);
        array.setRequiresGradient(gradient);
    }
}
