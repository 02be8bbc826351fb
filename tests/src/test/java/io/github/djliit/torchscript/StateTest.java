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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.support.Close;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models that keep something from call to call, by {@code tests/golden/torchscript/state.py}: no
 * plan runs on them, and what they give without one is as if none had been asked for.
 */
class StateTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private static Path file(String name) throws Exception {
        return Path.of(StateTest.class.getResource("/state/" + name).toURI());
    }

    private static TorchScriptBlock open(String name, boolean trainable) throws Exception {
        return TorchScriptBlock.open(file(name + ".pt"), Device.cpu(), trainable);
    }

    private NDList input(String name, String key) throws Exception {
        return new NDList(array(name, key));
    }

    private NDArray array(String name, String key) throws Exception {
        Map<String, Tensor> arrays = TensorFile.read(file(name + ".npz"));
        return arrays.get(key).toArray(manager);
    }

    private ParameterStore store() {
        return new ParameterStore(manager, false);
    }

    private static final InterventionPlan SWAP =
            InterventionPlan.builder().interchange("a").build();

    @ParameterizedTest
    @CsvSource({
        "counts, 'calls', __torch__.py:11",
        "averages, 'mean', __torch__.py:13",
        "copies, 'memory.last', __torch__.py:",
        "lists, 'seen', __torch__.py:13",
        "dicts, 'keys', __torch__.py:13",
        "cache, 'cache', __torch__.py:15",
        "flag, first, __torch__.py:",
        "forked, sum, __torch__.py:",
        "elements, sums, __torch__.py:",
        "shared, c.value, __torch__.py:",
        "averages_trace, 'mean', .py:13",
        "copies_trace, 'memory.last', .py:11",
        "constant, c0, __torch__.py:10",
        "halves, 'a.weight', __torch__.py:12"
    })
    void aPlanIsRefusedWithTheStateAndItsPlace(String name, String state, String place)
            throws Exception {
        for (boolean trainable : new boolean[] {false, true}) {
            try (TorchScriptBlock script = open(name, trainable)) {
                InterventionBlock block = new InterventionBlock(script);
                NDList base = input(name, "base");
                NDList source = input(name, "source");
                assertThatThrownBy(() -> block.intervene(SWAP, base, source))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("'" + state + "'")
                        .hasMessageContaining(place)
                        .hasMessageContaining("takes that state as an input");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "counts",
                "averages",
                "lists",
                "cache",
                "flag",
                "forked",
                "constant",
                "halves"
            })
    void refusedCallsChangeNoPlainOne(String name) throws Exception {
        for (boolean trainable : new boolean[] {false, true}) {
            try (TorchScriptBlock script = open(name, trainable)) {
                InterventionBlock block = new InterventionBlock(script);
                NDList base = input(name, "base");
                NDArray first = script.forward(store(), base, false).singletonOrThrow();
                Close.assertClose(first, array(name, "plain0"));
                assertThatThrownBy(() -> block.intervene(SWAP, base, base)).isNotNull();
                script.sites(store(), base);
                block.mayStack(store(), input(name, "source"), 1, 1);
                NDArray second = script.forward(store(), base, false).singletonOrThrow();
                Close.assertClose(second, array(name, "plain1"));
            }
        }
    }

    /** Without sources an empty plan is a plain prediction, and with them several calls. */
    @Test
    void anEmptyPlanIsAPlainPredictionOrRefused() throws Exception {
        try (TorchScriptBlock script = open("counts", false)) {
            InterventionBlock block = new InterventionBlock(script);
            NDList base = input("counts", "base");
            InterventionPlan empty = InterventionPlan.builder().build();
            InterventionResult first = block.intervene(empty, base);
            Close.assertClose(first.base().head(), array("counts", "plain0"));
            assertThatThrownBy(() -> block.intervene(empty, base, base))
                    .isInstanceOf(IllegalArgumentException.class);
            block.check(empty);
            InterventionResult second = block.intervene(empty, base);
            Close.assertClose(second.base().head(), array("counts", "plain1"));
        }
    }

    @Test
    void aCollectionIsRefused() throws Exception {
        try (TorchScriptBlock script = open("counts", false)) {
            InterventionBlock block = new InterventionBlock(script);
            InterventionPlan plan = InterventionPlan.builder().collect("a").build();
            NDList base = input("counts", "base");
            assertThatThrownBy(() -> block.intervene(plan, base))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> block.check(plan))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theListingSaysAtEachSiteWhyItCannotBeHooked() throws Exception {
        try (TorchScriptBlock script = open("counts", false)) {
            assertThat(script.sites(store(), input("counts", "base")))
                    .isNotEmpty()
                    .isEqualTo(script.sites())
                    .allMatch(site -> site.obstacle().orElse("").contains("'calls'"));
        }
    }

    /** What nothing reads, what each call sets first, and copies of what stays are no state. */
    @ParameterizedTest
    @ValueSource(strings = {"shows", "sets", "clones", "training", "renormed", "normed"})
    void whatOnlyLooksLikeAStateIsNone(String name) throws Exception {
        try (TorchScriptBlock script = open(name, false)) {
            InterventionResult result =
                    new InterventionBlock(script)
                            .intervene(SWAP, input(name, "base"), input(name, "source"));
            Close.assertClose(result.base().head(), array(name, "plain0"));
            Close.assertClose(result.counterfactual().head(), array(name, "swapped"));
        }
    }

    @Test
    void aStateOfTrainingRefusesPlansInTraining() throws Exception {
        try (TorchScriptBlock script = open("training", true)) {
            InterventionCall call =
                    InterventionCall.builder(SWAP, input("training", "base"))
                            .addSource(input("training", "source"))
                            .optTraining(true)
                            .build();
            InterventionBlock block = new InterventionBlock(script);
            assertThatThrownBy(() -> block.intervene(store(), call))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'calls'");
        }
    }
}
