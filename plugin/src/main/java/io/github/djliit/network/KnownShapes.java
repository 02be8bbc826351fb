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
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.site.Site;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shapes that compiled code was last seen to have at its sites, by the shape of its first
 * input, so that a call need not run it once more just to learn them.
 *
 * <p>They are a guess: other inputs matter as well, and change more often, as the keys and values
 * of earlier tokens do at each step of a generation. Who takes the guess checks it. Thread-safe.
 */
final class KnownShapes {

    private static final int MAX_INPUTS = 64;

    private final Map<Shape, Map<Site, List<Seen>>> byInput =
            new LinkedHashMap<>(16, .75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Shape, Map<Site, List<Seen>>> old) {
                    return size() > MAX_INPUTS;
                }
            };

    /** Shape and type of one value. */
    record Seen(Shape shape, DataType type) {

        /** Returns what an array is. */
        static Seen of(NDArray array) {
            return new Seen(array.getShape(), array.getDataType());
        }

        /** Returns this with a type that the engine has a name for, see {@link Keep#named}. */
        Seen named() {
            return type == DataType.UNKNOWN ? new Seen(shape, DataType.FLOAT32) : this;
        }
    }

    /** Returns what is known of a batch whose first input has a shape; empty for nothing. */
    synchronized Map<Site, List<Seen>> of(Shape input) {
        return byInput.getOrDefault(input, Map.of());
    }

    /**
     * Remembers what a run gave.
     *
     * @param input the shape of its first input
     * @param captured the values at its sites
     * @param batch the number of rows of the base, of which a fused run has a multiple
     */
    synchronized void put(Shape input, Map<Site, NDList> captured, long batch) {
        long rows = input.dimension() == 0 ? batch : input.get(0);
        Shape key = ofBatch(input, rows, batch);
        Map<Site, List<Seen>> known = new HashMap<>(of(key));
        captured.forEach(
                (site, arrays) ->
                        known.put(
                                site, arrays.stream().map(a -> ofBatch(a, rows, batch)).toList()));
        byInput.put(key, Collections.unmodifiableMap(known));
    }

    private static Seen ofBatch(NDArray array, long rows, long batch) {
        return new Seen(ofBatch(array.getShape(), rows, batch), array.getDataType());
    }

    /** A fused run has the rows of several. */
    private static Shape ofBatch(Shape shape, long rows, long batch) {
        long[] sizes = shape.getShape().clone();
        if (sizes.length > 0 && sizes[0] == rows) {
            sizes[0] = batch;
        }
        return new Shape(sizes);
    }

    synchronized void clear() {
        byInput.clear();
    }
}
