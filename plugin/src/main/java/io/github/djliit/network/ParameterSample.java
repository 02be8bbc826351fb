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
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Some numbers of each parameter of a block at one time, which tell a step of training, or that
 * others were loaded.
 *
 * <p>All numbers would take as long as a run of a few rows, which is what a kept base spares: of a
 * larger parameter it is a sample, spread over the whole. A change of single numbers may go unseen.
 *
 * @param samples bytes of each parameter, by its name
 */
record ParameterSample(Map<String, ByteBuffer> samples) {

    private static final int SIZE = 256;

    static ParameterSample of(Block block) {
        Map<String, ByteBuffer> samples = new LinkedHashMap<>();
        for (Pair<String, Parameter> parameter : block.getParameters()) {
            if (parameter.getValue().isInitialized()) {
                samples.put(parameter.getKey(), sample(parameter.getValue().getArray()));
            }
        }
        return new ParameterSample(samples);
    }

    /** Checks that a block has the same numbers as then. */
    void check(Block block) {
        Map<String, ByteBuffer> now = of(block).samples;
        if (!now.equals(samples)) {
            String first =
                    now.keySet().stream()
                            .filter(name -> !now.get(name).equals(samples.get(name)))
                            .findFirst()
                            .orElse("one that is gone");
            throw new IllegalStateException(
                    "The parameters of the network have changed since the base was kept, first "
                            + first
                            + ": what was kept is of the old ones. Call keepBase again after each"
                            + " change, as a step of training");
        }
    }

    private static ByteBuffer sample(NDArray array) {
        long bytes = array.size() * array.getDataType().getNumOfBytes();
        if (array.getDevice().isGpu() || bytes < Integer.BYTES || bytes > Integer.MAX_VALUE) {
            return ofView(array);
        }
        ByteBuffer all = array.toByteBuffer(true);
        int words = (int) bytes / Integer.BYTES;
        int step = (int) step(words);
        ByteBuffer sample = ByteBuffer.allocate((words + step - 1) / step * Integer.BYTES);
        for (int word = 0; word < words; word += step) {
            sample.putInt(all.getInt(word * Integer.BYTES));
        }
        return sample.flip();
    }

    /** What is not at hand in the memory of the host is taken there. */
    private static ByteBuffer ofView(NDArray array) {
        try (NDManager scope = array.getManager().newSubManager()) {
            NDArray view = array.stopGradient();
            view.attach(scope);
            return view.reshape(-1).get("::" + step(view.size())).toByteBuffer();
        }
    }

    /** Odd, so that it meets all columns of a matrix whose rows are of an even length. */
    private static long step(long size) {
        return size / SIZE | 1;
    }
}
