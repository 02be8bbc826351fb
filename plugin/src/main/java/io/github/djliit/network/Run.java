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
import io.github.djliit.network.BoundPlan.Actions;
import io.github.djliit.network.Frontier.Relay;
import io.github.djliit.site.Port;
import io.github.djliit.site.Site;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One forward pass under a plan: applies the edits that belong to it, and keeps what others read
 * and what is collected, after the edits of the same place.
 *
 * <p>A block that runs several times in one forward is edited each time, and gives one activation
 * for each run, in order.
 */
final class Run implements Pass {

    /** The run of the base; sources are numbered from 0. */
    static final int BASE = -1;

    private final Call frame;
    private final BoundPlan plan;
    private final Edited edited;

    /** What others read, and what is collected. */
    private final KeptValues kept;

    /** The steps that touch a row, by the hooks of their sites; null until they are asked for. */
    private Map<Site, List<Step>> steps;

    /** The sites whose shapes matter; null until they are asked for. */
    private Set<Site> touched;

    /** What blocks give is put here, or null. */
    private final BaseRecord record;

    /** Where a counterfactual resumes, or null where it runs from its inputs. */
    private final Resume resume;

    /** How often each intervention was applied. */
    private final int[] applied;

    /** The inputs of blocks that are skipped, while they run. */
    private final Map<Integer, NDList> inputs = new HashMap<>();

    /**
     * What belongs to one call.
     *
     * @param plan the plan
     * @param call the call
     * @param scope the manager that owns what is kept
     * @param bindings the weights of featurizers and edits
     */
    record Call(BoundPlan plan, InterventionCall call, NDManager scope, Bindings bindings) {}

    /**
     * The edits of a run.
     *
     * @param target {@link #BASE} or the number of the source that is changed
     * @param sources what the sources gave, those that are known by now
     */
    private record Edited(int target, List<SourceValues> sources) {}

    private Run(Call frame, Edited edited, BitSet wanted, BaseRecord record, Resume resume) {
        this.frame = frame;
        this.plan = frame.plan();
        this.edited = edited;
        kept = new KeptValues(frame, wanted);
        this.record = record;
        this.resume = resume;
        applied = new int[plan.writes().size()];
    }

    /**
     * Returns a run that edits nothing and keeps the reads that are wanted.
     *
     * @param frame the call
     * @param wanted the numbers of the reads
     * @param record gets what the counterfactual may resume from, or null
     */
    static Run plain(Call frame, BitSet wanted, BaseRecord record) {
        return new Run(frame, null, wanted, record, null);
    }

    /** Returns a run that applies the edits of a target. */
    static Run edited(Call frame, int target, List<SourceValues> sources, BitSet wanted) {
        return new Run(frame, new Edited(target, sources), wanted, null, null);
    }

    /**
     * Returns the run of the counterfactual.
     *
     * @param frame the call
     * @param sources what the sources gave
     * @param base what to resume from, or null
     */
    static Run counterfactual(Call frame, List<SourceValues> sources, BaseRecord base) {
        Resume resume = base == null ? null : new Resume(base, frame.scope());
        return new Run(frame, new Edited(BASE, sources), new BitSet(), null, resume);
    }

    @Override
    public NDList spare(int node, NDList inputs) {
        Relay relay = resume == null ? null : plan.relay(node);
        return relay == null ? null : resume.output(relay, inputs);
    }

    @Override
    public NDList visit(int node, Port.Kind kind, NDList arrays) {
        if (record != null && kind == Port.Kind.OUTPUT) {
            record(plan.relay(node), arrays);
        }
        Actions actions = plan.actions(node, kind);
        if (actions == null) {
            return arrays;
        }
        NDList changed = arrays;
        if (edited != null) {
            if (kind == Port.Kind.INPUT && actions.isSkipped()) {
                inputs.put(node, Inputs.copies(arrays, frame.scope()));
            }
            for (Step step : actions.steps(edited.target())) {
                changed = edit(step, changed);
            }
        }
        kept.add(actions, changed);
        return changed;
    }

    private void record(Relay relay, NDList outputs) {
        if (relay != null && relay.anchor().isEmpty()) {
            record.add(relay.path(), outputs);
        }
    }

    /** Returns what is to be filled by a run of compiled code, or null. */
    BaseRecord record() {
        return record;
    }

    /** Returns what a run of compiled code resumes from, or null. */
    BaseRecord resumesFrom() {
        return resume == null ? null : resume.base();
    }

    /** Whether this run edits anything. */
    boolean isEdited() {
        return edited != null;
    }

    InterventionCall call() {
        return frame.call();
    }

    NDManager scope() {
        return frame.scope();
    }

    Bindings bindings() {
        return frame.bindings();
    }

    /** Returns the steps of this run that touch a row, by the hooks of their sites. */
    Map<Site, List<Step>> steps() {
        if (steps == null) {
            steps = findSteps();
        }
        return steps;
    }

