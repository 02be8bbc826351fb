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
import io.github.djliit.network.BoundPlan.FusedResume;
import io.github.djliit.network.InterventionResult.CollectedActivations;
import io.github.djliit.network.RowVerdicts.Way;
import io.github.djliit.site.Site;
import io.github.djliit.site.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs one call: base and sources as one batch where that is possible, then the sources that are
 * edited themselves, then the base again with its edits.
 *
 * <p>Everything that is computed belongs to a manager of the call; only results leave it. That
 * manager closes when the call is done or, where a gradient may be needed, with the owner of the
 * results.
 */
final class CallRunner {

    private final BoundPlan plan;
    private final InterventionCall call;
    private final Bindings bindings;
    private final Forward forward;
    private final Fusion fusion;

    /** Whether the counterfactual may start at its first edit. */
    private final boolean mayResume;

    /** What decides which digits a batch has; null where nothing is resumed. */
    private final Object kind;

    /** What base and sources gave; a source that is not known yet is null. */
    private record Runs(SourceValues base, List<SourceValues> sources, BaseRecord record) {}

    /**
     * Creates a runner.
     *
     * @param plan the bound plan
     * @param call the call
     * @param bindings the weights of featurizers and edits
     * @param forward runs the network on inputs under a pass
     * @param fusion decides whether base and sources run as one batch
     */
    CallRunner(
            BoundPlan plan,
            InterventionCall call,
            Bindings bindings,
            Forward forward,
            Fusion fusion) {
        this.plan = plan;
        this.call = call;
        this.bindings = bindings;
        this.forward = forward;
        this.fusion = fusion;
        mayResume = call.mayResume(fusion.isSteady()) && !plan.frontier().relays().isEmpty();
        kind = mayResume ? kind() : null;
    }

