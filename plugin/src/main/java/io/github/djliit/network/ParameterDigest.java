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
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The numbers of all parameters of a block at one time, as far as they tell a change.
 *
 * <p>In the memory of the host a checksum of the bytes, which takes about as long as a run of a few
 * rows. Elsewhere, as on a GPU, sums of the numbers and of their squares, which permutations leave
 * alone.
 *
 * @param digests the digest of each parameter, by its name
 */
record ParameterDigest(Map<String, Long> digests) {

    static ParameterDigest of(Block block) {
        Map<String, Long> digests = new LinkedHashMap<>();
        for (Pair<String, Parameter> parameter : block.getParameters()) {
            if (parameter.getValue().isInitialized()) {
                digests.put(parameter.getKey(), digest(parameter.getValue().getArray()));
            }
        }
        return new ParameterDigest(digests);
    }

    /** Checks that a block has the same numbers as then. */
    void check(Block block) {
        Map<String, Long> now = of(block).digests;
        if (!now.equals(digests)) {
            String first =
                    now.keySet().stream()
                            .filter(name -> !now.get(name).equals(digests.get(name)))
                            .findFirst()
                            .orElse("one that is gone");
            throw new IllegalStateException(
                    "The parameters of the network have changed since the base was kept, first "
                            + first
                            + ": what was kept is of the old ones. Call keepBase again after each"
                            + " change, as a step of training");
        }
    }

    private static long digest(NDArray array) {
        long bytes = array.size() * array.getDataType().getNumOfBytes();
        if (array.getDevice().isGpu() || bytes > Integer.MAX_VALUE) {
            return sums(array);
        }
        ByteBuffer numbers = array.toByteBuffer(true);
        CRC32C checksum = new CRC32C();
        checksum.update(numbers);
        return checksum.getValue();
    }

    private static long sums(NDArray array) {
        try (NDManager scope = array.getManager().newSubManager()) {
            NDArray view = array.stopGradient();
            view.attach(scope);
            NDArray wide = view.toType(DataType.FLOAT32, false);
            float sum = wide.sum().getFloat();
            float squares = wide.square().sum().getFloat();
            return (long) Float.floatToIntBits(sum) << Integer.SIZE
                    | Integer.toUnsignedLong(Float.floatToIntBits(squares));
        }
    }
}
