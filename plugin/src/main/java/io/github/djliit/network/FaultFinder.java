/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Finds out what a failed run failed by: its inputs, on which the network fails as it is, too, or
 * its plan, and then at which site.
 *
 * <p>It runs again what failed: as it is, and under parts of the plan, so many that half of what is
 * left is ruled out each time. Where nothing fails, it costs nothing; where a run leaves traces
 * that a later one would see, it is not used.
 */
final class FaultFinder {

    /** How engines say that memory is used up; a second run would find no more. */
    private static final Pattern MEMORY = Pattern.compile("memory|alloc");

    private final InterventionCall call;
    private final Consumer<NDList> network;
    private final Consumer<InterventionCall> run;
    private final Function<RuntimeException, String> words;

    /**
     * Creates it.
     *
     * @param call the call that failed
     * @param network runs the network as it is
     * @param run runs a call
     * @param words tells what an engine says
     */
    FaultFinder(
            InterventionCall call,
            Consumer<NDList> network,
            Consumer<InterventionCall> run,
            Function<RuntimeException, String> words) {
        this.call = call;
        this.network = network;
        this.run = run;
        this.words = words;
    }

    /**
     * Returns what is to be thrown: the failure itself where it is one of the inputs, a fault of a
     * site, or one that may be either.
     *
     * @param failure what was thrown
     * @param mayRunAgain whether further runs leave nothing behind
     */
    RuntimeException found(RuntimeException failure, boolean mayRunAgain) {
        String said = words.apply(failure);
        boolean isTraining = call.training() || call.mayNeedGradient();
        if (isTraining
                || call.plan().isEmpty()
                || MEMORY.matcher(said.toLowerCase(Locale.ROOT)).find()) {
            return failure;
        } else if (!mayRunAgain) {
            return new UnclearFaultException(
                    "The network fails on these inputs under the plan, and keeps something of each"
                            + " run, so that it is not run again to tell what is at fault: "
                            + said,
                    failure);
        }
        List<NDList> inputs = new ArrayList<>(call.sourceInputs());
        inputs.add(call.base());
        if (inputs.stream().anyMatch(each -> fails(() -> plain(each)))) {
            return failure;
        }
        return culprit()
                .<RuntimeException>map(site -> told(site, said, failure))
                .orElseGet(
                        () ->
                                new UnclearFaultException(
                                        "The network runs on these inputs as it is; in the run"
                                                + " under the plan it failed by what no site of the"
                                                + " plan explains: "
                                                + said,
                                        failure));
    }

    private static SiteException told(Site site, String said, RuntimeException failure) {
        return new SiteException(
                site,
                "At site %s: the network runs on these inputs as it is, and fails under the plan: %s"
                        .formatted(site, said),
                failure);
    }

    private void plain(NDList inputs) {
        try (NDManager scope = inputs.head().getManager().newSubManager()) {
            network.accept(Inputs.copies(inputs, scope));
        }
    }

    /** Returns the site of what the plan fails with, and without which it does not. */
    private Optional<Site> culprit() {
        List<Intervention> edits = call.plan().interventions();
        List<Site> kept = call.plan().collect();
        if (fails(List.of(), List.of())) {
            return Optional.empty();
        }
        int edit = first(edits.size(), n -> fails(edits.subList(0, n), List.of()));
        if (edit >= 0) {
            return Optional.of(edits.get(edit).site());
        }
        int site = first(kept.size(), n -> fails(edits, kept.subList(0, n)));
        return site < 0 ? Optional.empty() : Optional.of(kept.get(site));
    }

    /** Returns the last of some first ones that fail where one less do not; -1 if all do not. */
    private static int first(int size, IntPredicate fails) {
        if (size == 0 || !fails.test(size)) {
            return -1;
        }
        int passing = 0;
        int failing = size;
        while (failing - passing > 1) {
            int middle = (passing + failing) / 2;
            if (fails.test(middle)) {
                failing = middle;
            } else {
                passing = middle;
            }
        }
        return failing - 1;
    }

    private boolean fails(List<Intervention> edits, List<Site> kept) {
        return fails(() -> run.accept(part(new InterventionPlan(edits, kept))));
    }

    private static boolean fails(Runnable work) {
        try {
            work.run();
            return false;
        } catch (RuntimeException e) {
            return true;
        }
    }

    private InterventionCall part(InterventionPlan plan) {
        InterventionCall.Builder part =
                InterventionCall.builder(plan, call.base())
                        .optFuse(Fusing.NEVER)
                        .optBase(call.hasBase())
                        .optDetachSource(call.detachSource());
        if (call.batchAxis().isSaid()) {
            part.optBatchAxis(call.batchAxis());
        }
        for (int s = 0; s < call.sources().size(); s++) {
            if (call.cache(s) == null) {
                part.addSource(call.sources().get(s));
            } else {
                part.addSource(call.cache(s));
            }
        }
        if (call.hasLengths()) {
            part.optLengths(
                    call.lengths(Run.BASE),
                    IntStream.range(0, call.sources().size()).mapToObj(call::lengths).toList());
        }
        if (call.hasRows()) {
            part.optRows(
                    IntStream.range(0, plan.interventions().size()).mapToObj(call::rows).toList());
        }
        return part.build();
    }
}
