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

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.site.Site;
import io.github.djliit.torchscript.internal.analysis.ScriptSites;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nearly all calls of modules that PyTorch sees are sites, and the rest say why not. */
class TorchScriptCoverageTest {

    static Stream<String> models() {
        return GoldenModels.all().map(model -> model.get("name").getAsString());
    }

    @ParameterizedTest
    @MethodSource("models")
    void callsOfModulesAreSites(String name) {
        int calls = 0;
        int hooked = 0;
        try (TorchScriptBlock block = GoldenModels.open(name, false)) {
            for (JsonObject module : GoldenModels.list(GoldenModels.find(name).get("sites"))) {
                Site site = site(module.get("path").getAsString());
                Set<String> own = calls(module);
                calls += own.size();
                if (isSite(block, site) || isSite(block, Site.outputOf(site.path()))) {
                    own.retainAll(methods(block, site));
                    hooked += own.size();
                } else {
                    assertThat(obstacle(block, site)).as("reason for " + site).isPresent();
                }
            }
        }
        assertThat(hooked / (double) calls)
                .as("%d of %d calls of modules are sites", hooked, calls)
                .isGreaterThanOrEqualTo(.95);
    }

    private static Site site(String path) {
        return Site.of(path.isEmpty() ? ":output" : path);
    }

    /**
     * A module that is called once has no list of its calls; a traced one has a method for each.
     */
    private static Set<String> calls(JsonObject module) {
        Set<String> methods = new HashSet<>();
        JsonArray calls = module.getAsJsonArray("calls");
        if (calls == null) {
            methods.add("forward");
        } else {
            calls.forEach(method -> methods.add(method.getAsString()));
        }
        return methods;
    }

    private static Set<String> methods(TorchScriptBlock block, Site site) {
        return block.scriptSites().forwards(site.path()).stream()
                .map(ScriptSites.MethodPlace::method)
                .collect(Collectors.toSet());
    }

    private static boolean isSite(TorchScriptBlock block, Site site) {
        try {
            block.resolve(site);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Optional<String> obstacle(TorchScriptBlock block, Site site) {
        List<SiteInfo> listed = block.sites();
        return listed.stream()
                .filter(info -> info.site().equals(site))
                .findFirst()
                .flatMap(SiteInfo::obstacle);
    }

    @ParameterizedTest
    @MethodSource("models")
    void whatIsListedIsFound(String name) {
        try (TorchScriptBlock block = GoldenModels.open(name, false)) {
            List<SiteInfo> sites =
                    block.sites().stream().filter(info -> info.obstacle().isEmpty()).toList();
            assertThat(sites).isNotEmpty().allMatch(info -> isSite(block, info.site()));
            assertThat(sites).extracting(SiteInfo::site).doesNotHaveDuplicates();
        }
    }
}
