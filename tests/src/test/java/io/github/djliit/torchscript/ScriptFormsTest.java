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
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.site.Site;
import io.github.djliit.support.Close;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.torchscript.internal.analysis.ModuleTree;
import io.github.djliit.torchscript.internal.analysis.ScriptSites;
import io.github.djliit.torchscript.internal.archive.ScriptArchive;
import io.github.djliit.torchscript.internal.rewrite.HookedCode;
import io.github.djliit.torchscript.internal.rewrite.HookedSites;
import io.github.djliit.torchscript.internal.rewrite.TrainingFlag;
import io.github.djliit.torchscript.internal.syntax.ScriptProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sites one at a time cost the same each, take bounded memory, and fail alone. */
class ScriptFormsTest {

    private static final int MOST = 16;

    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private final Map<String, Tensor> gpt2 = GoldenModels.arrays("gpt2");

    @AfterEach
    void close() {
        manager.close();
    }

    private NDList base() {
        return GoldenModels.numbered(manager, gpt2, "base.input");
    }

    private static ScriptForms forms(ScriptArchive archive, ScriptSites sites) throws Exception {
        return new ScriptForms(
                new LoadedScript.Source(
                        archive,
                        sites,
                        new TrainingFlag(sites.tree()),
                        Device.cpu(),
                        LoadedScript.Parameters.FIXED));
    }

    private static ScriptSites sites(ScriptArchive archive) {
        ModuleTree tree = ModuleTree.of(ScriptProgram.of(archive.code()), archive.rootClass());
        return new ScriptSites(tree, archive.isTraced(), archive.shared());
    }

    private static ScriptArchive gpt2() throws Exception {
        return ScriptArchive.read(GoldenModels.file("gpt2.pt"));
    }

    /** The first sites of the model, resolved. */
    private static List<Site> first(ScriptSites sites, int count) {
        return sites.list().stream().limit(count).map(sites::resolve).toList();
    }

    private static int hooks(ScriptForms forms, Site site) {
        return forms.run(HookedSites.read(Set.of(site)), loaded -> loaded.hooks().all().size());
    }

    @Test
    void aNewSiteIsLoadedWithHooksAtItselfOnly() throws Exception {
        ScriptArchive archive = gpt2();
        ScriptSites sites = sites(archive);
        List<Integer> sizes = new ArrayList<>();
        try (ScriptForms forms = forms(archive, sites)) {
            first(sites, 90).forEach(site -> sizes.add(hooks(forms, site)));
        }
        assertThat(sizes).hasSize(90).containsOnly(1);
    }

    @Test
    void theNumberOfFormsIsBounded() throws Exception {
        ScriptArchive archive = gpt2();
        ScriptSites sites = sites(archive);
        try (ScriptForms forms = forms(archive, sites)) {
            for (Site site : first(sites, 90)) {
                hooks(forms, site);
                assertThat(forms.size()).isLessThanOrEqualTo(MOST);
            }
            assertThat(forms.size()).isEqualTo(MOST);
        }
    }

    /** The code that is written for the last of many sites is not longer than for the first. */
    @Test
    void theCodeOfASiteDoesNotGrowWithThoseBefore() throws Exception {
        ScriptArchive archive = gpt2();
        ScriptSites sites = sites(archive);
        Set<Site> all = new HashSet<>(first(sites, 90));
        int together = length(HookedCode.of(sites, HookedSites.edited(all)));
        for (Site site : all) {
            assertThat(length(HookedCode.of(sites, HookedSites.edited(Set.of(site)))))
                    .isLessThan(together);
        }
    }

    @Test
    void codeThatOnlyReadsCallsNoHookThatCanEdit() throws Exception {
        ScriptSites sites = sites(gpt2());
        Set<Site> all = new HashSet<>(first(sites, 90));
        String read = String.join("", HookedCode.of(sites, HookedSites.read(all)).values());
        assertThat(read).contains(").iit_read(").doesNotContain(").iit_hook(");
    }

    @Test
    void aFormThatReadsDoesNotServeAnEdit() throws Exception {
        ScriptArchive archive = gpt2();
        ScriptSites sites = sites(archive);
        Site site = first(sites, 1).get(0);
        try (ScriptForms forms = forms(archive, sites)) {
            LoadedScript reads = form(forms, site);
            LoadedScript edits = forms.run(HookedSites.edited(Set.of(site)), loaded -> loaded);
            assertThat(edits).isNotSameAs(reads);
        }
    }

    private static int length(Map<String, String> code) {
        return code.values().stream().mapToInt(String::length).sum();
    }

