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
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one call: base and sources as one batch where that is possible, then the sources that are
 * edited themselves, then the base again with its edits.
 *
 * <p>Everything that is computed belongs to a manager of the call; only results leave it. That
 * manager closes when the call is done or, where a gradient may be needed, with the owner of the
 * results.
 */
final class CallRunner {

    private static final Logger logger = LoggerFactory.getLogger(CallRunner.class);

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
    private record Runs(
            SourceValues base, List<SourceValues> sources, BaseRecord record, boolean isFused) {}

    /** The run of the base under its edits, and the way there. */
    private record Edited(SourceValues run, Route route) {}

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
        return (way == Way.TOGETHER ? runTogether(frame) : Optional.<InterventionResult>empty())
                .orElseGet(() -> runEdited(frame, runApart(frame)).orElseThrow());
    }

    /**
     * Runs base and sources as one batch; gives nothing where the network turns out not to take
     * one, or not to keep the batch on the first axis, which the edited run of the base tells, and
     * where base and sources are better run apart.
     */
    private Optional<InterventionResult> runTogether(Run.Call frame) {
        Optional<InterventionResult> result =
                runFused(frame, CallerException::isOfEngine)
                        .flatMap(runs -> runEdited(frame, runs))
                        .filter(InterventionResult::hasOneShape);
        if (result.isEmpty() && !prefersResume()) {
            logger.debug("Base and sources run apart from now on: they do not fit one batch");
            plan.setNotFusable();
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
        // The network takes these inputs: whatever fails now does so by the larger batch.
        Optional<Runs> fused = runFused(frame, any -> true);
        if (fused.isEmpty()) {
            plan.setNotFusable();
            return runEdited(frame, apart).orElseThrow();
        }
        boolean isSame = isSame(fused.get(), apart);
        fusion.found(call, plainInputs(), isSame);
        logger.debug(
                "Base and sources give {} in one batch", isSame ? "the same" : "other numbers");
        Runs taken = isSame && call.mayNeedGradient() ? fused.get() : apart;
        return runEdited(frame, taken).or(() -> runEdited(frame, apart)).orElseThrow();
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
     * Runs base and sources as they are in one batch; gives nothing where the network does not take
     * so many rows, or an array does not have one row for each row of the batch.
     *
     * @param isMisfit which failures say that it does not take them
     */
    private Optional<Runs> runFused(Run.Call frame, Predicate<RuntimeException> isMisfit) {
        try {
            return fused(frame);
        } catch (RuntimeException e) {
            if (!isMisfit.test(e)) {
                throw e;
            }
            // Run apart, the same error comes again if it does not stem from stacking.
            logger.debug("The network does not take base and sources as one batch", e);
            return Optional.empty();
        }
    }

    private Optional<Runs> fused(Run.Call frame) {
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
        if (!run.kept().hasRows(batch * parts) || !Inputs.hasRows(outputs, batch * parts)) {
            return Optional.empty();
        }
        List<NDList> split = Inputs.split(outputs, parts);
        Recording base = new Recording(run, split.get(0), new Span(0, batch));
        Runs runs = new Runs(base, unknown(), record, true);
        for (int i = 1; i < parts; i++) {
            Span rows = new Span(i * batch, (i + 1) * batch);
            runs.sources().set(plain.get(i - 1), new Recording(run, split.get(i), rows));
        }
        return Optional.of(runs);
    }

    private Runs runApart(Run.Call frame) {
        BaseRecord record = record(frame);
        Runs runs = new Runs(plainBase(frame, record), unknown(), record, false);
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

    /** Runs what is edited; gives nothing where a fused base is better run apart. */
    private Optional<InterventionResult> runEdited(Run.Call frame, Runs runs) {
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
        Optional<Edited> edited =
                editsAnything(Run.BASE)
                        ? counterfactual(frame, given, runs)
                        : Optional.of(new Edited(runs.base(), Route.PLAIN));
        return edited.map(counterfactual -> result(runs, counterfactual));
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
     * @return the run; none where base and sources are better run apart, to resume from that
     */
    private Optional<Edited> counterfactual(Run.Call frame, List<SourceValues> given, Runs runs) {
        BaseRecord record = runs.record();
        BaseRecord from = record != null && record.hasAll() ? record : null;
        Recording first = record(frame, Run.counterfactual(frame, given, from), call.base());
        Edited resumed = new Edited(first, Route.of(runs.isFused(), from != null));
        if (from == null || !from.isFused() || plan.fusedResume(kind) == FusedResume.SAME) {
            return Optional.of(resumed);
        }
        Recording whole = record(frame, Run.counterfactual(frame, given, null), call.base());
        boolean isSame = first.hasBitsOf(whole);
        plan.setFusedResume(kind, isSame ? FusedResume.SAME : FusedResume.DIFFERENT);
        logger.debug("Resuming from a batch gives {} bits", isSame ? "the same" : "other");
        if (isSame) {
            return Optional.of(resumed);
        }
        return prefersResume()
                ? Optional.empty()
                : Optional.of(new Edited(whole, Route.of(runs.isFused(), false)));
    }

    private InterventionResult result(Runs runs, Edited edited) {
        SourceValues counterfactual = edited.run();
        logger.debug("The call went {}", edited.route());
        Map<Site, CollectedActivations> collected = new LinkedHashMap<>();
        for (int i = 0; i < plan.collects().size(); i++) {
            int collect = i;
            NDList base = new NDList(runs.base().collected(i));
            NDList own =
                    counterfactual == runs.base() ? base : new NDList(counterfactual.collected(i));
            List<NDList> sources =
                    runs.sources().stream().map(s -> new NDList(s.collected(collect))).toList();
            collected.put(
                    plan.collects().get(i).site(), new CollectedActivations(base, sources, own));
        }
        List<NDList> sources = runs.sources().stream().map(SourceValues::outputs).toList();
        return new InterventionResult(
                runs.base().outputs(),
                sources,
                counterfactual.outputs(),
                collected,
                edited.route());
    }

    private boolean editsAnything(int target) {
        return plan.writes(target).stream()
                .anyMatch(
                        write ->
                                !call.rows(write.index()).isNone()
                                        && !write.intervention().rows().isNone());
    }
}
