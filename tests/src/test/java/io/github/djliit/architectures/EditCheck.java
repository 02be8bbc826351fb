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
import io.github.djliit.architectures.Architecture.Edited;
import io.github.djliit.architectures.Architecture.Seen;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether counterfactuals are what hooks give that return new tensors. */
final class EditCheck {

    private static final String PART = "edit";

    private final InterventionBlock block;
    private final Architecture network;
    private final Set<String> written;
    private final Set<String> miscaptured;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * Prepares the check.
     *
     * @param captures what came out of the captures
     */
    EditCheck(InterventionBlock block, Architecture network, List<Finding> captures) {
        this.block = block;
        this.network = network;
        miscaptured =
                captures.stream()
                        .filter(f -> f.verdict() == Verdict.DIFFERENT)
                        .map(Finding::site)
                        .collect(Collectors.toSet());
        written =
                network.seen().stream()
                        .filter(Seen::written)
                        .map(Seen::site)
                        .collect(Collectors.toSet());
    }

    List<Finding> run() {
        Map<Edited, InterventionPlan> plans = new LinkedHashMap<>();
        for (Edited each : network.edits()) {
            Optional<Exception> refused =
                    Attempt.of(
                            () -> {
                                InterventionPlan plan = InterventionPlan.fromJson(each.plan());
                                plan.interventions().forEach(i -> block.resolve(i.site()));
                                plans.put(each, plan);
                            });
            refused.ifPresent(e -> add(each, e));
        }
        // All at once: each set of sites that is asked for alone is code of its own.
        Attempt.of(() -> block.check(plans.values()));
        plans.forEach(
                (each, plan) -> Attempt.of(() -> compare(each, plan)).ifPresent(e -> add(each, e)));
        return findings;
    }

    private void add(Edited each, Exception thrown) {
        findings.add(Attempt.finding(PART, each.site(), each.kind(), thrown));
    }

    private void compare(Edited each, InterventionPlan plan) throws Exception {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDList base = network.inputs(manager, "base");
            boolean hasSource = plan.sources() > 0;
            InterventionResult result =
                    hasSource
                            ? block.intervene(plan, base, network.inputs(manager, "source"))
                            : block.intervene(plan, base);
            double off = off(result.counterfactual(), each.outputs());
            if (Closeness.isClose(off)) {
                findings.add(new Finding(PART, each.site(), each.kind(), Verdict.RIGHT, 0, ""));
                return;
            }
            Verdict verdict =
                    ArchitectureCheck.isFaithful(network) ? Verdict.DIFFERENT : Verdict.EXPORT;
            findings.add(
                    new Finding(
                            PART,
                            each.site(),
                            each.kind(),
                            verdict,
                            Closeness.share(off),
                            guess(each, result)));
        }
    }

    private double off(NDList found, List<Tensor> expected) {
        return Closeness.off(network.ordered(found), expected);
    }

    private String guess(Edited each, InterventionResult result) {
        if (!Closeness.isClose(off(result.base(), network.outputs("base")))) {
            return "the base's output is off, too";
        }
        if (written.contains(each.site())) {
            return "in-place";
        }
        if (miscaptured.contains(each.site())) {
            return "it is another tensor than the module's";
        }
        boolean isNothing =
                Closeness.isClose(off(result.counterfactual(), network.outputs("base")));
        return isNothing ? "it is the base's output" : "";
    }
}
