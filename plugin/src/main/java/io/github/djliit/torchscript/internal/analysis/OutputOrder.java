/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The order of the arrays of a dict that a model returns, which is that of its code.
 *
 * <p>DJL gives them in the order of a hash map, so that the number of an array would not be that of
 * its site.
 *
 * @param keys the keys in order; none where the model returns no dict, or the code does not tell
 */
public record OutputOrder(List<String> keys) {

    /** Returns the same arrays in order; those without a key in the code come last. */
    public NDList of(NDList outputs) {
        if (keys.size() < 2) {
            return outputs;
        }
        List<NDArray> sorted = new ArrayList<>(outputs);
        sorted.sort(Comparator.comparingInt(this::place));
        return new NDList(sorted);
    }

    private int place(NDArray array) {
        int place = keys.indexOf(array.getName());
        return place < 0 ? keys.size() : place;
    }
}
