/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.architectures;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djliit.architectures.Architecture.Seen;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.InterventionResult.CollectedActivations;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a collected site is what hooks see there, at each module that is called. */
final class CaptureCheck {

    private static final String PART = "capture";

    private final InterventionBlock block;
    private final Architecture network;
    private final List<Seen> seen;
    private final List<Finding> findings = new ArrayList<>();

    CaptureCheck(InterventionBlock block, Architecture network) {
        this.block = block;
        this.network = network;
        seen = network.seen();
    }

    List<Finding> run() {
        List<Seen> listed = new ArrayList<>();
        for (Seen each : seen) {
            if (each.hasTensor()) {
                Attempt.of(() -> block.resolve(Site.of(each.site())))
                        .ifPresentOrElse(thrown -> refuse(each, thrown), () -> listed.add(each));
            }
        }
        collect(listed);
        return findings;
    }

    /** Both runs are refused at once. */
    private void refuse(Seen at, Exception thrown) {
        findings.add(Attempt.finding(PART, at.site(), "base", thrown));
        findings.add(Attempt.finding(PART, at.site(), "source", thrown));
    }

    /** Collects all at once; where that fails, halves, to find who is to blame. */
    private void collect(List<Seen> sites) {
        if (sites.isEmpty()) {
            return;
        }
        Optional<Exception> thrown = Attempt.of(() -> collectAll(sites));
        if (thrown.isEmpty()) {
            return;
        }
        if (sites.size() == 1) {
            refuse(sites.get(0), thrown.get());
            return;
        }
        int half = sites.size() / 2;
        collect(sites.subList(0, half));
        collect(sites.subList(half, sites.size()));
    }

    private void collectAll(List<Seen> sites) throws Exception {
        InterventionPlan.Builder plan = InterventionPlan.builder();
        sites.forEach(each -> plan.collect(each.site()));
        List<Finding> found = new ArrayList<>();
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDList base = network.inputs(manager, "base");
            NDList source = network.inputs(manager, "source");
            InterventionResult result = block.intervene(plan.build(), base, source);
            for (Seen each : sites) {
                CollectedActivations at = result.collected(each.site());
                found.add(compare(each, "base", at.base(), each.first(false)));
                found.add(compare(each, "source", at.sources().get(0), each.first(true)));
            }
        }
        findings.addAll(found);
    }

    private Finding compare(Seen at, String run, NDList found, List<Tensor> expected) {
        double off = Closeness.off(found, expected);
        if (Closeness.isClose(off)) {
            return new Finding(PART, at.site(), run, Verdict.RIGHT, 0, "");
        }
        Verdict verdict =
                ArchitectureCheck.isFaithful(network) ? Verdict.DIFFERENT : Verdict.EXPORT;
        String guess =
                found.size() == expected.size() ? guess(at, run, found) : calls(found, expected);
        return new Finding(PART, at.site(), run, verdict, Closeness.share(off), guess);
    }

    private static String calls(NDList found, List<Tensor> expected) {
        return "%d calls, expected %d".formatted(found.size(), expected.size());
    }

    private String guess(Seen at, String run, NDList found) {
        if (at.written()) {
            return "in-place";
        }
        boolean ofSource = run.equals("source");
        String own = port(at, ofSource, found);
        if (!own.isEmpty()) {
            return own;
        }
        for (Seen other : seen) {
            String there = other.equals(at) ? "" : port(other, ofSource, found);
            if (!there.isEmpty()) {
                return "is " + other.site() + " " + there;
            }
        }
        return "%s %s, expected %s"
                .formatted(
                        found.head().getShape(),
                        found.head().getDataType(),
                        at.first(ofSource).get(0).shape());
    }

    /** Returns which tensor of a port it is in the first call. */
    private static String port(Seen at, boolean ofSource, NDList found) {
        List<List<Tensor>> calls = ofSource ? at.source() : at.base();
        for (int i = 0; !calls.isEmpty() && i < calls.get(0).size(); i++) {
            if (Closeness.isClose(Closeness.off(found.head(), calls.get(0).get(i)))) {
                return "tensor "
                        + i
                        + " of "
                        + (at.isInput() ? "the arguments" : "what it returns");
            }
        }
        return "";
    }
}
