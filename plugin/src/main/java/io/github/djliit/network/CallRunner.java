/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djliit.network.InterventionResult.CollectedActivations;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Runs one call: base and sources as one batch where that is possible, then the base again with the
 * edits.
 *
 * <p>Everything that is computed belongs to a manager of the call; only results leave it. That
 * manager closes when the call is done or, where a gradient may be needed, with the owner of the
 * results.
 */
final class CallRunner {

    private final BoundPlan plan;
    private final InterventionCall call;
    private final BiFunction<Pass, NDList, NDList> forward;

    /** The outputs of base and sources, and what was kept of each. */
    private record Runs(List<NDList> outputs, List<Recording> recordings) {}

    /**
     * Creates a runner.
     *
     * @param plan the bound plan
     * @param call the call
     * @param forward runs the network on inputs under a pass
     */
    CallRunner(BoundPlan plan, InterventionCall call, BiFunction<Pass, NDList, NDList> forward) {
        this.plan = plan;
        this.call = call;
        this.forward = forward;
    }

    InterventionResult run(boolean mixesRows) {
        NDManager owner = call.base().head().getManager();
        NDManager scope = owner.newSubManager();
        scope.setName("intervention");
        boolean keep = false;
        try {
            Inputs.checkNumbers(call.base(), call.sources());
            boolean fuse = mayFuse(mixesRows);
            InterventionResult result = fuse ? tryFused(scope) : null;
            if (result == null) {
                result = runEdited(scope, runApart(scope));
                if (fuse) {
                    plan.setNotFusable();
                }
            }
            result.attach(owner);
            // An edit of the caller's may make arrays from Java, which give their memory up when
            // they are closed. A backward pass still to come reads them, so they must live as long
            // as the results: until the owner, in training the batch, is closed.
            keep = call.mayNeedGradient();
            return result;
        } finally {
            if (!keep) {
                scope.close();
            }
        }
    }

    private boolean mayFuse(boolean mixesRows) {
        return call.fuse()
                && !mixesRows
                && plan.isFusable()
                && !call.sources().isEmpty()
                && editsAnything()
                && Inputs.sameShapes(call.base(), call.sources());
    }

    /**
     * Runs base and sources as one batch, or returns null where the network turns out not to take
     * one, or not to keep the batch on the first axis, which the edited run of the base tells.
     */
    private InterventionResult tryFused(NDManager scope) {
        try {
            Runs runs = runFused(scope);
            InterventionResult result = runs == null ? null : runEdited(scope, runs);
            return result != null && hasOneShape(result) ? result : null;
        } catch (RuntimeException e) {
            // Run apart, the same error comes again if it does not stem from stacking.
            return null;
        }
    }

    /** Returns null where an array does not have one row for each row of the batch. */
    private Runs runFused(NDManager scope) {
        int parts = 1 + call.sources().size();
        long batch = call.batchSize();
        Recording recording = new Recording(plan, scope);
        NDList inputs = Inputs.fuse(call.base(), call.sources(), scope);
        NDList outputs = run(recording, inputs, scope);
        recording.checkReached();
        if (!recording.hasRows(batch * parts) || !hasRows(outputs, batch * parts)) {
            return null;
        }
        List<NDList> split = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            split.add(new NDList(outputs.size()));
        }
        for (NDArray output : outputs) {
            NDList pieces = output.split(parts);
            for (int i = 0; i < parts; i++) {
                pieces.get(i).setName(output.getName());
                split.get(i).add(pieces.get(i));
            }
        }
        List<Recording> recordings =
                IntStream.range(0, parts)
                        .mapToObj(i -> recording.part(i * batch, (i + 1) * batch))
                        .toList();
        return new Runs(split, recordings);
    }

    private Runs runApart(NDManager scope) {
        Runs runs = new Runs(new ArrayList<>(), new ArrayList<>());
        runOne(scope, call.base(), runs);
        call.sources().forEach(source -> runOne(scope, source, runs));
        return runs;
    }

    /**
     * Runs the network; an output that is a parameter stays the model's, and a view of it leaves.
     */
    private NDList run(Pass pass, NDList inputs, NDManager scope) {
        NDList outputs = new NDList();
        forward.apply(pass, inputs).forEach(o -> outputs.add(Recording.within(scope, o)));
        return outputs;
    }

    private void runOne(NDManager scope, NDList inputs, Runs runs) {
        Recording recording = new Recording(plan, scope);
        NDList own = Inputs.copies(inputs, scope);
        runs.outputs().add(run(recording, own, scope));
        recording.checkReached();
        runs.recordings().add(recording);
    }

    private InterventionResult runEdited(NDManager scope, Runs runs) {
        Recording base = runs.recordings().get(0);
        List<Recording> sources = runs.recordings().subList(1, runs.recordings().size());
        List<Recording> given =
                call.detachSource() ? sources.stream().map(Recording::detached).toList() : sources;
        NDList counterfactual = runs.outputs().get(0);
        Editing editing = null;
        if (editsAnything()) {
            editing = new Editing(plan, call, scope, given);
            NDList inputs = Inputs.copies(call.base(), scope);
            counterfactual = run(editing, inputs, scope);
            editing.checkReached();
        }
        Map<Site, CollectedActivations> collected = new LinkedHashMap<>();
        for (int i = 0; i < plan.collects().size(); i++) {
            int collect = i;
            NDList plain = new NDList(base.collected(i));
            NDList edited = editing == null ? plain : new NDList(editing.collected(i));
            List<NDList> ofSources =
                    sources.stream().map(s -> new NDList(s.collected(collect))).toList();
            collected.put(
                    plan.collects().get(i).site(),
                    new CollectedActivations(plain, ofSources, edited));
        }
        List<NDList> outputs = List.copyOf(runs.outputs());
        return new InterventionResult(
                outputs.get(0), outputs.subList(1, outputs.size()), counterfactual, collected);
    }

    private boolean editsAnything() {
        return IntStream.range(0, plan.writes().size()).anyMatch(i -> !call.rows(i).isNone());
    }

    private static boolean hasRows(NDList arrays, long rows) {
        return arrays.stream()
                .allMatch(a -> a.getShape().dimension() > 0 && a.getShape().get(0) == rows);
    }

    private static boolean hasOneShape(InterventionResult result) {
        return sameShapes(result.base(), result.counterfactual())
                && result.collected().values().stream()
                        .allMatch(site -> sameShapes(site.base(), site.counterfactual()));
    }

    private static boolean sameShapes(NDList first, NDList second) {
        return Arrays.equals(first.getShapes(), second.getShapes());
    }
}
