/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.architectures;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.djliit.architectures.Architecture.Seen;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.site.Site;
import io.github.djliit.torchscript.TorchScriptBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares all that the library gives for a network with eager PyTorch. */
final class ArchitectureCheck {

    private static final double FAITHFUL = 2e-5;

    private ArchitectureCheck() {}

    /** Returns whether the TorchScript by itself is what the eager module is. */
    static boolean isFaithful(Architecture network) {
        return network.exportOff() < FAITHFUL;
    }

    /**
     * What came out for a network.
     *
     * @param name its name
     * @param how how it was exported
     * @param loads whether it was opened
     * @param modules how many modules ran
     * @param sites how many of them are sites
     * @param findings the outcomes
     */
    record Report(
            String name,
            String how,
            boolean loads,
            int modules,
            int sites,
            List<Finding> findings) {

        static Report of(JsonObject json) {
            List<Finding> findings = new ArrayList<>();
            json.getAsJsonArray("findings")
                    .forEach(f -> findings.add(Finding.of(f.getAsJsonObject())));
            return new Report(
                    json.get("name").getAsString(),
                    json.get("how").getAsString(),
                    json.get("loads").getAsBoolean(),
                    json.get("modules").getAsInt(),
                    json.get("sites").getAsInt(),
                    findings);
        }

        JsonObject toJson() {
            JsonObject json = new JsonObject();
            json.addProperty("name", name);
            json.addProperty("how", how);
            json.addProperty("loads", loads);
            json.addProperty("modules", modules);
            json.addProperty("sites", sites);
            JsonArray list = new JsonArray();
            findings.forEach(f -> list.add(f.toJson()));
            json.add("findings", list);
            return json;
        }

        long count(String part, Verdict verdict) {
            return findings.stream()
                    .filter(f -> f.part().equals(part) && f.verdict() == verdict)
                    .count();
        }
    }

    static Report run(Architecture network) {
        List<Finding> findings = new ArrayList<>();
        List<String> modules = modules(network);
        try (TorchScriptBlock script =
                TorchScriptBlock.open(network.model(), Device.cpu(), false)) {
            InterventionBlock block = new InterventionBlock(script);
            int sites = 0;
            for (String module : modules) {
                sites += Attempt.of(() -> block.resolve(Site.of(module))).isEmpty() ? 1 : 0;
            }
            findings.add(plain(network, block));
            List<Finding> captures = new CaptureCheck(block, network).run();
            findings.addAll(captures);
            findings.addAll(new EditCheck(block, network, captures).run());
            findings.add(listing(network, block));
            return new Report(network.name(), network.how(), true, modules.size(), sites, findings);
        } catch (Exception e) {
            findings.add(Attempt.finding("load", "", "", e));
            return new Report(network.name(), network.how(), false, modules.size(), 0, findings);
        }
    }

    /** The modules that ran and gave a tensor. */
    private static List<String> modules(Architecture network) {
        return network.seen().stream()
                .filter(s -> !s.isInput() && s.hasTensor())
                .map(Seen::site)
                .distinct()
                .toList();
    }

    private static Finding plain(Architecture network, InterventionBlock block) {
        double[] off = {0};
        Optional<Exception> thrown =
                Attempt.of(
                        () -> {
                            try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
                                NDList found =
                                        block.forward(
                                                new ParameterStore(manager, false),
                                                network.inputs(manager, "base"),
                                                false);
                                off[0] =
                                        Closeness.off(
                                                network.ordered(found), network.outputs("base"));
                            }
                        });
        if (thrown.isPresent()) {
            return Attempt.finding("plain", "", "", thrown.get());
        }
        Verdict wrong = isFaithful(network) ? Verdict.DIFFERENT : Verdict.EXPORT;
        Verdict verdict = Closeness.isClose(off[0]) ? Verdict.RIGHT : wrong;
        return new Finding("plain", "", "", verdict, Closeness.share(off[0]), "");
    }

    /** The listing with shapes must not fail on a network that predicts. */
    private static Finding listing(Architecture network, InterventionBlock block) {
        Optional<Exception> thrown =
                Attempt.of(
                        () -> {
                            try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
                                block.sites(
                                        new ParameterStore(manager, false),
                                        network.inputs(manager, "base"));
                            }
                        });
        return thrown.map(e -> Attempt.finding("listing", "", "", e))
                .orElseGet(() -> new Finding("listing", "", "", Verdict.RIGHT, 0, ""));
    }
}
