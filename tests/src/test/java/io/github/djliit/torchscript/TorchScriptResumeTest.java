/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.KeptBase;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Port;
import io.github.djliit.support.Close;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Counterfactuals of compiled code that start at their first edit, which makes no difference. */
class TorchScriptResumeTest {

    private static final String GPT2 = "model.transformer.h.1";
    private static final int MOST = 12;

    private final NDManager manager = NDManager.newBaseManager("PyTorch");

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<String> models() {
        return TorchScriptGoldenTest.models();
    }

    private NDList inputs(String model, String prefix) {
        return GoldenModels.numbered(manager, GoldenModels.arrays(model), prefix + ".input");
    }

    private static InterventionPlan scaled(String site) {
        return InterventionPlan.of(Intervention.of(site, Edit.scale(3)));
    }

    /** Edits of the outputs of modules, those of some of them where there are many. */
    private static List<InterventionPlan> plans(String model) {
        List<InterventionPlan> plans = new ArrayList<>();
        try (TorchScriptBlock block = GoldenModels.open(model, false)) {
            for (SiteInfo info : block.sites()) {
                boolean isOutput = info.site().portOrDefault().kind() == Port.Kind.OUTPUT;
                if (isOutput && info.site().value().isEmpty() && info.obstacle().isEmpty()) {
                    plans.add(scaled(info.site().toString()));
                }
            }
        }
        int every = 1 + plans.size() / MOST;
        return IntStream.range(0, plans.size() / every)
                .mapToObj(i -> plans.get(i * every))
                .toList();
    }

    private static void assertSame(NDList found, NDList expected, InterventionPlan plan) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            assertThat(Close.isClose(found.get(i), expected.get(i))).as(plan.toJson()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void anySiteGivesTheSame(String name) {
        try (TorchScriptBlock block = GoldenModels.open(name, false)) {
            InterventionBlock network = new InterventionBlock(block);
            NDList base = inputs(name, "base");
            List<InterventionPlan> plans = plans(name);
            assertThat(plans).isNotEmpty();
            ParameterStore store = new ParameterStore(manager, false);
            try (KeptBase kept = network.keepBase(store, base, plans)) {
                for (InterventionPlan plan : plans) {
                    NDList whole = run(network, InterventionCall.builder(plan, base), false);
                    assertSame(
                            run(network, InterventionCall.builder(plan, base), true), whole, plan);
                    assertSame(
                            run(network, InterventionCall.builder(plan, kept), true), whole, plan);
                }
            }
        }
    }

    private static NDList run(
            InterventionBlock network, InterventionCall.Builder call, boolean resume) {
        return network.intervene(call.optFuse(false).optResume(resume).build()).counterfactual();
    }

    private List<Set<String>> spared(String model, InterventionPlan plan) {
        try (TorchScriptBlock block = GoldenModels.open(model, false)) {
            SparingNetwork network = new SparingNetwork(block);
            new InterventionBlock(network).intervene(plan, inputs(model, "base"));
            return network.spared();
        }
    }

    @Test
    void modulesBeforeTheEditAreSpared() {
        assertThat(spared("mlp", scaled("2"))).containsExactly(Set.of(), Set.of("0", "1", "2"));
    }

    @Test
    void theLayerAroundAnEditIsEntered() {
        assertThat(spared("gpt2", scaled(GPT2 + ".mlp")).get(1))
                .contains("model.transformer.h.0", GPT2 + ".ln_1", GPT2 + ".attn", GPT2 + ".mlp")
                .doesNotContain(GPT2, GPT2 + ".mlp.c_fc", "model.transformer.ln_f");
    }

    @Test
    void theGradientIsTheSame() {
        InterventionPlan plan = InterventionPlan.builder().interchange("2[0:3]").build();
        float[] resumed = gradient(plan, true);
        float[] whole = gradient(plan, false);
        assertThat(resumed).hasSameSizeAs(whole);
        for (int i = 0; i < whole.length; i++) {
            assertThat(resumed[i]).isCloseTo(whole[i], offset(1e-5f));
        }
    }

    private float[] gradient(InterventionPlan plan, boolean resume) {
        try (TorchScriptBlock block = GoldenModels.open("mlp", true)) {
            InterventionBlock network = new InterventionBlock(block);
            network.check(plan);
            NDArray weight = block.getParameters().values().get(0).getArray();
            InterventionCall call =
                    InterventionCall.builder(plan, inputs("mlp", "base"))
                            .addSource(inputs("mlp", "source"))
                            .optTraining(true)
                            .optResume(resume)
                            .build();
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                collector.backward(network.intervene(call).counterfactual().head().square().sum());
            }
            return weight.getGradient().toFloatArray();
        }
    }
}
