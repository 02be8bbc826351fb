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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Rows;
import io.github.djliit.network.Fusing;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.RowMixing;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiled networks that mix the rows of a batch, or have none, against PyTorch's hooks. */
class ScriptRowsTest {

    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

    @AfterEach
    void close() {
        manager.close();
    }

    private static Path file(String name) throws Exception {
        return Path.of(ScriptRowsTest.class.getResource("/rows/" + name).toURI());
    }

    private NDList arrays(String file) throws Exception {
        NDList arrays = new NDList();
        TensorFile.read(file(file)).values().forEach(t -> arrays.add(t.toArray(manager)));
        return arrays;
    }

    private NDArray array(String file, String name) throws Exception {
        Map<String, Tensor> arrays = TensorFile.read(file(file));
        return arrays.get(name).toArray(manager);
    }

    private static TorchScriptBlock open(String name) throws Exception {
        return TorchScriptBlock.open(file(name + ".pt"), Device.cpu(), false);
    }

    private static InterventionPlan interchange(String site) {
        return InterventionPlan.builder().interchange(site).collect(site).build();
    }

    private static void assertOff(NDList found, NDArray expected) {
        assertThat(GoldenModels.off(found.head(), expected)).isLessThan(1e-5f);
    }

    @ParameterizedTest
    @CsvSource({
        "mean_over_rows, over",
        "attention_over_rows, over",
        "running_sum, over",
        "expert_capacity, over",
        "time_major_lstm, rnn:output0",
        "time_major_both_ways, rnn:output0",
        "time_major_transformer, over",
        "batch_first_lstm, rnn:output0",
        "transposing_gru, last",
        "attention, qkv",
        "convolutions, 0"
    })
    void everyCallGivesWhatPyTorchGivesForBaseAndSourceApart(String name, String site)
            throws Exception {
        String values = name + ".npz";
        NDArray base = array(values, "in_base");
        NDArray source = array(values, "in_source");
        try (TorchScriptBlock network = open(name)) {
            InterventionBlock block = new InterventionBlock(network);
            for (int call = 0; call < 5; call++) {
                InterventionResult result =
                        block.intervene(interchange(site), new NDList(base), new NDList(source));
                assertOff(result.base(), array(values, "base"));
                assertOff(result.source(0), array(values, "source"));
                assertOff(result.counterfactual(), array(values, "swapped"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dynamic_quantized, dq, 1, swap1",
        "time_major_gru, time_major, rnn:output0, swap_rnn"
    })
    void casesGiveTheRightValues(String name, String values, String site, String swapped)
            throws Exception {
        try (TorchScriptBlock network = open(name)) {
            InterventionBlock block = new InterventionBlock(network);
            String expected = values + "_expected.npz";
            for (int call = 0; call < 3; call++) {
                InterventionResult result =
                        block.intervene(
                                interchange(site),
                                arrays(values + "_base.npz"),
                                arrays(values + "_source.npz"));
                assertOff(result.base(), array(expected, "base"));
                assertOff(result.source(0), array(expected, "source"));
                assertOff(result.counterfactual(), array(expected, swapped));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "batch_first_lstm, NONE",
        "attention, NONE",
        "convolutions, NONE",
        "mean_over_rows, UNKNOWN",
        "attention_over_rows, UNKNOWN",
        "transposing_gru, UNKNOWN",
        "running_sum, SOME",
        "time_major_lstm, TIME",
        "time_major_both_ways, TIME"
    })
    void theCodeTellsOfRows(String name, RowMixing expected) throws Exception {
        NDList inputs = new NDList(array(name + ".npz", "in_base"));
        try (TorchScriptBlock network = open(name)) {
            assertThat(network.rowMixing(inputs, false)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(Fusing.class)
    void anInputOfRowsApartGivesTheSameHoweverItRuns(Fusing fusing) throws Exception {
        NDList base = new NDList(array("attention.npz", "in_base"));
        NDList source = new NDList(array("attention.npz", "in_source"));
        try (TorchScriptBlock network = open("attention")) {
            InterventionCall call =
                    InterventionCall.builder(interchange("qkv"), base)
                            .addSource(source)
                            .optFuse(fusing)
                            .build();
            NDList found = new InterventionBlock(network).intervene(call).counterfactual();
            assertOff(found, array("attention.npz", "swapped"));
        }
    }

    @Test
    void aScaleOverAllRowsIsKnownByItsName() throws Exception {
        try (TorchScriptBlock network = open("dynamic_quantized")) {
            assertThat(network.rowMixing(arrays("dq_base.npz"), false)).isEqualTo(RowMixing.SOME);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnn, a", "scalar_input, f"})
    void inputsWithoutACommonBatchRun(String named) throws Exception {
        String name = named.split(", ")[0];
        try (TorchScriptBlock network = open(name)) {
            NDList base = arrays(name + ".base.npz");
            NDList source = arrays(name + ".source.npz");
            NDList plain = network.forward(new ParameterStore(manager, false), base, false);
            NDList ofSource = network.forward(new ParameterStore(manager, false), source, false);
            InterventionResult result =
                    new InterventionBlock(network).intervene(interchange(":output"), base, source);
            assertOff(result.base(), plain.head());
            assertOff(result.counterfactual(), ofSource.head());
        }
    }

    @Test
    void inputsWithoutACommonBatchAreListed() throws Exception {
        try (TorchScriptBlock network = open("gnn")) {
            NDList example = arrays("gnn.base.npz");
            assertThat(network.sites(new ParameterStore(manager, false), example))
                    .anyMatch(site -> site.site().equals(Site.of("a")) && site.shape().isPresent());
        }
    }

    @Test
    void rowsOfInputsWithoutACommonBatchAreRefused() throws Exception {
        NDList base = arrays("gnn.base.npz");
        Intervention ofRow = Intervention.of(Site.of("a"), Edit.zero()).withRows(Rows.at(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InterventionCall.of(InterventionPlan.of(ofRow), base))
                .withMessageContainingAll("At site a", "names rows", "(5, 4), (2, 7)");
    }

    @Test
    void rowsOfATimeMajorNetworkAreRefusedUntilTheAxisIsSaid() throws Exception {
        Intervention ofRow = Intervention.of(Site.of("f"), Edit.zero()).withRows(Rows.at(0));
        InterventionPlan plan = InterventionPlan.of(ofRow);
        NDList base = arrays("time_major_base.npz");
        try (TorchScriptBlock network = open("time_major_gru")) {
            InterventionBlock block = new InterventionBlock(network);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> block.intervene(plan, base))
                    .withMessageContainingAll("At site f", "steps along the first axis");
            InterventionCall said = InterventionCall.builder(plan, base).optBatchAxis(0).build();
            assertThat(block.intervene(said).counterfactual()).isNotEmpty();
        }
    }
}
