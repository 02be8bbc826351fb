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
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Checks of the inputs of base and sources, and their way into one batch and out of it. */
final class Inputs {

    private Inputs() {}

    static void checkBase(NDList base) {
        if (base.isEmpty()) {
            throw new IllegalArgumentException("The base has no arrays; give the model's inputs");
        }
    }

    /** Checks numbers of arrays, numbers of rows and types; no look at the device. */
    static void check(InterventionCall call) {
        NDList base = call.base();
        int axis = call.batchAxis().axis();
        long batch = axis == BatchAxis.NONE ? 0 : rows(base, 0, axis, "base");
        checkRows(base, "base", axis, batch);
        for (int s = 0; s < call.sources().size(); s++) {
            String name = "source " + s;
            if (call.cache(s) == null) {
                checkSource(base, call.sources().get(s), name);
                checkRows(call.sources().get(s), name, axis, batch);
            } else if (axis == 0) {
                checkCache(call.cache(s), name, batch);
            }
        }
    }

    private static void checkSource(NDList base, NDList source, String name) {
        if (source.size() != base.size()) {
            throw new IllegalArgumentException(
                    "The base has "
                            + base.size()
                            + " input arrays, "
                            + name
                            + " has "
                            + source.size()
                            + ": give both the model's inputs");
        }
        for (int i = 0; i < base.size(); i++) {
            if (source.get(i).getDataType() != base.get(i).getDataType()) {
                throw new IllegalArgumentException(
                        "Input "
                                + i
                                + " of the base is "
                                + Tensor.nameOf(base.get(i).getDataType())
                                + ", of "
                                + name
                                + " "
                                + Tensor.nameOf(source.get(i).getDataType()));
            }
        }
    }

    private static void checkCache(ActivationCache cache, String name, long batch) {
        List<Long> rows = cache.rows();
        if (!rows.contains(batch) && !rows.contains(1L)) {
            throw new IllegalArgumentException(
                    "The base has "
                            + batch
                            + " rows, the activations of "
                            + name
                            + " have "
                            + (rows.contains(-1L) || rows.isEmpty() ? "none" : rows.get(0))
                            + ": give as many, or one that holds for all");
        }
    }

    /** Checks that no input is NaN; one reduction for each array of floating point. */
    static void checkNumbers(NDList base, List<NDList> sources) {
        checkNumbers(base, "base");
        for (int s = 0; s < sources.size(); s++) {
            checkNumbers(sources.get(s), "source " + s);
        }
    }

    /** Whether base and sources can be stacked into one batch. */
    static boolean sameShapes(NDList base, List<NDList> sources) {
        return sources.stream()
                .allMatch(
                        source -> {
                            for (int i = 0; i < base.size(); i++) {
                                if (!source.get(i).getShape().equals(base.get(i).getShape())) {
                                    return false;
                                }
                            }
                            return true;
                        });
    }

    /** Stacks base and sources into one batch: {@code [base rows, source 0 rows, ...]}. */
    static NDList fuse(NDList base, List<NDList> sources, NDManager manager) {
        NDList fused = new NDList(base.size());
        for (int i = 0; i < base.size(); i++) {
            NDList parts = new NDList(base.get(i));
            for (NDList source : sources) {
                parts.add(source.get(i));
            }
            NDArray array = NDArrays.concat(parts, 0);
            array.attach(manager);
            array.setName(base.get(i).getName());
            fused.add(array);
        }
        return fused;
    }

    /**
     * Copies arrays to another manager, so that what is computed from them goes there, and the
     * caller's arrays, which other threads may use, are not touched, not even by a network that
     * writes in place.
     */
    static NDList copies(NDList arrays, NDManager manager) {
        NDList copies = new NDList(arrays.size());
        for (NDArray array : arrays) {
            NDArray copy = Keep.copy(array, manager);
            copy.setName(array.getName());
            copies.add(copy);
        }
        return copies;
    }

    /**
     * Copies an array with its gradient: in DJL {@code duplicate} and {@code toType} cut it, and a
     * tile of one keeps it.
     */
    static NDArray copy(NDArray array) {
        long[] once = new long[array.getShape().dimension()];
        Arrays.fill(once, 1);
        return array.tile(once);
    }

    private static void checkNumbers(NDList arrays, String name) {
        for (int i = 0; i < arrays.size(); i++) {
            NDArray array = arrays.get(i);
            if (array.getDataType().isFloating() && hasNaN(array)) {
                throw new IllegalArgumentException(
                        "Input "
                                + i
                                + " of the "
                                + name
                                + " holds NaN, which would spread"
                                + " silently: clean the data first");
            }
        }
    }

    /** A sum is NaN if an element is; or if infinities cancel out, which the second look tells. */
    private static boolean hasNaN(NDArray array) {
        try (NDManager scope = array.getManager().newSubManager()) {
            NDArray sum = array.sum();
            sum.attach(scope);
            NDArray single = sum.toType(DataType.FLOAT32, false);
            single.attach(scope);
            if (!Float.isNaN(single.getFloat())) {
                return false;
            }
            NDArray nan = array.isNaN();
            nan.attach(scope);
            return nan.any().getBoolean();
        }
    }

    /** Returns the length of the first axis of an array; 1 for a single number. */
    static long length(NDArray array) {
        Shape shape = array.getShape();
        return shape.dimension() == 0 ? 1 : shape.get(0);
    }

    private static long rows(NDList arrays, int i, int axis, String name) {
        Shape shape = arrays.get(i).getShape();
        if (shape.dimension() <= axis) {
            throw new IllegalArgumentException(
                    "Input %s of the %s has no batch axis%s: its shape is %s"
                            .formatted(i, name, axis == 0 ? "" : " " + axis, shape));
        }
        return shape.get(axis);
    }

    private static void checkRows(NDList arrays, String name, int axis, long batch) {
        for (int i = 0; i < arrays.size() && axis != BatchAxis.NONE; i++) {
            long rows = rows(arrays, i, axis, name);
            if (rows != batch) {
                throw new IllegalArgumentException(
                        "The base has "
                                + batch
                                + " rows, input "
                                + i
                                + " of the "
                                + name
                                + " has "
                                + rows
                                + ": row i of a source is paired with row i of the base; say so"
                                + " where the inputs are no batch");
            }
        }
    }

    /** Takes outputs of a fused batch apart, into as many of the same size. */
    static List<NDList> split(NDList outputs, int parts) {
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

    /** Whether each array has so many rows. */
    static boolean hasRows(NDList arrays, long rows) {
        return arrays.stream()
                .allMatch(a -> a.getShape().dimension() > 0 && a.getShape().get(0) == rows);
    }
}
