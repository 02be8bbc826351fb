/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * How sequences of different lengths are made equal: on their first axis, with a value for each
 * input array.
 *
 * @param values the value by number of the input array; 0 where there is none
 * @param isLeft whether padding goes before the sequence
 */
record SequencePadding(Map<Integer, Number> values, boolean isLeft) {

    SequencePadding {
        values = Map.copyOf(values);
    }

    /** Checks that runs have the same arrays, save for their shapes. */
    static void checkArrays(List<PreparedRun> runs) {
        PreparedRun first = runs.get(0);
        for (PreparedRun run : runs) {
            if (run.arrays().size() != first.arrays().size()) {
                throw new IllegalArgumentException(
                        "The network's inputs are "
                                + first.arrays().size()
                                + " arrays for the "
                                + first.name()
                                + ", but "
                                + run.arrays().size()
                                + " for the "
                                + run.name());
            }
            for (int i = 0; i < first.arrays().size(); i++) {
                DataType expected = first.arrays().get(i).getDataType();
                DataType found = run.arrays().get(i).getDataType();
                if (expected != found) {
                    throw misfit(
                            i,
                            first,
                            Tensor.nameOf(expected),
                            run,
                            Tensor.nameOf(found),
                            "they are of one type");
                }
            }
        }
    }

    /** Whether an input array differs in shape between runs. */
    static boolean differs(List<PreparedRun> runs, int input) {
        Shape first = runs.get(0).arrays().get(input).getShape();
        return runs.stream().anyMatch(r -> !r.arrays().get(input).getShape().equals(first));
    }

    /** Returns the arrays of each run, all of one shape for each input. */
    NDList[] pad(List<PreparedRun> runs) {
        NDList[] padded = new NDList[runs.size()];
        for (int run = 0; run < padded.length; run++) {
            padded[run] = new NDList(runs.get(run).arrays());
        }
        for (int input = 0; input < padded[0].size(); input++) {
            if (differs(runs, input)) {
                pad(runs, input, padded);
            }
        }
        return padded;
    }

    private void pad(List<PreparedRun> runs, int input, NDList[] padded) {
        PreparedRun first = runs.get(0);
        Shape expected = first.arrays().get(input).getShape();
        for (PreparedRun run : runs) {
            Shape found = run.arrays().get(input).getShape();
            if (!differInLengthOnly(expected, found)) {
                throw misfit(
                        input,
                        first,
                        expected,
                        run,
                        found,
                        "they may differ in their first axis only, which is padded");
            }
        }
        long longest = runs.stream().mapToLong(r -> r.arrays().get(input).size(0)).max().orElse(0);
        for (NDList arrays : padded) {
            arrays.set(input, pad(arrays.get(input), input, longest));
        }
    }

    private static boolean differInLengthOnly(Shape one, Shape two) {
        return one.dimension() > 0
                && one.dimension() == two.dimension()
                && one.slice(1).equals(two.slice(1));
    }

    private NDArray pad(NDArray array, int input, long length) {
        long missing = length - array.size(0);
        if (missing == 0) {
            return array;
        }
        long[] shape = array.getShape().getShape().clone();
        shape[0] = missing;
        NDManager manager = array.getManager();
        float value = values.getOrDefault(input, 0).floatValue();
        try (NDArray fill = manager.full(new Shape(shape), value, array.getDataType())) {
            NDArray padded = isLeft ? fill.concat(array, 0) : array.concat(fill, 0);
            padded.setName(array.getName());
            return padded;
        }
    }

    private static IllegalArgumentException misfit(
            int input, PreparedRun one, Object first, PreparedRun two, Object other, String rule) {
        return new IllegalArgumentException(
                "Input array "
                        + input
                        + " of the network is "
                        + first
                        + " for the "
                        + one.name()
                        + " and "
                        + other
                        + " for the "
                        + two.name()
                        + ": "
                        + rule
                        + ". Give inputs that fit together, or predict them one by one");
    }
}
