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
import ai.djl.ndarray.types.Shape;
import io.github.djliit.site.Site;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A source that does not run: its activations were kept before.
 *
 * @param frame the call
 * @param cache what was kept
 * @param readThrough what is done to an array that is read
 */
record CachedValues(Run.Call frame, ActivationCache cache, UnaryOperator<NDArray> readThrough)
        implements SourceValues {

    CachedValues(Run.Call frame, ActivationCache cache) {
        this(frame, cache, UnaryOperator.identity());
    }

    @Override
    public NDArray read(int read, int run) {
        BoundPlan.Read wanted = frame.plan().reads().get(read);
        Place place = wanted.place();
        boolean isRegion = wanted.isRegion() && !frame.call().hasLengths();
        for (Map.Entry<Site, NDList> entry : cache.activations().entrySet()) {
            Place kept = frame.plan().place(entry.getKey());
            boolean isSame = isRegion && kept.isSameAs(place);
            if (isSame || kept.isAllOf(place)) {
                NDArray array = rows(run(entry.getKey(), entry.getValue(), run));
                return readThrough.apply(isSame || !isRegion ? array : place.cut(array));
            }
        }
        throw new SiteException(
                place.site(),
                "The cache has no activation of "
                        + place.site()
                        + " that the plan reads; it has "
                        + cache.activations().keySet()
                        + ". Collect the site, without a region where rows have positions of their"
                        + " own",
                null);
    }

    private static NDArray run(Site site, NDList runs, int run) {
        if (run >= runs.size()) {
            throw new IllegalStateException(
                    "The cache has "
                            + runs.size()
                            + " runs of "
                            + site
                            + ", but its block runs more often");
        }
        return runs.get(run);
    }

    private static void checkRows(Shape kept, long batch) {
        if (kept.dimension() == 0 || (kept.get(0) != batch && kept.get(0) != 1)) {
            throw new IllegalArgumentException(
                    "the base has "
                            + batch
                            + " rows, the activation that was kept has shape "
                            + kept
                            + ": keep as many, or one that holds for all");
        }
    }

    /** One row holds for every row of the batch. */
    private NDArray rows(NDArray array) {
        long batch = frame.call().batchSize();
        checkRows(array.getShape(), batch);
        NDArray view = array.reshape(array.getShape());
        view.attach(frame.scope());
        if (array.getShape().get(0) == batch) {
            return view;
        }
        long[] wide = array.getShape().getShape().clone();
        wide[0] = batch;
        return view.broadcast(new Shape(wide));
    }

    @Override
    public List<NDArray> collected(int collect) {
        return List.of();
    }

    @Override
    public SourceValues detached() {
        return new CachedValues(frame, cache, NDArray::stopGradient);
    }

    @Override
    public NDList outputs() {
        return new NDList();
    }
}