    @Test
    void theFormThatWasNotUsedForLongestIsForgotten() throws Exception {
        ScriptArchive archive = gpt2();
        ScriptSites sites = sites(archive);
        List<Site> asked = first(sites, MOST + 1);
        try (ScriptForms forms = forms(archive, sites)) {
            LoadedScript kept = form(forms, asked.get(0));
            LoadedScript forgotten = form(forms, asked.get(1));
            for (Site site : asked.subList(2, MOST + 1)) {
                form(forms, asked.get(0));
                form(forms, site);
            }
            assertThat(form(forms, asked.get(0))).isSameAs(kept);
            assertThat(form(forms, asked.get(1))).isNotSameAs(forgotten);
        }
    }

    private static LoadedScript form(ScriptForms forms, Site site) {
        return forms.run(HookedSites.read(Set.of(site)), loaded -> loaded);
    }

    /** A search that goes round and round would load for ever. */
    @Test
    void sitesThatComeBackGetOneFormTogether() throws Exception {
        ScriptArchive archive = gpt2();
        ScriptSites sites = sites(archive);
        List<Site> asked = first(sites, 40);
        try (ScriptForms forms = forms(archive, sites)) {
            asked.forEach(site -> form(forms, site));
            List<LoadedScript> second = asked.stream().map(site -> form(forms, site)).toList();
            List<LoadedScript> third = asked.stream().map(site -> form(forms, site)).toList();
            assertThat(third).isEqualTo(second);
            assertThat(new HashSet<>(second)).hasSizeLessThanOrEqualTo(MOST);
        }
    }

    /** A form that failed is not put together with others, which would fail with it. */
    @Test
    void aSiteThatFailedIsNeverHookedTogetherWithOthers() throws Exception {
        ScriptArchive archive = gpt2();
        ScriptSites sites = sites(archive);
        List<Site> asked = first(sites, 3 * MOST);
        Site failing = asked.get(0);
        try (ScriptForms forms = forms(archive, sites)) {
            for (int round = 0; round < 2; round++) {
                assertThatThrownBy(
                                () ->
                                        forms.run(
                                                HookedSites.read(Set.of(failing)),
                                                ScriptFormsTest::fail))
                        .hasMessage("no value");
                asked.subList(1, asked.size()).forEach(site -> form(forms, site));
            }
            for (Site site : asked.subList(1, asked.size())) {
                assertThat(form(forms, site).hooks().all()).doesNotContain(failing);
            }
        }
    }

    private static Void fail(LoadedScript loaded) {
        throw new IllegalStateException("no value");
    }

    /** With zeros from its first layer the network takes the other branch. */
    @Test
    void afterASiteThatIsNotReachedAllPlansWorkAsBefore() throws Exception {
        InterventionPlan failing =
                InterventionPlan.builder().add("first", Edit.zero()).interchange("gate.up").build();
        failsAndHarmsNothing(failing, mixed(1), mixed(2));
    }

    @Test
    void afterInputsThatTheEngineRefusesAllPlansWorkAsBefore() throws Exception {
        InterventionPlan plan = InterventionPlan.builder().interchange("gate").build();
        NDList wide = new NDList(manager.ones(new Shape(3, 5)));
        failsAndHarmsNothing(plan, wide, wide);
    }

    private void failsAndHarmsNothing(InterventionPlan failing, NDList base, NDList source)
            throws Exception {
        InterventionPlan working = InterventionPlan.builder().interchange("gate").build();
        Path file = Path.of(ScriptFormsTest.class.getResource("/lost/mixed.pt").toURI());
        try (TorchScriptBlock block = TorchScriptBlock.open(file, Device.cpu(), false)) {
            InterventionBlock network = new InterventionBlock(block);
            NDArray expected = plain(block, mixed(2));
            for (int round = 0; round < 2; round++) {
                NDList found = network.intervene(working, mixed(1), mixed(2)).counterfactual();
                Close.assertClose(found.head(), expected);
                assertThatThrownBy(() -> network.intervene(failing, base, source))
                        .isInstanceOf(RuntimeException.class);
            }
            Close.assertClose(plain(block, mixed(2)), expected);
        }
    }

    private NDList mixed(float value) {
        return new NDList(manager.ones(new Shape(3, 4)).mul(value));
    }

    @Test
    void plainPredictionsAreThoseOfTheFileAfterManySites() throws Exception {
        try (TorchScriptBlock block = GoldenModels.open("gpt2", false)) {
            NDArray before = plain(block, base());
            InterventionBlock network = new InterventionBlock(block);
            for (Site site : block.scriptSites().list().subList(0, 30)) {
                InterventionPlan plan = InterventionPlan.builder().collect(site.toString()).build();
                network.intervene(plan, base()).close();
            }
            assertThat(plain(block, base())).isEqualTo(before);
        }
    }

    private NDArray plain(TorchScriptBlock block, NDList inputs) {
        return block.forward(new ParameterStore(manager, false), inputs, false).head();
    }
}
