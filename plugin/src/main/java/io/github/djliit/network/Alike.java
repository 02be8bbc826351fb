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
import java.util.List;

/** Compares what one network gave in two ways, up to the rounding of another order of sums. */
final class Alike {

    private static final double RELATIVE = 1e-5;

    /** Half precision has three digits; two steps of its last one. */
    private static final double RELATIVE_HALF = 2e-3;

    private static final double ABSOLUTE = 1e-6;

    private Alike() {}

    /** Whether arrays have the same types and shapes, and numbers that are the same to rounding. */
    static boolean all(List<NDArray> found, List<NDArray> expected) {
        if (found.size() != expected.size()) {
            return false;
        }
        for (int i = 0; i < found.size(); i++) {
            if (!isAlike(found.get(i), expected.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlike(NDArray found, NDArray expected) {
        if (!found.getShape().equals(expected.getShape())
                || found.getDataType() != expected.getDataType()) {
            return false;
        } else if (expected.getShape().size() == 0) {
            return true;
        }
        try (NDManager scope = expected.getManager().newSubManager()) {
            NDArray a = plain(found, scope);
            NDArray b = plain(expected, scope);
            return a.getDataType().isFloating()
                    ? isNear(a, b, relative(expected.getDataType()))
                    : a.eq(b).all().getBoolean();
        }
    }

    private static double relative(DataType type) {
        boolean isHalf = type == DataType.FLOAT16 || type == DataType.UNKNOWN;
        return isHalf ? RELATIVE_HALF : RELATIVE;
    }

    /** Infinities, as of masks, and what is no number stand where they stood. */
    private static boolean isNear(NDArray found, NDArray expected, double relative) {
        NDArray isInfinite = expected.isInfinite();
        NDArray isNaN = expected.isNaN();
        NDArray odd = isInfinite.logicalOr(isNaN);
        NDArray largest = NDArrays.where(odd, expected.zerosLike(), expected).abs().max();
        NDArray near = found.sub(expected).abs().lte(largest.mul(relative).add(ABSOLUTE));
        NDArray same = found.eq(expected).logicalOr(isNaN.logicalAnd(found.isNaN()));
        return same.logicalOr(near.logicalAnd(odd.logicalNot())).all().getBoolean();
    }

    /** Returns a view without gradient, on a manager of its own, in a type to reckon with. */
    private static NDArray plain(NDArray array, NDManager scope) {
        NDArray still = array.stopGradient();
        still.attach(scope);
        NDArray view = Keep.view(still, scope);
        boolean isHalf = array.getDataType() == DataType.FLOAT16;
        NDArray named = isHalf ? view.toType(DataType.FLOAT32, false) : Keep.named(view);
        named.attach(scope);
        return named;
    }

    /**
     * Whether the rows of a source are others than those of the base, so that it would show if a
     * network mixed them: neither the same nor the same in another order.
     */
    static boolean hasOtherRows(NDList base, NDList source) {
        try (NDManager scope = base.head().getManager().newSubManager()) {
            for (int i = 0; i < base.size(); i++) {
                if (!all(List.of(sums(base.get(i), scope)), List.of(sums(source.get(i), scope)))) {
                    return true;
                }
            }
            return false;
        }
    }

    private static NDArray sums(NDArray array, NDManager scope) {
        NDArray view = plain(array, scope);
        boolean isBoolean = view.getDataType() == DataType.BOOLEAN;
        NDArray numbers = isBoolean ? view.toType(DataType.INT32, false) : view;
        numbers.attach(scope);
        return numbers.sum(new int[] {0});
    }
}
