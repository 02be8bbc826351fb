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
import java.util.Arrays;

/**
 * Where the rows of the inputs of one call are.
 *
 * @param axis the axis, {@link #NONE} for inputs that are no batch
 * @param isSaid whether the caller said so; it is looked up in the shapes otherwise
 */
record BatchAxis(int axis, boolean isSaid) {

    static final int NONE = -1;

    /** Takes what the caller says, or else the first axis if the inputs have it in common. */
    static BatchAxis of(Integer said, NDList base) {
        if (said != null) {
            return new BatchAxis(said, true);
        }
        return new BatchAxis(hasCommonAxis(base) ? 0 : NONE, false);
    }

    private static boolean hasCommonAxis(NDList base) {
        Shape first = base.head().getShape();
        return first.dimension() > 0
                && base.stream()
                        .map(NDArray::getShape)
                        .allMatch(s -> s.dimension() > 0 && s.get(0) == first.get(0));
    }

    /** Whether the rows are on the first axis, where they can be told apart. */
    boolean isFirst() {
        return axis == 0;
    }

    /** Says why rows cannot be told apart, and what to do. */
    String obstacle(NDList base) {
        if (axis > 0) {
            return "the batch axis is " + axis + ": rows and positions are counted where it is 0";
        } else if (isSaid) {
            return "the call says that its inputs are no batch";
        }
        return "the inputs have no common batch axis, their shapes are "
                + Arrays.toString(base.getShapes())
                + ": leave out rows and positions";
    }
}
