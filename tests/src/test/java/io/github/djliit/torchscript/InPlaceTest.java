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
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.site.Site;
import io.github.djliit.support.Close;
import io.github.djliit.torchscript.internal.analysis.ScriptSites;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Code that writes into a value after its module returned it: at the site is what a forward hook of
 * PyTorch sees, by {@code tests/golden/torchscript/in_place.py}.
 */
class InPlaceTest {

    private final NDManager manager = NDManager.newBaseManager();
    private final HookValues values = new HookValues("in-place", manager);

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<String> models() {
        return Stream.of(
                "residual_trace",
                "residual_script",
                "dense",
                "views",
                "views_script",
                "out",
                "steps",
                "sum");
    }

    private static NDList list(NDArray array) {
        return new NDList(array);
    }

    @ParameterizedTest
    @MethodSource("models")
    void whatIsCollectedIsWhatTheModuleReturned(String name) throws Exception {
        values.forEach(
                name,
                "source/",
                (block, path, array) -> {
                    InterventionPlan plan =
                            InterventionPlan.builder().interchange(path).collect(path).build();
                    InterventionResult result =
                            block.intervene(
                                    plan, list(array.apply("base")), list(array.apply("source")));
                    NDArray base = result.collected(path).base().head();
                    Close.assertClose(base, array.apply("base/" + path));
                    NDArray source = result.collected(path).sources().get(0).head();
                    Close.assertClose(source, array.apply("source/" + path));
                });
    }

    @ParameterizedTest
    @MethodSource("models")
    void anInterchangeTakesWhatTheModuleReturned(String name) throws Exception {
        values.assertInterchanges(name);
    }

    @ParameterizedTest
    @MethodSource("models")
    void anEditOfAnInputIsOneOfWhatTheModuleGets(String name) throws Exception {
        values.forEach(
                name,
                "added/",
                (block, path, array) -> {
                    InterventionPlan plan =
                            InterventionPlan.builder()
                                    .add(path + ":input", Edit.add(1))
                                    .collect(path + ":input")
                                    .build();
                    InterventionResult result = block.intervene(plan, list(array.apply("base")));
                    NDArray input = result.collected(path + ":input").base().head();
                    Close.assertClose(input, array.apply("input/" + path));
                    Close.assertClose(result.counterfactual().head(), array.apply("added/" + path));
                });
    }

    /** A copy is taken where the code writes later, and nowhere else. */
    @Test
    void onlyWhatIsWrittenLaterIsCopied() throws Exception {
        assertThat(
                        copied(
                                "residual_trace",
                                "first.conv1",
                                "first.bn1",
                                "first.bn2",
                                "second",
                                "fc"))
                .containsExactlyInAnyOrder("first.bn1:output0", "first.bn2:output0");
        assertThat(copied("residual_script", "first.conv1", "first.bn2", "fc"))
                .containsExactly("first.bn2:output0");
        assertThat(copied("sum", "a", "b")).isEmpty();
        assertThat(copied("out", "a", "b")).containsExactly("a:output0");
    }

    private Set<String> copied(String name, String... paths) throws Exception {
        try (TorchScriptBlock script =
                TorchScriptBlock.open(values.file(name + ".pt"), Device.cpu(), false)) {
            ScriptSites sites = script.scriptSites();
            Set<Site> asked =
                    Stream.of(paths)
                            .map(path -> sites.resolve(Site.of(path)))
                            .collect(Collectors.toSet());
            return sites.writtenLater(asked).stream()
                    .map(Site::toString)
                    .collect(Collectors.toSet());
        }
    }
}