    InterventionResult run() {
        NDManager owner = call.base().head().getManager();
        NDManager scope = owner.newSubManager();
        scope.setName("intervention");
        Run.Call frame = new Run.Call(plan, call, scope, bindings);
        boolean keep = false;
        try {
            Inputs.checkNumbers(call.base(), call.sourceInputs());
            InterventionResult result = run(frame);
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

    private InterventionResult run(Run.Call frame) {
        Way way = mayFuse() ? fusion.way(call, plainInputs()) : Way.APART;
        if (way == Way.BOTH) {
            return runBoth(frame);
        }
        InterventionResult result = way == Way.TOGETHER ? tryFused(frame) : null;
        if (result == null) {
            result = runEdited(frame, runApart(frame));
            if (way == Way.TOGETHER && !prefersResume()) {
                plan.setNotFusable();
            }
        }
        return result;
    }

    private boolean mayFuse() {
        return call.hasBase()
                && call.batchAxis().isFirst()
                && !prefersResume()
                && plan.isFusable()
                && !plainSources().isEmpty()
                && editsAnything(Run.BASE)
                && Inputs.sameShapes(call.base(), plainInputs());
    }

    /**
     * Compares a batch with its rows alone. What the rows give alone counts, save where a gradient
     * is wanted: a training that goes on takes the same way in each call.
     */
    private InterventionResult runBoth(Run.Call frame) {
        Runs apart = runApart(frame);
        Runs fused = null;
        try {
            fused = runFused(frame);
        } catch (RuntimeException e) {
            // Run apart, the network takes these inputs; a batch of more rows it does not take.
        }
        if (fused == null) {
            plan.setNotFusable();
            return runEdited(frame, apart);
        }
        boolean isSame = isSame(fused, apart);
        fusion.found(call, plainInputs(), isSame);
        return runEdited(frame, isSame && call.mayNeedGradient() ? fused : apart);
    }

    /**
     * The first part tells of a network in which rows see later ones, the last of one of earlier.
     */
    private boolean isSame(Runs fused, Runs apart) {
        BitSet none = new BitSet();
        boolean isSame = Alike.all(fused.base().kept(none), apart.base().kept(none));
        for (int source : plainSources()) {
            BitSet reads = plan.readsFrom(source);
            List<NDArray> found = fused.sources().get(source).kept(reads);
            isSame = isSame && Alike.all(found, apart.sources().get(source).kept(reads));
        }
        return isSame;
    }

    /**
     * A training, which makes the same call many times, looks first whether it can do both: see
     * {@link #counterfactual}.
     */
    private boolean prefersResume() {
        return mayResume
                && (!call.training() || plan.fusedResume(kind) == FusedResume.DIFFERENT)
                && plan.frontier().isWorthIt(call.base());
    }

    /** Returns the sources that run as they are: not edited, and not kept from before. */
    private List<Integer> plainSources() {
        List<Integer> plain = new ArrayList<>();
        for (int s = 0; s < call.sources().size(); s++) {
            if (call.cache(s) == null && !editsAnything(s)) {
                plain.add(s);
            }
        }
        return plain;
    }

    private List<NDList> plainInputs() {
        return plainSources().stream().map(s -> call.sources().get(s)).toList();
    }

    /**
     * Runs base and sources as one batch, or returns null where the network turns out not to take
     * one, or not to keep the batch on the first axis, which the edited run of the base tells.
     */
    private InterventionResult tryFused(Run.Call frame) {
        try {
            Runs runs = runFused(frame);
            InterventionResult result = runs == null ? null : runEdited(frame, runs);
            return result != null && hasOneShape(result) ? result : null;
        } catch (RuntimeException e) {
            // Run apart, the same error comes again if it does not stem from stacking.
            return null;
        }
    }

    /** Returns null where an array does not have one row for each row of the batch. */
    private Runs runFused(Run.Call frame) {
        List<Integer> plain = plainSources();
        BitSet wanted = new BitSet();
        plain.forEach(source -> wanted.or(plan.readsFrom(source)));
        int parts = 1 + plain.size();
        long batch = call.batchSize();
        BaseRecord record =
                mayResumeFused(frame)
                        ? BaseRecord.ofFused(frame.scope(), batch, batch * parts)
                        : null;
        Run run = Run.plain(frame, wanted, record);
        NDList outputs =
                run(run, Inputs.fuse(call.base(), plainInputs(), frame.scope()), frame.scope());
        if (!run.kept().hasRows(batch * parts) || !hasRows(outputs, batch * parts)) {
            return null;
        }
        List<NDList> split = split(outputs, parts);
        Runs runs =
                new Runs(new Recording(run, split.get(0), new Span(0, batch)), unknown(), record);
        for (int i = 1; i < parts; i++) {
            Span rows = new Span(i * batch, (i + 1) * batch);
            runs.sources().set(plain.get(i - 1), new Recording(run, split.get(i), rows));
        }
        return runs;
    }

    private static List<NDList> split(NDList outputs, int parts) {
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
        return split;
    }

    private Runs runApart(Run.Call frame) {
        BaseRecord record = record(frame);
        Runs runs = new Runs(plainBase(frame, record), unknown(), record);
        for (int source : plainSources()) {
            Run run = Run.plain(frame, plan.readsFrom(source), null);
            runs.sources().set(source, record(frame, run, call.sources().get(source)));
        }
        return runs;
    }

    /** A base that is not edited is the counterfactual. */
    private SourceValues plainBase(Run.Call frame, BaseRecord record) {
        boolean isWanted = call.hasBase() || !editsAnything(Run.BASE);
        return isWanted
                ? record(frame, Run.plain(frame, new BitSet(), record), call.base())
                : new NotRun();
    }

    /** Returns what the counterfactual resumes from: filled already or by the run of the base. */
    private BaseRecord record(Run.Call frame) {
        if (!mayResume) {
            return null;
        } else if (call.keptBase() != null) {
            return call.keptBase().record();
        }
        return call.hasBase() && editsAnything(Run.BASE)
                ? new BaseRecord(frame.scope(), Set.of())
                : null;
    }

    private List<SourceValues> unknown() {
        return new ArrayList<>(Arrays.asList(new SourceValues[call.sources().size()]));
    }

    private Recording record(Run.Call frame, Run run, NDList inputs) {
        NDList own = Inputs.copies(inputs, frame.scope());
        return new Recording(run, run(run, own, frame.scope()), null);
    }

    /** Runs the network; an output that is a parameter stays the model's, a view of it leaves. */
    private NDList run(Run run, NDList inputs, NDManager scope) {
        NDList outputs = new NDList();
        forward.run(run, inputs).forEach(o -> outputs.add(Keep.within(scope, o)));
        run.checkReached();
        return outputs;
    }

    private InterventionResult runEdited(Run.Call frame, Runs runs) {
        List<SourceValues> given = new ArrayList<>();
        for (int s = 0; s < call.sources().size(); s++) {
            SourceValues values = runs.sources().get(s);
            if (call.cache(s) != null) {
                values = new CachedValues(frame, call.cache(s));
            } else if (values == null) {
                Run run = Run.edited(frame, s, given, plan.readsFrom(s));
                values = record(frame, run, call.sources().get(s));
            }
            runs.sources().set(s, values);
            given.add(call.detachSource() ? values.detached() : values);
        }
        SourceValues counterfactual = runs.base();
        if (editsAnything(Run.BASE)) {
            counterfactual = counterfactual(frame, given, runs.record());
            if (counterfactual == null) {
                return null;
            }
        }
        return result(runs, counterfactual);
    }

    /**
     * A dry run is told of each edit once. A call without a gradient may be the only one of its
     * kind; one with a gradient takes the same way each time, so that a training that was stopped
     * goes on to the same digits.
     */
    private boolean mayResumeFused(Run.Call frame) {
        if (!mayResume
                || frame.bindings().log() != null
                || !plan.frontier().isWorthItFused(call.base())) {
            return false;
        }
        FusedResume known = plan.fusedResume(kind);
        if (known == FusedResume.NEW && !call.mayNeedGradient()) {
            plan.setFusedResume(kind, FusedResume.SEEN);
            return false;
        }
        return known != FusedResume.DIFFERENT;
    }

    /** The digits of a batch hang on its shapes, and on how many of them run as one. */
    private List<Object> kind() {
        return List.of(List.of(call.base().getShapes()), plainSources().size(), call.training());
    }

    /**
     * Runs the base with its edits. What a block gave in a fused batch may differ in its last digit
     * from what it gives for the base alone; whether it does hangs on the shapes. So both are run
     * and compared once, and only what is the same to the bit is resumed.
     *
     * @return the run; null where base and sources are better run apart, to resume from that
     */
    private Recording counterfactual(Run.Call frame, List<SourceValues> given, BaseRecord record) {
        BaseRecord from = record != null && record.hasAll() ? record : null;
        Recording resumed = counterfactual(frame, Run.counterfactual(frame, given, from));
        if (from == null || !from.isFused() || plan.fusedResume(kind) == FusedResume.SAME) {
            return resumed;
        }
        Recording whole = counterfactual(frame, Run.counterfactual(frame, given, null));
        boolean isSame = resumed.hasBitsOf(whole);
        plan.setFusedResume(kind, isSame ? FusedResume.SAME : FusedResume.DIFFERENT);
        if (isSame) {
            return resumed;
        }
        return prefersResume() ? null : whole;
    }

    private Recording counterfactual(Run.Call frame, Run run) {
        return record(frame, run, call.base());
    }

    private InterventionResult result(Runs runs, SourceValues counterfactual) {
        Map<Site, CollectedActivations> collected = new LinkedHashMap<>();
        for (int i = 0; i < plan.collects().size(); i++) {
            int collect = i;
            NDList base = new NDList(runs.base().collected(i));
            NDList edited =
                    counterfactual == runs.base() ? base : new NDList(counterfactual.collected(i));
            List<NDList> sources =
                    runs.sources().stream().map(s -> new NDList(s.collected(collect))).toList();
            collected.put(
                    plan.collects().get(i).site(), new CollectedActivations(base, sources, edited));
        }
        List<NDList> sources = runs.sources().stream().map(SourceValues::outputs).toList();
        return new InterventionResult(
                runs.base().outputs(), sources, counterfactual.outputs(), collected);
    }

    private boolean editsAnything(int target) {
        return plan.writes(target).stream()
                .anyMatch(
                        write ->
                                !call.rows(write.index()).isNone()
                                        && !write.intervention().rows().isNone());
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
