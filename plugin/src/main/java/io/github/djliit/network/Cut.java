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

/**
 * Cuts a part out of an array and puts an edited one back.
 *
 * <p>Never in place: writing into a copy silently gives zero gradients in DJL, while slices,
 * gathers and concatenations differentiate on both sides.
 */
interface Cut {

    /** Everything: the cut is the array itself. */
    Cut WHOLE =
            new Cut() {
                @Override
                public NDArray cut(NDArray array) {
                    return array;
                }

                @Override
                public NDArray paste(NDArray array, NDArray edited) {
                    return edited;
                }
            };

    /** Cuts the part out, as an array with as many axes. */
    NDArray cut(NDArray array);

    /** Returns the array with the part replaced by {@code edited}, as a new array. */
    NDArray paste(NDArray array, NDArray edited);

    /** Returns the cut of a part of this part. */
    default Cut then(Cut inner) {
        if (inner == WHOLE) {
            return this;
        }
        Cut outer = this;
        return outer == WHOLE
                ? inner
                : new Cut() {
                    @Override
                    public NDArray cut(NDArray array) {
                        return inner.cut(outer.cut(array));
                    }

                    @Override
                    public NDArray paste(NDArray array, NDArray edited) {
                        return outer.paste(array, inner.paste(outer.cut(array), edited));
                    }
                };
    }
}
