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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.site.Site;
import io.github.djliit.support.Close;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an export lost is told with the reason and the remedy: tests/golden/torchscript/lost.py. */
class ExportLossTest {

    private static TorchScriptBlock open(String name) throws Exception {
        Path file = Path.of(ExportLossTest.class.getResource("/lost/" + name + ".pt").toURI());
        return TorchScriptBlock.open(file, Device.cpu(), false);
    }

    @ParameterizedTest
    @CsvSource({
        "same, 'first', 'seq'",
        "same:input, 'first', 'seq'",
        "seq.1, 'seq.0', 'seq.2'",
        "dead, 'first', 'seq'"
    })
    void whatATraceKeepsNothingOfNamesItsNeighbours(String site, String before, String after)
            throws Exception {
        try (TorchScriptBlock block = open("quiet")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> block.resolve(Site.of(site)))
                    .withMessageContaining("The trace keeps nothing of this module")
                    .withMessageContaining("Called before it: '" + before + "'")
                    .withMessageContaining("after it: '" + after + "'");
        }
    }

    @ParameterizedTest
    @CsvSource({"quiet, same, keeps nothing of this module", "fast, encoder.layers.0.norm1, mha"})
    void aListingHasTheSameWords(String name, String site, String words) throws Exception {
        try (TorchScriptBlock block = open(name)) {
            assertThat(block.sites())
                    .filteredOn(info -> info.site().equals(Site.of(site)))
                    .singleElement()
                    .extracting(info -> info.obstacle().orElseThrow())
                    .asString()
                    .contains(words);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"frozen_trace", "frozen_script", "optimized", "frozen_part"})
    void aFrozenFileNamesTheCauseAndTheNamesOfValues(String name) throws Exception {
        try (TorchScriptBlock block = open(name)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> block.resolve(Site.of("first")))
                    .withMessageStartingWith("No module has the path 'first'.")
                    .withMessageContaining("torch.jit.freeze")
                    .withMessageContaining("Save the model before that")
                    .withMessageContaining("'@input'");
        }
    }

    @Test
    void aWrongPathOfAFileThatIsNotFrozenIsJustWrong() throws Exception {
        try (TorchScriptBlock block = open("quiet")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> block.resolve(Site.of("firs")))
                    .withMessageContaining("'first'")
                    .withMessageNotContaining("freeze");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a, b, a:output0",
        "b, a, b:output0",
        "a:input, b, a:input0",
        "b.0, a.0, b.0:output0",
    })
    void aScriptedModuleUnderTwoNamesIsNamedWithTheNumberOfItsTensor(
            String site, String other, String numbered) throws Exception {
        try (TorchScriptBlock block = open("two_names_script")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> block.resolve(Site.of(site)))
                    .withMessageContaining("it shares all of its weights with '" + other + "'")
                    .withMessageContaining("'" + numbered + "'");
            assertThat(block.resolve(Site.of(numbered))).hasToString(numbered);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"c", "d", "d:input", "a.1"})
    void aModuleWithAWeightOfItsOwnOrNoneIsNot(String site) throws Exception {
        try (TorchScriptBlock block = open("two_names_script")) {
            assertThatNoException().isThrownBy(() -> block.resolve(Site.of(site)));
        }
    }

    @Test
    void aTracedModuleUnderTwoNamesIsTheOneThatIsCalled() throws Exception {
        try (TorchScriptBlock block = open("two_names_trace")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> block.resolve(Site.of("b")))
                    .withMessageContaining(
                            "it shares all of its weights with 'a', which is called");
            assertThat(block.resolve(Site.of("a"))).hasToString("a:output0");
        }
    }

    @ParameterizedTest
    @CsvSource({"both, returns List[Tensor]", "sum:input, takes List[Tensor]"})
    void aListIsNamedWithItsType(String site, String words) throws Exception {
        try (TorchScriptBlock block = open("listed")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> block.resolve(Site.of(site)))
                    .withMessageContaining(words);
        }
    }

    @Test
    void aScriptedOptionalIsNotToldToBeScripted() throws Exception {
        try (TorchScriptBlock block = open("listed")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> block.resolve(Site.of("maybe")))
                    .withMessageContaining("may be a tensor or not")
                    .withMessageEndingWith("by its number in the code, 'output0'")
                    .withMessageNotContaining("torch.jit.script");
        }
    }

    @Test
    void theFastPathOfTransformersNamesTheSwitch() throws Exception {
        try (TorchScriptBlock block = open("fast")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> block.resolve(Site.of("encoder.layers.1.self_attn")))
                    .withMessageContaining("nothing calls it; 'encoder.layers.1' runs as one")
                    .withMessageContaining("torch.backends.mha.set_fastpath_enabled(False)");
            assertThat(block.resolve(Site.of("encoder.layers.1"))).isNotNull();
        }
    }

    @Test
    void aScriptedModuleInATraceHasAllItsModules() throws Exception {
        try (TorchScriptBlock block = open("mixed")) {
            List<String> sites =
                    block.sites().stream()
                            .filter(info -> info.obstacle().isEmpty())
                            .map(info -> info.site().toString())
                            .toList();
            assertThat(sites)
                    .contains("first", "gate", "gate.up", "gate.down", "gate.down:input", "last");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "gate", "last"})
    void aScriptedModuleInATraceIsInterchanged(String site) throws Exception {
        InterventionPlan plan = InterventionPlan.builder().interchange(site).build();
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                TorchScriptBlock block = open("mixed")) {
            NDList base = new NDList(manager.ones(new Shape(3, 4)));
            NDList source = new NDList(manager.ones(new Shape(3, 4)).mul(3));
            NDArray found =
                    new InterventionBlock(block)
                            .intervene(plan, base, source)
                            .counterfactual()
                            .head();
            NDArray expected =
                    block.forward(new ParameterStore(manager, false), source, false).head();
            Close.assertClose(found, expected);
        }
    }

    @Test
    void aNamedTupleOfTensorsComesBackAsItsTensors() throws Exception {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                TorchScriptBlock block = open("named_tuple")) {
            NDList base = new NDList(manager.ones(new Shape(3, 4)));
            InterventionPlan zero = InterventionPlan.builder().add("a", Edit.zero()).build();
            NDList found = new InterventionBlock(block).intervene(zero, base).counterfactual();
            assertThat(found).hasSize(2);
            assertThat(found.get(0).abs().max().getFloat()).isZero();
            assertThat(found.get(1).abs().max().getFloat()).isZero();
        }
    }

    /** The engine knows arrays only, and says of the rest "Unsupported IValue type.". */
    @ParameterizedTest
    @CsvSource({
        "named_none, 'WithNone(logits: Tensor, aux: Optional[Tensor])'",
        "none_in_tuple, 'Tuple[Tensor, Optional[Tensor]]'",
        "number_in_tuple, 'Tuple[Tensor, int]'"
    })
    void aResultThatIsNoArraySaysWhatTheModelReturns(String name, String type) throws Exception {
        InterventionPlan plan = InterventionPlan.builder().collect("a").build();
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                TorchScriptBlock block = open(name)) {
            NDList base = new NDList(manager.ones(new Shape(3, 4)));
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> new InterventionBlock(block).intervene(plan, base))
                    .withMessageContaining("The model returns " + type)
                    .withMessageContaining("Export a module that returns");
        }
    }
}
