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
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.intervention.Featurizer;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.Rows;
import io.github.djliit.network.BoundPlan.Actions;
import io.github.djliit.network.BoundPlan.Place;
import io.github.djliit.site.Port;
import io.github.djliit.site.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The pass of the counterfactual: applies the edits of a plan, and keeps the sites to collect. */
final class Editing implements Pass {

    private final BoundPlan plan;
    private final InterventionCall call;
    private final NDManager scope;
    private final List<Recording> sources;

    /** How often each intervention was applied; doubles as the number of the next run. */
    private final int[] applied;

    private final List<List<NDArray>> collected = new ArrayList<>();

    /**
     * Creates the pass.
     *
     * @param plan the plan
     * @param call the call, for its rows
     * @param scope the manager of the call, which owns what is kept
     * @param sources what was kept of each source run
     */
    Editing(BoundPlan plan, InterventionCall call, NDManager scope, List<Recording> sources) {
        this.plan = plan;
        this.call = call;
        this.scope = scope;
        this.sources = sources;
        applied = new int[plan.writes().size()];
        plan.collects().forEach(place -> collected.add(new ArrayList<>(1)));
    }

    @Override
    public NDList visit(int node, Port.Kind kind, NDList arrays) {
        Actions actions = plan.actions(node, kind);
        if (actions == null) {
            return arrays;
        }
        NDList edited = arrays;
        for (int write : actions.writes()) {
            if (!call.rows(write).isNone()) {
                edited = edit(write, edited);
            }
        }
        for (int collect : actions.collects()) {
            Place place = plan.collects().get(collect);
            collected.get(collect).add(Recording.keep(place, edited, scope));
        }
        return edited;
    }

    /** Checks that every intervention that has rows was applied. */
    void checkReached() {
        for (int write = 0; write < applied.length; write++) {
            if (applied[write] == 0 && !call.rows(write).isNone()) {
                throw Recording.notReached(plan.writes().get(write));
            }
        }
        Recording.checkReached(plan.collects(), collected);
    }

    List<NDArray> collected(int collect) {
        return collected.get(collect);
    }

    private NDList edit(int write, NDList arrays) {
        Place place = plan.writes().get(write);
        NDArray activation = Recording.atSite(place, () -> Recording.arrayAt(place, arrays, scope));
        NDArray base = Recording.atSite(place, () -> place.cut().cut(activation));
        NDArray source = sourceOf(write, base);
        NDArray changed = Recording.atSite(place, () -> change(write, activation, base, source));
        applied[write]++;
        NDList list = new NDList(arrays);
        list.set(place.port().indexOrZero(), changed);
        return list;
    }

    /** Returns what the source run gave at the same place, or null for an edit that needs none. */
    private NDArray sourceOf(int write, NDArray base) {
        Intervention intervention = plan.intervention(write);
        if (!intervention.edit().needsSource()) {
            return null;
        }
        Recording recording = sources.get(intervention.source());
        NDArray source = recording.read(plan.readOf(write), applied[write]);
        if (!base.getShape().equals(source.getShape())) {
            Site site = plan.writes().get(write).site();
            throw new SiteException(
                    site,
                    "At site "
                            + site
                            + ": the base has shape "
                            + base.getShape()
                            + " (batch first), the source "
                            + source.getShape()
                            + ": choose a region that has one shape in both",
                    null);
        }
        return source;
    }

    private NDArray change(int write, NDArray activation, NDArray base, NDArray source) {
        Intervention intervention = plan.intervention(write);
        NDArray edited = apply(intervention, base, source);
        checkKept(intervention, base, edited);
        NDArray onRows = onRows(call.rows(write), edited, base);
        NDArray changed = plan.writes().get(write).cut().paste(activation, onRows);
        changed.setName(activation.getName());
        return changed;
    }

    private NDArray apply(Intervention intervention, NDArray base, NDArray source) {
        Featurizer featurizer = intervention.featurizer();
        NDArray features = featurizer.featurize(base);
        NDArray from = source == null ? null : featurizer.featurize(source);
        return featurizer.restore(intervention.edit().apply(features, from), base);
    }

    /** Keeps the base where a row is not selected. */
    private NDArray onRows(Rows rows, NDArray edited, NDArray base) {
        if (rows.isAll()) {
            return edited;
        }
        Shape shape = base.getShape();
        boolean[] selected = new boolean[Math.toIntExact(call.batchSize())];
        for (int row : rows.indices(selected.length)) {
            selected[row] = true;
        }
        if (shape.dimension() == 0 || shape.get(0) != selected.length) {
            throw new IllegalArgumentException(
                    "rows of a batch of "
                            + selected.length
                            + " cannot be told apart in an"
                            + " activation of shape "
                            + shape);
        }
        long[] column = new long[shape.dimension()];
        Arrays.fill(column, 1);
        column[0] = selected.length;
        // A duplicate owns its memory; the backward pass reads it after this array is closed.
        NDArray mask = base.getManager().create(selected, new Shape(column)).duplicate();
        return NDArrays.where(mask.broadcast(shape), edited, base);
    }

    private static void checkKept(Intervention intervention, NDArray base, NDArray edited) {
        if (!edited.getShape().equals(base.getShape())
                || edited.getDataType() != base.getDataType()) {
            throw new IllegalArgumentException(
                    "the edit "
                            + intervention.edit().name()
                            + " must keep shape "
                            + base.getShape()
                            + " and type "
                            + base.getDataType()
                            + ", found "
                            + edited.getShape()
                            + " "
                            + edited.getDataType());
        }
    }
}
