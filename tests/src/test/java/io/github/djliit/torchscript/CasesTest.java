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
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.PlanFormat;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Site;
import io.github.djliit.support.Close;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of which each was wrong, refused or fatal once; values are those of PyTorch's hooks. */
class CasesTest {

    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

    @AfterEach
    void close() {
        manager.close();
    }

    private static Path file(String name) throws Exception {
        return Path.of(CasesTest.class.getResource("/cases/" + name).toURI());
    }

    private static TorchScriptBlock open(String name) throws Exception {
        return TorchScriptBlock.open(file(name + ".pt"), Device.cpu(), false);
    }

    private NDList inputs(String name) throws Exception {
        NDList inputs = new NDList();
        TensorFile.read(file(name + ".npz")).values().forEach(t -> inputs.add(t.toArray(manager)));
        return inputs;
    }

    private NDArray plain(TorchScriptBlock block, NDList inputs) {
        return block.forward(new ParameterStore(manager, false), inputs, false).head();
    }

    private List<SiteInfo> listed(TorchScriptBlock block, String example) throws Exception {
        return block.sites(new ParameterStore(manager, false), inputs(example));
    }

    private static InterventionPlan interchange(String site) {
        return InterventionPlan.builder().interchange(site).collect(site).build();
    }

    @ParameterizedTest
    @CsvSource({
        "residual_inplace, layer.conv1",
        "residual_inplace, layer.bn1",
        "residual_inplace, layer.bn2",
        "residual_inplace_scripted, layer.conv1",
        "residual_inplace_scripted, layer.bn1",
        "residual_inplace_scripted, layer.bn2"
    })
    void whatIsWrittenInPlaceLaterIsWhatTheModuleReturned(String name, String site)
            throws Exception {
        Map<String, Tensor> expected = TensorFile.read(file("residual_expected.npz"));
        NDList base = inputs("residual_base");
        try (TorchScriptBlock block = open(name)) {
            InterventionBlock network = new InterventionBlock(block);
            InterventionResult found =
                    network.intervene(interchange(site), base, inputs("residual_source"));
            assertClose(found.base(), expected.get("plain"));
            assertClose(found.collected(site).base(), expected.get(site + ".base"));
            assertClose(found.collected(site).sources().get(0), expected.get(site + ".source0"));
            assertClose(found.counterfactual(), expected.get(site + ".output"));
            InterventionResult same = network.intervene(interchange(site), base, base);
            assertClose(same.counterfactual(), expected.get(site + ".self"));
        }
    }

    private void assertClose(NDList found, Tensor expected) {
        Close.assertClose(found.head(), expected.toArray(manager));
    }

    @Test
    void aNameThatMayHoldNothingIsRefusedAndHarmsNoOtherSite() throws Exception {
        NDList base = inputs("loop_return");
        try (TorchScriptBlock block = open("loop_return")) {
            InterventionBlock network = new InterventionBlock(block);
            InterventionPlan plan = InterventionPlan.builder().collect("@_2").build();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> network.intervene(plan, base))
                    .withMessageContaining("Value '_2'")
                    .withMessageContaining("holds nothing yet");
            NDList source = new NDList(base.head().mul(2));
            NDArray found =
                    network.intervene(interchange("a"), base, source).counterfactual().head();
            Close.assertClose(found, plain(block, source));
        }
    }

    @Test
    void aNameThatMayHoldNothingHidesNoOtherInAListing() throws Exception {
        try (TorchScriptBlock block = open("loop_return")) {
            List<SiteInfo> sites = listed(block, "loop_return");
            assertThat(sites)
                    .filteredOn(info -> info.shape().isPresent())
                    .extracting(info -> info.site().toString())
                    .contains("a", "b", "@h", ":output");
            assertThat(sites).extracting(info -> info.site().toString()).doesNotContain("@_2");
        }
    }

    @Test
    void aSizeIsReadAndNotEdited() throws Exception {
        InterventionPlan plan =
                PlanFormat.builder().build().read(Files.readString(file("crash_plan.json")));
        InterventionPlan read = InterventionPlan.builder().collect("l@max_batch_size").build();
        NDList base = inputs("traced_lstm");
        try (TorchScriptBlock block = open("traced_lstm")) {
            InterventionBlock network = new InterventionBlock(block);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> network.intervene(plan, base))
                    .withMessageContaining("l@max_batch_size")
                    .withMessageContaining("can be read, but not edited");
            NDArray size =
                    network.intervene(read, base).collected("l@max_batch_size").base().head();
            assertThat(size.getLong()).isEqualTo(3);
        }
    }

    @Test
    void selfMayHaveAnotherName() throws Exception {
        NDList base = inputs("self_name.base");
        NDList source = inputs("self_name.source");
        InterventionPlan addOne = InterventionPlan.builder().add("a", Edit.add(1)).build();
        try (TorchScriptBlock block = open("self_name")) {
            InterventionBlock network = new InterventionBlock(block);
            NDArray added = network.intervene(addOne, base).counterfactual().head();
            Close.assertClose(added, plain(block, base).add(2));
            NDArray swapped =
                    network.intervene(interchange("a"), base, source).counterfactual().head();
            Close.assertClose(swapped, plain(block, source));
        }
    }

    @Test
    void modulesMayHaveOddNames() throws Exception {
        NDList base = inputs("odd_names");
        NDList source = new NDList(base.head().mul(2));
        try (TorchScriptBlock block = open("odd_names")) {
            InterventionBlock network = new InterventionBlock(block);
            List<String> modules =
                    listed(block, "odd_names").stream()
                            .filter(info -> info.type().equals("Linear"))
                            .map(info -> info.site().toString())
                            .filter(site -> !site.contains(":input"))
                            .toList();
            assertThat(modules).hasSize(5);
            for (String site : modules) {
                NDArray found =
                        network.intervene(interchange(site), base, source).counterfactual().head();
                Close.assertClose(found, plain(block, source));
            }
        }
    }

    /** A value of type {@code Optional[Tensor]} is no site, and no reason to list none. */
    @ParameterizedTest
    @ValueSource(strings = {"gru_script", "te_script"})
    void valuesThatMayBeNoneHideNoOthers(String name) throws Exception {
        NDList base = inputs(name + ".base");
        NDList source = inputs(name + ".source");
        try (TorchScriptBlock block = open(name)) {
            List<SiteInfo> sites = listed(block, name + ".base");
            assertThat(sites)
                    .filteredOn(info -> info.site().equals(Site.of("f")))
                    .singleElement()
                    .matches(info -> info.shape().isPresent());
            assertThat(sites)
                    .flatMap(info -> info.obstacle().stream().toList())
                    .noneMatch(reason -> reason.contains("cannot be read"));
            InterventionResult found =
                    new InterventionBlock(block).intervene(interchange("f"), base, source);
            Close.assertClose(found.base().head(), plain(block, base));
            Close.assertClose(found.counterfactual().head(), plain(block, source));
        }
    }
}