    /** Returns the sites whose shapes matter: those that are edited, and inputs put there. */
    Set<Site> touched() {
        if (touched == null) {
            touched = new LinkedHashSet<>(steps().keySet());
            steps().values().stream()
                    .flatMap(List::stream)
                    .flatMap(step -> touching(step).stream())
                    .flatMap(Write::touched)
                    .forEach(touched::add);
        }
        return touched;
    }

    private Map<Site, List<Step>> findSteps() {
        Map<Site, List<Step>> found = new LinkedHashMap<>();
        if (edited != null) {
            plan.steps(edited.target())
                    .forEach(
                            (hook, steps) -> {
                                if (steps.stream().anyMatch(s -> !touching(s).isEmpty())) {
                                    found.put(hook, steps);
                                }
                            });
        }
        return found;
    }

    KeptValues kept() {
        return kept;
    }

    /** Returns the hooks of the sites that any run of the plan edits, and of inputs put there. */
    Stream<Site> writtenAnywhere() {
        return plan.writes().stream().flatMap(Write::touched);
    }

    /**
     * Applies a step to an activation.
     *
     * @param step the step
     * @param activation the activation
     * @param context how it is applied
     */
    NDArray apply(Step step, NDArray activation, EditContext context) {
        List<Write> writes = touching(step);
        return writes.isEmpty() ? activation : change(step, writes, activation, context);
    }

    List<Write> touching(Step step) {
        return step.writes().stream().filter(this::hasRows).toList();
    }

    /** Counts a run of the block of a step. */
    void count(Step step) {
        if (resume != null) {
            resume.end();
        }
        touching(step).forEach(write -> applied[write.index()]++);
    }

    private NDList edit(Step step, NDList arrays) {
        List<Write> writes = touching(step);
        if (writes.isEmpty()) {
            return arrays;
        }
        Place place = writes.get(0).place();
        NDArray activation = Keep.atSite(place, () -> Keep.arrayAt(place, arrays, frame.scope()));
        NDArray changed = change(step, writes, activation, context(writes.get(0)));
        changed.setName(activation.getName());
        count(step);
        NDList list = new NDList(arrays);
        list.set(place.port().indexOrZero(), changed);
        return list;
    }

    private EditContext context(Write write) {
        Place place = write.place();
        NDArray input =
                write.skips()
                        ? Keep.atSite(
                                place,
                                () -> Keep.arrayAt(place, inputs.get(place.node()), frame.scope()))
                        : null;
        return EditContext.whole(applied[write.index()], input);
    }

    private NDArray change(Step step, List<Write> writes, NDArray activation, EditContext context) {
        boolean oneByOne = frame.call().hasRows() || frame.bindings().log() != null;
        if (writes.size() > 1 && !oneByOne) {
            Write first = writes.get(0);
            NDArray other = Keep.atSite(first.place(), () -> other(first, context));
            NDArray together = step.together(setting(first, context.part()), activation, other);
            if (together != null) {
                return together;
            }
        }
        NDArray changed = activation;
        for (Write write : writes) {
            NDArray before = changed;
            changed = Keep.atSite(write.place(), () -> change(write, before, context));
        }
        return changed;
    }

    private NDArray change(Write write, NDArray activation, EditContext context) {
        Write.Setting setting = setting(write, context.part());
        NDArray other = other(write, context);
        NDArray from =
                other == null || isCut(write)
                        ? other
                        : write.read(setting, activation.getShape(), other);
        return write.apply(setting, activation, from);
    }

    /** Whether just the region was kept of what is read. */
    private boolean isCut(Write write) {
        return write.read() != null && plan.readOf(write).isRegion() && !frame.call().hasLengths();
    }

    /** Returns what is read: of a source, or the input of a block that is skipped. */
    private NDArray other(Write write, EditContext context) {
        if (context.part() == EditPart.FACTOR) {
            return null;
        } else if (write.skips()) {
            return context.input();
        } else if (write.read() == null) {
            return null;
        }
        SourceValues source = edited.sources().get(write.intervention().source());
        NDArray read = source.read(plan.readNumber(write), context.number());
        return context.reading().of(read, isCut(write));
    }

    private Write.Setting setting(Write write, EditPart part) {
        InterventionCall call = frame.call();
        return new Write.Setting(
                frame.bindings(),
                call.batchSize(),
                call.lengths(edited.target()),
                write.read() == null ? null : call.lengths(write.intervention().source()),
                call.rows(write.index()),
                part);
    }

    private boolean hasRows(Write write) {
        return !frame.call().rows(write.index()).isNone() && !write.intervention().rows().isNone();
    }

    /** Checks that the forward came by every place where something was to be done. */
    void checkReached() {
        kept.missing()
                .findFirst()
                .ifPresent(
                        place -> {
                            throw notReached(place);
                        });
        for (Write write : edited == null ? List.<Write>of() : plan.writes(edited.target())) {
            if (applied[write.index()] == 0 && hasRows(write)) {
                throw notReached(write.place());
            }
        }
    }

    private static SiteNotReachedException notReached(Place place) {
        return new SiteNotReachedException(
                place.site(),
                "The forward pass never reached the site "
                        + place.site()
                        + ": its block is in the tree, but was not run. Choose a block that the"
                        + " forward calls, or put a HookPoint where the value is");
    }
}
