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
import io.github.djliit.site.Port;
import io.github.djliit.site.Site;
import java.util.ArrayList;
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
    private final BitSet wanted;

    /** How often each intervention was applied; doubles as the number of the next run. */
    private final int[] applied;

    private final List<List<NDArray>> reads;
    private final List<List<NDArray>> collected;

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

    private Run(Call frame, Edited edited, BitSet wanted) {
        this.frame = frame;
        this.plan = frame.plan();
        this.edited = edited;
        this.wanted = wanted;
        applied = new int[plan.writes().size()];
        reads = lists(plan.reads().size());
        collected = lists(plan.collects().size());
    }

    /** Returns a run that edits nothing and keeps the reads that are wanted. */
    static Run plain(Call frame, BitSet wanted) {
        return new Run(frame, null, wanted);
    }

    /** Returns a run that applies the edits of a target. */
    static Run edited(Call frame, int target, List<SourceValues> sources, BitSet wanted) {
        return new Run(frame, new Edited(target, sources), wanted);
    }

    @Override
    public NDList visit(int node, Port.Kind kind, NDList arrays) {
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
        keep(actions, changed);
        return changed;
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

    /** Returns the hooks of the sites that are kept. */
    Set<Site> kept() {
        Set<Site> hooks = new LinkedHashSet<>();
        wanted.stream().forEach(read -> hooks.add(plan.reads().get(read).place().hook()));
        plan.collects().forEach(place -> hooks.add(place.hook()));
        return hooks;
    }

    /** Keeps what code with hooks gave at a site. */
    void keep(Site hook, NDArray array) {
        wanted.stream()
                .filter(read -> plan.reads().get(read).place().hook().equals(hook))
                .forEach(read -> keepRead(read, only(plan.reads().get(read).place(), array)));
        for (int collect = 0; collect < collected.size(); collect++) {
            Place place = plan.collects().get(collect);
            if (place.hook().equals(hook)) {
                keepCollected(collect, only(place, array));
            }
        }
    }

    /** Returns a list that has an array where a place looks for it. */
    private static NDList only(Place place, NDArray array) {
        NDList list = new NDList();
        for (int i = 0; i <= place.port().indexOrZero(); i++) {
            list.add(array);
        }
        return list;
    }

    /** Remembers the input of a block that is skipped. */
    void skippedInput(Place place, NDArray input) {
        inputs.put(place.node(), only(place, input));
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
     * @param reading what is done to arrays that are read
     */
    NDArray apply(Step step, NDArray activation, Reading reading) {
        List<Write> writes = touching(step);
        return writes.isEmpty() ? activation : change(step, writes, activation, reading);
    }

    /** Starts to count anew how often the code of a step ran. */
    void recount(Step step) {
        touching(step).forEach(write -> applied[write.index()] = 0);
    }

    List<Write> touching(Step step) {
        return step.writes().stream().filter(this::hasRows).toList();
    }

    /** Counts a run of the code at a site. */
    void count(Step step) {
        touching(step).forEach(write -> applied[write.index()]++);
    }

    private void keep(Actions actions, NDList arrays) {
        for (int read : actions.reads()) {
            if (wanted.get(read)) {
                keepRead(read, arrays);
            }
        }
        for (int collect : actions.collects()) {
            keepCollected(collect, arrays);
        }
    }

    private void keepRead(int read, NDList arrays) {
        BoundPlan.Read kept = plan.reads().get(read);
        reads.get(read).add(keep(kept.place(), kept.cut(frame.call().hasLengths()), arrays));
    }

    private void keepCollected(int collect, NDList arrays) {
        collected.get(collect).add(keep(plan.collects().get(collect), null, arrays));
    }

    private NDArray keep(Place place, Cut cut, NDList arrays) {
        NDArray kept =
                Keep.atSite(
                        place,
                        () -> {
                            NDArray array = Keep.arrayAt(place, arrays, frame.scope());
                            return cut == null ? place.cut(array) : cut.cut(array);
                        });
        return Keep.copy(kept, frame.scope());
    }

    private NDList edit(Step step, NDList arrays) {
        List<Write> writes = touching(step);
        if (writes.isEmpty()) {
            return arrays;
        }
        Place place = writes.get(0).place();
        NDArray activation = Keep.atSite(place, () -> Keep.arrayAt(place, arrays, frame.scope()));
        NDArray changed = change(step, writes, activation, Reading.AS_IT_IS);
        changed.setName(activation.getName());
        count(step);
        NDList list = new NDList(arrays);
        list.set(place.port().indexOrZero(), changed);
        return list;
    }

    private NDArray change(Step step, List<Write> writes, NDArray activation, Reading reading) {
        boolean oneByOne = frame.call().hasRows() || frame.bindings().log() != null;
        if (writes.size() > 1 && !oneByOne) {
            Write first = writes.get(0);
            NDArray other = Keep.atSite(first.place(), () -> other(first, reading));
            NDArray together = step.together(setting(first), activation, other);
            if (together != null) {
                return together;
            }
        }
        NDArray changed = activation;
        for (Write write : writes) {
            NDArray before = changed;
            changed = Keep.atSite(write.place(), () -> change(write, before, reading));
        }
        return changed;
    }

    private NDArray change(Write write, NDArray activation, Reading reading) {
        Write.Setting setting = setting(write);
        NDArray other = other(write, reading);
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

    /** Returns what is read: of a source, or of the inputs of a block that is skipped. */
    private NDArray other(Write write, Reading reading) {
        if (write.skips()) {
            return Keep.arrayAt(write.place(), inputs.get(write.place().node()), frame.scope());
        } else if (write.read() == null) {
            return null;
        }
        SourceValues source = edited.sources().get(write.intervention().source());
        NDArray read = source.read(plan.readNumber(write), applied[write.index()]);
        return reading.of(read, isCut(write));
    }

    private Write.Setting setting(Write write) {
        InterventionCall call = frame.call();
        return new Write.Setting(
                frame.bindings(),
                call.batchSize(),
                call.lengths(edited.target()),
                write.read() == null ? null : call.lengths(write.intervention().source()),
                call.rows(write.index()));
    }

    private boolean hasRows(Write write) {
        return !frame.call().rows(write.index()).isNone() && !write.intervention().rows().isNone();
    }

    /** Returns what the n-th run of a block gave for an intervention. */
    NDArray read(int read, int number) {
        List<NDArray> runs = reads.get(read);
        if (number >= runs.size()) {
            Site site = plan.reads().get(read).place().site();
            throw new SiteNotReachedException(
                    site,
                    "The block of "
                            + site
                            + " ran "
                            + runs.size()
                            + " times for the source, and more often for the base: there is no"
                            + " source value for its run number "
                            + number);
        }
        return runs.get(number);
    }

    List<NDArray> collected(int collect) {
        return collected.get(collect);
    }

    /** Whether each kept activation has so many rows, so that rows can be told apart. */
    boolean hasRows(long rows) {
        List<List<NDArray>> kept = new ArrayList<>(reads);
        kept.addAll(collected);
        return kept.stream()
                .flatMap(List::stream)
                .map(NDArray::getShape)
                .allMatch(shape -> shape.dimension() > 0 && shape.get(0) == rows);
    }

    /** Checks that the forward came by every place where something was to be done. */
    void checkReached() {
        for (int read = 0; read < reads.size(); read++) {
            if (wanted.get(read) && reads.get(read).isEmpty()) {
                throw notReached(plan.reads().get(read).place());
            }
        }
        for (int collect = 0; collect < collected.size(); collect++) {
            if (collected.get(collect).isEmpty()) {
                throw notReached(plan.collects().get(collect));
            }
        }
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

    private static List<List<NDArray>> lists(int size) {
        List<List<NDArray>> lists = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            lists.add(new ArrayList<>(1));
        }
        return lists;
    }
}
