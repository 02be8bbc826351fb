/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import static io.github.djliit.network.TestBlocks.column;
import static io.github.djliit.network.TestBlocks.initialized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.TestBlocks.Custom;
import io.github.djliit.site.Site;
import io.github.djliit.support.NativeNetwork;
import io.github.djliit.support.SmallBert;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A counterfactual that starts at its first edit: what runs, and that it makes no difference. */
class ResumeTest {

    private final NDManager manager = NDManager.newBaseManager();
    private final NotedBlocks noted = new NotedBlocks();
    private final List<String> ran = noted.ran();

    @AfterEach
    void close() {
        manager.close();
    }

    private InterventionBlock network(Block... blocks) {
        return noted.network(manager, blocks);
    }

    private Block noted(String name) {
        return noted.noted(name);
    }

    private InterventionBlock four() {
        return network(noted("a"), noted("b"), noted("c"), noted("d"));
    }

    private static InterventionPlan scaled(String site) {
        return InterventionPlan.of(times10(site));
    }

    private static Intervention times10(String site) {
        return Intervention.of(site, Edit.scale(10));
    }

    private float run(InterventionBlock block, InterventionPlan plan) {
        return block.intervene(plan, column(manager, 1)).counterfactual().head().getFloat();
    }

    @Test
    void itStartsBehindTheBlockThatIsEdited() {
        assertThat(run(four(), scaled("03Noted"))).isEqualTo(160);
        assertThat(ran).containsExactly("a", "b", "c", "d", "d");
    }

    @Test
    void itStartsAtTheBlockWhoseInputIsEdited() {
        assertThat(run(four(), scaled("03Noted:input"))).isEqualTo(160);
        assertThat(ran).containsExactly("a", "b", "c", "d", "c", "d");
    }

    @Test
    void itStartsInsideOfNestedSequences() {
        InterventionBlock nested =
                network(
                        noted("a"),
                        new SequentialBlock().add(noted("b")).add(noted("c")),
                        noted("d"));
        assertThat(run(nested, scaled("02SequentialBlock.02Noted:input"))).isEqualTo(160);
        assertThat(ran).containsExactly("a", "b", "c", "d", "c", "d");
    }

    @Test
    void nothingRunsWhereTheOutputIsEdited() {
        assertThat(run(four(), scaled(":output"))).isEqualTo(160);
        assertThat(ran).containsExactly("a", "b", "c", "d");
    }

    @Test
    void allRunsWhereTheInputIsEdited() {
        assertThat(run(four(), scaled(":input"))).isEqualTo(160);
        assertThat(ran).containsExactly("a", "b", "c", "d", "a", "b", "c", "d");
    }

    @Test
    void itStartsAtTheFirstOfSeveralEdits() {
        InterventionPlan plan = InterventionPlan.of(times10("04Noted"), times10("02Noted"));
        assertThat(run(four(), plan)).isEqualTo(1600);
        assertThat(ran).containsExactly("a", "b", "c", "d", "c", "d");
    }

    @Test
    void whatIsCollectedBeforeTheEditIsThatOfTheBase() {
        InterventionPlan plan =
                new InterventionPlan(
                        List.of(times10("03Noted")),
                        Stream.of("01Noted", "02Noted:input", "04Noted:input")
                                .map(Site::of)
                                .toList());
        InterventionResult result = four().intervene(plan, column(manager, 1));
        assertThat(collected(result, "01Noted")).isEqualTo(2);
        assertThat(collected(result, "02Noted:input")).isEqualTo(2);
        assertThat(collected(result, "04Noted:input")).isEqualTo(80);
    }

    private static float collected(InterventionResult result, String site) {
        return result.collected(site).counterfactual().head().getFloat();
    }

    @Test
    void itCanBeSwitchedOff() {
        InterventionBlock block = four();
        InterventionCall call =
                InterventionCall.builder(scaled("03Noted"), column(manager, 1))
                        .optResume(false)
                        .build();
        assertThat(block.intervene(call).counterfactual().head().getFloat()).isEqualTo(160);
        assertThat(ran).containsExactly("a", "b", "c", "d", "a", "b", "c", "d");
    }

    /** {@code x} to {@code 2 * 2x + 2x}, in code of its own that writes in place. */
    private class Adder extends Custom {

        private final Block first = addChildBlock("first", noted("first"));
        private final Block second = addChildBlock("second", noted("second"));

        @Override
        NDList run(ParameterStore store, NDList inputs, boolean training) {
            NDArray x = first.forward(store, inputs, training).head();
            NDArray y = second.forward(store, new NDList(x), training).head();
            return new NDList(x.addi(y));
        }
    }

    @Test
    void childrenOfABlockWithCodeOfItsOwnAreSparedToo() {
        InterventionBlock block = new InterventionBlock(initialized(manager, new Adder()));
        ran.clear();
        assertThat(run(block, scaled("02second"))).isEqualTo(42);
        assertThat(ran).containsExactly("first", "second");
    }

    @Test
    void aBlockThatRunsTwiceIsSparedTwice() {
        InterventionBlock block = network(new TestBlocks.RunsTwice(), noted("last"));
        assertThat(run(block, scaled("01RunsTwice"))).isEqualTo(-80);
        assertThat(ran).containsExactly("last", "last");
    }

