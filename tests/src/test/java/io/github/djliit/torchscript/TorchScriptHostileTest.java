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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.site.Site;
import io.github.djliit.support.ChildRun;
import io.github.djliit.support.Zips;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models from strangers: what is not understood is told with its place, and stops nothing else. */
class TorchScriptHostileTest {

    private static final String FILE = "__torch__/transformers/models/gpt2/modeling_gpt2.py";
    private static final String LINE = "    x = torch.contiguous(_48)\n";
    private static final String BLOCK = "model.transformer.h.0";

    @TempDir private Path folder;

    /** Puts a line into the attention of the first layer. */
    private Path edited(String line) {
        return Zips.write(
                folder.resolve("edited.pt"),
                Zips.edited(
                        GoldenModels.file("gpt2.pt"),
                        "gpt2/code/" + FILE,
                        LINE,
                        LINE + "    " + line + "\n"));
    }

    private TorchScriptBlock odd() throws Exception {
        return TorchScriptBlock.open(edited("odd = [i for i in [1, 2]]"), Device.cpu(), false);
    }

    @Test
    void whatOnlyTheEngineKnowsStopsNoOtherSite() throws Exception {
        var arrays = GoldenModels.arrays("gpt2");
        InterventionPlan plan =
                InterventionPlan.builder().interchange(BLOCK).collect(BLOCK + ".mlp").build();
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                TorchScriptBlock block = odd()) {
            NDList base = GoldenModels.numbered(manager, arrays, "base.input");
            NDList source = GoldenModels.numbered(manager, arrays, "source.input");
            InterventionResult found = new InterventionBlock(block).intervene(plan, base, source);
            NDList expected = GoldenModels.numbered(manager, arrays, "case0.output");
            assertThat(GoldenModels.off(found.counterfactual().head(), expected.head()))
                    .isLessThan(1e-5f);
        }
    }

    @ParameterizedTest
    @CsvSource({
        ".attn, its code is not understood",
        ".attn@query, its code is not understood",
        ".attn.c_attn, nothing calls it"
    })
    void aModuleThatIsNotUnderstoodSaysWhere(String site, String reason) throws Exception {
        try (TorchScriptBlock block = odd()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> block.resolve(Site.of(BLOCK + site)))
                    .withMessageContaining(reason)
                    .withMessageContaining(FILE + ":157:");
        }
    }

    @Test
    void aListingHasTheReason() throws Exception {
        try (TorchScriptBlock block = odd()) {
            assertThat(block.sites())
                    .filteredOn(info -> info.site().equals(Site.of(BLOCK + ".attn")))
                    .singleElement()
                    .extracting(info -> info.obstacle().orElseThrow())
                    .asString()
                    .contains("not understood", FILE + ":157:");
        }
    }

    @ParameterizedTest
    @CsvSource({"'$ x', 157", "'nonlocal x', 157", "'x = (x', 158"})
    void whatNobodyUnderstandsIsToldWithItsPlace(String line, String number) {
        assertThatThrownBy(() -> TorchScriptBlock.open(edited(line), Device.cpu(), false))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining("PyTorch refuses it")
                .hasMessageContaining(FILE + ":" + number)
                .hasMessageNotContaining("\n");
    }

    /** In a process of its own, so that a crash of native code would be seen. */
    @Tag("long")
    @Test
    void damagedModelsAreReadOrRefused() {
        ChildRun run = ChildRun.of(DamagedModels.class, GoldenModels.file("mlp.pt"), folder);
        assertThat(run.code()).as(run.output()).isZero();
    }
}
