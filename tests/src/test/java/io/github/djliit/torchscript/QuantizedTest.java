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

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Site;
import io.github.djliit.support.Close;
import io.github.djliit.tensor.TensorFile;
import io.github.djliit.torchscript.internal.analysis.SkippableModules;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Quantised activations: what is read is dequantised, and what is edited is quantised again as the
 * value was, by {@code tests/golden/torchscript/quantized.py}.
 */
class QuantizedTest {

    private final NDManager manager = NDManager.newBaseManager();
    private final HookValues values = new HookValues("quantized", manager);

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<String> models() {
        return Stream.of(
                "conv_trace",
                "conv_script",
                "mlp_trace",
                "mlp_script",
                "joined",
                "channels",
                "dynamic");
    }

    private static NDList list(NDArray array) {
        return new NDList(array);
    }

    @ParameterizedTest
    @MethodSource("models")
    void whatIsCollectedIsDequantised(String name) throws Exception {
        values.forEach(
                name,
                "swapped/",
                (block, path, array) -> {
                    InterventionPlan plan =
                            InterventionPlan.builder()
                                    .collect(path)
                                    .collect(path + ":input0")
                                    .build();
                    InterventionResult result = block.intervene(plan, list(array.apply("base")));
                    NDArray output = result.collected(path).base().head();
                    assertThat(output.getDataType()).isEqualTo(DataType.FLOAT32);
                    Close.assertClose(output, array.apply("base/" + path));
                    NDArray input = result.collected(path + ":input0").base().head();
                    Close.assertClose(input, array.apply("input/" + path));
                });
    }

    @ParameterizedTest
    @MethodSource("models")
    void anInterchangeIsQuantisedAsTheBaseWas(String name) throws Exception {
        values.assertInterchanges(name);
    }

    @ParameterizedTest
    @MethodSource("models")
    void anEditIsQuantisedAsTheValueWas(String name) throws Exception {
        values.forEach(
                name,
                "swapped/",
                (block, path, array) -> {
                    for (String port : List.of("", ":input0")) {
                        InterventionPlan plan =
                                InterventionPlan.builder().add(path + port, Edit.add(1)).build();
                        NDArray found =
                                block.intervene(plan, list(array.apply("base")))
                                        .counterfactual()
                                        .head();
                        String key = port.isEmpty() ? "added/" : "added_input/";
                        Close.assertClose(found, array.apply(key + path));
                    }
                });
    }

    /** Numbers on the grid of the scale 0.05 with zero point 64, of eight bits. */
    @Test
    void whatAnEditGivesIsRoundedToTheScale() throws Exception {
        try (TorchScriptBlock script =
                TorchScriptBlock.open(values.file("given.pt"), Device.cpu(), false)) {
            InterventionPlan plan =
                    InterventionPlan.builder().add("@q", Edit.set(0.12f)).collect("@q").build();
            InterventionResult result =
                    new InterventionBlock(script).intervene(plan, list(given()));
            NDArray edited = result.collected("@q").counterfactual().head();
            Close.assertClose(edited, edited.zerosLike().add(0.1));
        }
    }

    private NDArray given() throws Exception {
        return TensorFile.read(values.file("given.npz"))
                .values()
                .iterator()
                .next()
                .toArray(manager);
    }

    /** A site of quantised values is a site as any other in the listing of a run. */
    @Test
    void everySiteIsListedWithItsShape() throws Exception {
        NDArray base = TensorFile.read(values.file("mlp_script.npz")).get("base").toArray(manager);
        try (TorchScriptBlock script =
                TorchScriptBlock.open(values.file("mlp_script.pt"), Device.cpu(), false)) {
            List<SiteInfo> sites =
                    script.sites(new ParameterStore(manager, false), new NDList(base));
            assertThat(sites)
                    .filteredOn(site -> site.site().toString().matches("(quant|a|relu|b).*"))
                    .filteredOn(site -> site.obstacle().isEmpty())
                    .isNotEmpty()
                    .allMatch(site -> !site.shape().equals(Optional.empty()));
        }
    }

    /** What a module gave is known dequantised, which cannot stand for it where it does not run. */
    @ParameterizedTest
    @ValueSource(strings = {"mlp_script", "mlp_trace"})
    void aModuleThatGivesQuantisedValuesIsNotSpared(String name) throws Exception {
        try (TorchScriptBlock script =
                TorchScriptBlock.open(values.file(name + ".pt"), Device.cpu(), false)) {
            SkippableModules skippable = script.scriptSites().skippable();
            assertThat(skippable.isSkippable(Site.of("a").path())).isFalse();
        }
    }

    /** The engine compiles code anew after the first calls of it. */
    @Test
    void laterCallsGiveTheSame() throws Exception {
        values.forEach(
                "conv_trace",
                "swapped/",
                (block, path, array) -> {
                    InterventionPlan plan = InterventionPlan.builder().interchange(path).build();
                    NDList base = list(array.apply("base"));
                    NDList source = list(array.apply("source"));
                    for (int call = 0; call < 4; call++) {
                        NDList found = block.intervene(plan, base, source).counterfactual();
                        Close.assertClose(found.head(), array.apply("swapped/" + path));
                    }
                });
    }
}