    @Test
    void aSequenceThatGivesAllItHasIsRunAsItIs() {
        SequentialBlock all = new SequentialBlock().setReturnIntermediate(true);
        all.add(noted("a")).add(noted("b")).add(noted("c"));
        InterventionBlock block = network(all, new LambdaBlock(x -> new NDList(x.get(0))));
        assertThat(run(block, scaled("01SequentialBlock.03Noted"))).isEqualTo(2);
        InterventionResult result =
                block.intervene(scaled("01SequentialBlock.02Noted"), column(manager, 1));
        assertThat(result.counterfactual().head().getFloat()).isEqualTo(2);
    }

    /** A layer of DJL's own that is worth to be spared. */
    private static Block wide(int units) {
        return Linear.builder().setUnits(units).build();
    }

    private InterventionCall.Builder training(String site) {
        InterventionPlan plan = InterventionPlan.builder().interchange(site).build();
        return InterventionCall.builder(plan, column(manager, 1, 2))
                .addSource(column(manager, 3, 4))
                .optFuse(false)
                .optTraining(true);
    }

    private InterventionBlock trained(Block between) {
        return network(wide(4), Activation.reluBlock(), between, new HookPoint(), wide(3));
    }

    private float[] gradient(InterventionBlock block, InterventionCall call) {
        NDArray weight = block.getParameters().get("01Linear_weight").getArray();
        weight.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            InterventionResult result = block.intervene(call);
            NDArray loss = result.base().head().square().sum();
            collector.backward(loss.add(result.counterfactual().head().square().sum()));
        }
        float[] gradient = weight.getGradient().toFloatArray();
        weight.getGradient().subi(weight.getGradient().duplicate());
        return gradient;
    }

    @Test
    void theGradientIsTheSame() {
        InterventionBlock block = trained(wide(4));
        InterventionCall.Builder call = training("04HookPoint[0:2]");
        float[] resumed = gradient(block, call.build());
        float[] whole = gradient(block, call.optResume(false).build());
        for (int i = 0; i < whole.length; i++) {
            assertThat(resumed[i]).isCloseTo(whole[i], offset(1e-4f));
        }
    }

    @Test
    void inTrainingADropoutDrawsAnew() {
        InterventionBlock block = trained(Dropout.builder().optRate(.5f).build());
        InterventionBlock steady = trained(Dropout.builder().optRate(0).build());
        assertThat(new Instrumentation(block.getBlock()).isSteadyInTraining()).isFalse();
        assertThat(new Instrumentation(steady.getBlock()).isSteadyInTraining()).isTrue();
    }

    /** A block of the caller's own may draw in training as well. */
    @Test
    void inTrainingBlocksOfOthersRunAgainUnlessTheCallSaysOtherwise() {
        InterventionBlock block = network(noted("a"), new HookPoint(), noted("b"));
        block.intervene(training("02HookPoint").build());
        assertThat(ran).containsExactly("a", "b", "a", "b", "a", "b");
        ran.clear();
        block.intervene(training("02HookPoint").optResume(true).build());
        assertThat(ran).containsExactly("a", "b", "a", "b", "b");
    }

    static Stream<Arguments> networks() {
        return Arrays.stream(NativeNetwork.values())
                .flatMap(net -> LongStream.range(0, 12).mapToObj(seed -> arguments(net, seed)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void anyPlanGivesTheSame(NativeNetwork net, long seed) {
        InterventionBlock block = net.open(manager);
        RandomPlans random = new RandomPlans(net, seed);
        NDList base = net.inputs(manager, 3, seed);
        NDList[] sources = random.sources(manager, 3, seed);
        List<InterventionPlan> plans = random.draw(6);
        try (KeptBase kept = block.keepBase(new ParameterStore(manager, false), base, plans)) {
            for (InterventionPlan plan : plans) {
                NDList whole = run(block, InterventionCall.builder(plan, base), sources, false);
                NDList resumed = run(block, InterventionCall.builder(plan, base), sources, true);
                Near.assertNear(resumed, whole);
                Near.assertNear(
                        run(block, InterventionCall.builder(plan, kept), sources, true), whole);
            }
        }
    }

    private static NDList run(
            InterventionBlock block,
            InterventionCall.Builder call,
            NDList[] sources,
            boolean resume) {
        call.addSources(List.of(sources)).optFuse(false).optResume(resume);
        return block.intervene(call.build()).counterfactual();
    }

    @Test
    void everySiteOfABertGivesTheSame() {
        InterventionBlock bert = SmallBert.classifier(manager);
        NDList base = SmallBert.input(manager, "1 2 3 4 5", "6 7 8");
        List<InterventionPlan> plans =
                bert.sites(new ParameterStore(manager, false), base).stream()
                        .filter(info -> info.obstacle().isEmpty() && info.shape().isPresent())
                        .filter(info -> info.shape().get().dimension() > 2)
                        .map(info -> scaled(info.site().toString()))
                        .toList();
        assertThat(plans).hasSizeGreaterThan(20);
        for (InterventionPlan plan : plans) {
            InterventionCall.Builder call = InterventionCall.builder(plan, base);
            NDList resumed = bert.intervene(call.build()).counterfactual();
            Near.assertNear(
                    resumed, bert.intervene(call.optResume(false).build()).counterfactual());
        }
    }
}
