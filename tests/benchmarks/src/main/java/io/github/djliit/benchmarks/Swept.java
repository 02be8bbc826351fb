/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.analysis.Candidate;
import io.github.djliit.analysis.Sweep;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.site.Site;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.Encoding;
import java.util.List;

/** A sweep of one batch of pairs. */
final class Swept implements Encoding {

    private static final Variable<Boolean> A = Variable.bool("a");
    private static final Variable<Boolean> NOT = Variable.bool("not");

    private final Net net;
    private final int rows;
    private final NDArray inputs;
    private final Work pass;
    private final Sweep sweep;
    private final CounterfactualDataset pairs;
    private final List<InterventionPlan> plans;

    Swept(Net net, List<String> sites) {
        this.net = net;
        rows = net.kind().rows();
        inputs = net.inputs(rows);
        pass = net.forward(inputs);
        sweep =
                Sweep.builder()
                        .setNetwork(net.network().getBlock())
                        .setCandidates(
                                sites.stream()
                                        .map(site -> new Candidate(Site.of(site), site, ""))
                                        .toList())
                        .build();
        plans =
                sites.stream()
                        .map(site -> InterventionPlan.builder().interchange(site).build())
                        .toList();
        pairs =
                CounterfactualDataset.builder()
                        .setCausalModel(
                                CausalModel.builder("not")
                                        .input(A)
                                        .mechanism(NOT, A, a -> !a)
                                        .output(NOT)
                                        .build())
                        .setAlignment(Alignment.ofVariables(List.of("a")))
                        .setInputs(List.of(Setting.of(A, true), Setting.of(A, false)))
                        .optEncoding(this)
                        .optPairs(rows)
                        .setSampling(rows, false)
                        .build();
    }

    void sweep(NDManager scope) {
        sweep.run(scope, pairs);
    }

    void plain(NDManager scope) {
        for (int i = 0; i < 1 + net.kind().layers; i++) {
            try (NDManager inner = scope.newSubManager()) {
                pass.run(inner);
            }
        }
    }

    /** As cheap as a call can be that knows of no other: source and counterfactual. */
    void alone(NDManager scope) {
        for (InterventionPlan plan : plans) {
            InterventionCall call =
                    InterventionCall.builder(plan, new NDList(inputs))
                            .addSource(new NDList(inputs))
                            .optBase(false)
                            .build();
            try (NDManager inner = scope.newSubManager()) {
                Net.on(inner, () -> net.network().intervene(call), inputs);
            }
        }
    }

    /** Random numbers, whatever the causal model says: the figures do not matter here. */
    @Override
    public NDList inputs(NDManager manager, List<Setting> settings) {
        NDArray copy = inputs.duplicate();
        copy.attach(manager);
        return new NDList(copy);
    }

    @Override
    public NDList labels(NDManager manager, List<Setting> settings) {
        long[] classes = new long[settings.size()];
        for (int row = 0; row < classes.length; row++) {
            classes[row] = settings.get(row).get(NOT) ? 1 : 0;
        }
        return new NDList(manager.create(classes, new Shape(classes.length)));
    }
}
