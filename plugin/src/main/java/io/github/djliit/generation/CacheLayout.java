/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.generation;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a model takes and gives the keys and values of earlier tokens: as tensors of their own, one
 * after the other, which start out with no tokens.
 *
 * <p>Of the arrays that the model takes, number k is at the next step what came out at {@code
 * outputs.get(k)}. Immutable.
 *
 * @param outputs the place among the model's outputs of each array, in the order of the inputs
 * @param empty the shape of one row of each array before the first token, with a 0 for the axis of
 *     tokens: {@code (heads, 0, units)}
 * @param type the type of the arrays
 */
public record CacheLayout(List<Integer> outputs, Shape empty, DataType type) {

    /** Copies the list and checks what is given. */
    public CacheLayout {
        outputs = List.copyOf(outputs);
        boolean areDifferent = outputs.stream().distinct().count() == outputs.size();
        if (outputs.isEmpty() || !areDifferent || outputs.stream().anyMatch(i -> i < 0)) {
            throw new IllegalArgumentException(
                    "Expected different places among the outputs, from 0, one for each array of"
                            + " keys or values; found "
                            + outputs);
        }
        if (empty.size() != 0) {
            throw new IllegalArgumentException(
                    "Before the first token the arrays are empty: expected a 0 for the axis of"
                            + " tokens, as in (heads, 0, units); found "
                            + empty);
        }
    }

    /**
     * Describes keys and values layer by layer, {@code key0, value0, key1, ...}, each {@code
     * [batch, heads, tokens, units]} in single precision, after the logits in the outputs.
     *
     * @param layers the number of layers
     * @param heads the number of heads of keys and values
     * @param units the units of one head
     * @return the layout
     */
    public static CacheLayout of(int layers, long heads, long units) {
        List<Integer> outputs = IntStream.rangeClosed(1, 2 * layers).boxed().toList();
        return new CacheLayout(outputs, new Shape(heads, 0, units), DataType.FLOAT32);
    }

    NDList empty(NDManager manager, long rows) {
        NDList arrays = new NDList(outputs.size());
        outputs.forEach(o -> arrays.add(manager.create(new Shape(rows).addAll(empty), type)));
        return arrays;
    }

    /** Returns what goes into the next step. */
    NDList next(NDList all) {
        NDList arrays = new NDList(outputs.size());
        for (int output : outputs) {
            if (output >= all.size()) {
                throw new IllegalStateException(
                        "The layout expects keys or values at output "
                                + output
                                + " of the model, which gives "
                                + all.size()
                                + " (they count from 0)");
            }
            arrays.add(all.get(output));
        }
        return arrays;
    }
}
