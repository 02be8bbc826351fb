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

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.ActivationCache;
import io.github.djliit.network.HookPoint;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.site.Site;
import io.github.djliit.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A golden model and one of its sites, and what interventions there give: as they are, and by hand.
 *
 * <p>By hand: the site is collected, what is found there goes through a native block that is an
 * identity, under the same plan, and what comes out is put into the place of all that was there.
 */
final class EditedModel implements AutoCloseable {

    private static final float CLOSE = 2e-5f;

    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final TorchScriptBlock block;
    private final CountedNetwork counted;
    private final InterventionBlock network;
    private final String site;
    private final NDList base;
    private final NDList source;

    EditedModel(String name, String site) {
        Map<String, Tensor> arrays = GoldenModels.arrays(name);
        block = GoldenModels.open(name, false);
        counted = new CountedNetwork(block);
        network = new InterventionBlock(counted);
        this.site = site;
        base = GoldenModels.numbered(manager, arrays, "base.input");
        source = GoldenModels.numbered(manager, arrays, "source.input");
    }

    String site() {
        return site;
    }

    InterventionCall.Builder call(InterventionPlan plan) {
        return InterventionCall.builder(plan, base).addSource(source);
    }

    InterventionCall.Builder call(InterventionPlan plan, ActivationCache cache) {
        return InterventionCall.builder(plan, base).addSource(cache);
    }

    /** Keeps what is at the site in the source. */
    ActivationCache cache() {
        InterventionPlan plan = InterventionPlan.builder().collect(site).build();
        return ActivationCache.ofSource(manager, run(call(plan)), 0);
    }

    int width() {
        long[] shape = collect(site).head().getShape().getShape();
        return Math.toIntExact(shape[shape.length - 1]);
    }

    InterventionResult run(InterventionCall.Builder call) {
        counted.runs();
        return network.intervene(call.build());
    }

    /** Returns how often the network ran in the last call. */
    int runs() {
        return counted.runs();
    }

    /** Returns what is at a site in the base, and in the source. */
    NDList collect(String at) {
        InterventionResult result = run(call(InterventionPlan.builder().collect(at).build()));
        return new NDList(
                result.collected(at).base().head(), result.collected(at).sources().get(0).head());
    }

    /** Returns the output where an array replaces what is at a site in the base. */
    NDArray put(String at, NDArray array) {
        return run(InterventionCall.builder(replacing(at, array).build(), base))
                .counterfactual()
                .head();
    }

    /** Returns what is at a later site where an array replaces what is at a site in the source. */
    NDArray putInSource(String at, NDArray array, String later) {
        InterventionPlan plan = replacing(at, array).collect(later).build();
        return run(InterventionCall.builder(plan, source)).collected(later).single();
    }

    private static InterventionPlan.Builder replacing(String at, NDArray array) {
        Edit all = Edit.of("put", (UnaryOperator<NDArray>) before -> array.duplicate());
        return InterventionPlan.builder().add(at, all);
    }

    /** Checks that a plan at the site gives what it gives by hand, in so many runs. */
    void check(
            InterventionPlan plan, UnaryOperator<InterventionCall.Builder> settings, int expected) {
        NDArray byHand = byHand(plan, settings);
        NDArray found = run(settings.apply(call(plan))).counterfactual().head();
        assertThat(runs()).isEqualTo(expected);
        assertThat(GoldenModels.off(found, byHand)).isLessThan(CLOSE);
    }

    /** Checks the same of interventions on all rows. */
    void check(int expected, Intervention... interventions) {
        check(InterventionPlan.of(interventions), call -> call, expected);
    }

    /** Returns an intervention in a region of the site. */
    Intervention at(String region, Edit edit) {
        return Intervention.of(site + region, edit);
    }

    /** Returns the output of a plan at the site, by hand. */
    NDArray byHand(InterventionPlan plan, UnaryOperator<InterventionCall.Builder> settings) {
        return byHand(plan, settings, collect(site));
    }

    /** Returns the output of interventions by hand, with the input of the site as the source. */
    NDArray byHandFromInput(Intervention... interventions) {
        NDArray output = collect(site).head();
        NDArray input = collect(site + ":input").head();
        return byHand(InterventionPlan.of(interventions), call -> call, new NDList(output, input));
    }

    private NDArray byHand(
            InterventionPlan plan, UnaryOperator<InterventionCall.Builder> settings, NDList found) {
        InterventionBlock identity = identity(found.head().getShape());
        InterventionCall.Builder call =
                InterventionCall.builder(onIdentity(plan), new NDList(found.get(0)))
                        .addSource(new NDList(found.get(1)));
        return put(
                site,
                identity.intervene(settings.apply(call).build())
                        .counterfactual()
                        .singletonOrThrow());
    }

    private InterventionBlock identity(Shape shape) {
        SequentialBlock identity = new SequentialBlock().add(new HookPoint());
        identity.initialize(manager, DataType.FLOAT32, shape);
        return new InterventionBlock(identity);
    }

    private static InterventionPlan onIdentity(InterventionPlan plan) {
        List<Intervention> moved =
                plan.interventions().stream().map(EditedModel::onIdentity).toList();
        return InterventionPlan.of(moved.toArray(Intervention[]::new));
    }

    private static Intervention onIdentity(Intervention intervention) {
        Intervention moved = intervention.withSite(onIdentity(intervention.site()));
        return intervention.from().map(from -> moved.withFrom(onIdentity(from))).orElse(moved);
    }

    private static Site onIdentity(Site site) {
        Site point = Site.of("01HookPoint");
        return new Site(point.path(), Optional.empty(), Optional.empty(), site.region());
    }

    @Override
    public void close() {
        block.close();
        manager.close();
    }
}
