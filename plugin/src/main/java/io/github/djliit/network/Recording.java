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
import ai.djl.ndarray.NDScope;
import io.github.djliit.network.BoundPlan.Actions;
import io.github.djliit.network.BoundPlan.Place;
import io.github.djliit.site.Port;
import io.github.djliit.site.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A pass that keeps activations: the values that interventions take from a source, and the sites to
 * collect.
 *
 * <p>A block that runs several times in one forward gives one activation for each run, in order.
 */
final class Recording implements Pass {

    private final BoundPlan plan;
    private final NDManager scope;
    private final List<List<NDArray>> reads;
    private final List<List<NDArray>> collected;

    /** The rows of a fused batch that this is about; null for all. */
    private final Span rows;

    /**
     * Creates a pass that has kept nothing yet.
     *
     * @param plan what to keep
     * @param scope the manager of the call, which owns what is kept; blocks close managers of their
     *     own in the middle of a forward
     */
    Recording(BoundPlan plan, NDManager scope) {
        this.plan = plan;
        this.scope = scope;
        reads = lists(plan.reads());
        collected = lists(plan.collects());
        rows = null;
    }

    private Recording(Recording whole, List<List<NDArray>> reads, Span rows) {
        this.plan = whole.plan;
        this.scope = whole.scope;
        this.reads = reads;
        this.collected = whole.collected;
        this.rows = rows;
    }

    @Override
    public NDList visit(int node, Port.Kind kind, NDList arrays) {
        Actions actions = plan.actions(node, kind);
        if (actions != null) {
            for (int read : actions.reads()) {
                reads.get(read).add(keep(plan.reads().get(read), arrays, scope));
            }
            for (int collect : actions.collects()) {
                collected.get(collect).add(keep(plan.collects().get(collect), arrays, scope));
            }
        }
        return arrays;
    }

    /** Checks that the forward came by every place. */
    void checkReached() {
        checkReached(plan.reads(), reads);
        checkReached(plan.collects(), collected);
    }

    /** Whether each kept activation has so many rows, so that rows can be told apart. */
    boolean hasRows(long rows) {
        return Stream.of(reads, collected)
                .flatMap(List::stream)
                .flatMap(List::stream)
                .map(NDArray::getShape)
                .allMatch(shape -> shape.dimension() > 0 && shape.get(0) == rows);
    }

    /** Returns the same for the rows of one part of a fused batch. */
    Recording part(long from, long to) {
        return new Recording(this, reads, new Span(from, to));
    }

    /** Returns the same as constants, through which no gradient flows. */
    Recording detached() {
        List<List<NDArray>> constants =
                reads.stream()
                        .map(runs -> runs.stream().map(NDArray::stopGradient).toList())
                        .toList();
        return new Recording(this, constants, rows);
    }

    /** Returns what the n-th run of a block gave for an intervention. */
    NDArray read(int read, int run) {
        List<NDArray> runs = reads.get(read);
        if (run >= runs.size()) {
            throw new IllegalStateException(
                    "The block of "
                            + plan.reads().get(read).site()
                            + " ran "
                            + runs.size()
                            + " times for the source, and more often for the base: there is no"
                            + " source value for its run number "
                            + run);
        }
        return ofRows(runs.get(run));
    }

    List<NDArray> collected(int collect) {
        return collected.get(collect).stream().map(this::ofRows).toList();
    }

    /** Cut out only when asked for: of a fused batch the base's part of a read never is. */
    private NDArray ofRows(NDArray array) {
        return rows == null ? array : array.get(rows.start() + ":" + rows.end());
    }

    /** Returns the array that a place names, on a manager of the call. */
    static NDArray arrayAt(Place place, NDList arrays, NDManager scope) {
        int index = place.port().indexOrZero();
        if (index >= arrays.size()) {
            throw new IllegalArgumentException(
                    "it names array "
                            + index
                            + ", but there "
                            + (arrays.size() == 1 ? "is 1" : "are " + arrays.size())
                            + " (they count from 0)");
        }
        return within(scope, arrays.get(index));
    }

    /** A parameter belongs to the model, and so would all that is made of it here. */
    static NDArray within(NDManager scope, NDArray array) {
        for (NDManager m = array.getManager(); m != null; m = m.getParentManager()) {
            if (m == scope) {
                return array;
            }
        }
        NDArray view = array.reshape(array.getShape());
        view.setName(array.getName());
        return owned(view, scope);
    }

    /** Runs something of a place, so that its errors name the site. */
    static NDArray atSite(Place place, Supplier<NDArray> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            throw new SiteException(
                    place.site(), "At site " + place.site() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Cuts the region of a place out, as a copy that lives as long as the call, whatever the
     * network does with the array.
     */
    static NDArray keep(Place place, NDList arrays, NDManager scope) {
        NDArray cut = atSite(place, () -> place.cut().cut(arrayAt(place, arrays, scope)));
        return owned(Inputs.copy(cut), scope);
    }

    private static NDArray owned(NDArray array, NDManager scope) {
        array.attach(scope);
        NDScope.unregister(array);
        return array;
    }

    static void checkReached(List<Place> places, List<List<NDArray>> runs) {
        for (int i = 0; i < places.size(); i++) {
            if (runs.get(i).isEmpty()) {
                throw notReached(places.get(i));
            }
        }
    }

    static IllegalStateException notReached(Place place) {
        return new IllegalStateException(
                "The forward pass never reached the site "
                        + place.site()
                        + ": its block is in the tree, but was not run. Choose a block that the"
                        + " forward calls, or put a HookPoint where the value is");
    }

    private static List<List<NDArray>> lists(List<Place> places) {
        List<List<NDArray>> lists = new ArrayList<>(places.size());
        places.forEach(place -> lists.add(new ArrayList<>(1)));
        return lists;
    }
}
