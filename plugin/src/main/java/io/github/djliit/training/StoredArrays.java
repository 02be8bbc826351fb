/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Arrays of examples that were encoded once, and are kept as bytes outside any engine.
 *
 * <p>Collecting the rows of a batch from bytes that lie side by side takes a tenth of the time of
 * encoding settings that lie all over the heap.
 */
final class StoredArrays implements ExampleArrays {

    /** What the store may take; examples that need more are encoded anew for each batch. */
    static final long MAX_BYTES = 256L << 20;

    private final List<Column> data;
    private final List<Column> labels;

    private StoredArrays(Arrays all) {
        data = all.data().stream().map(Column::of).toList();
        labels = all.labels().stream().map(Column::of).toList();
    }

    /**
     * Encodes all examples, unless they are too large to keep.
     *
     * @param arrays encodes examples
     * @param count how many there are
     * @param manager a manager of the engine; nothing is left there
     * @return the store, or {@code arrays} if the examples need more than {@link #MAX_BYTES}
     */
    static ExampleArrays of(ExampleArrays arrays, int count, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            Arrays first = arrays.get(scope, 0);
            if (count * (bytes(first.data()) + bytes(first.labels())) > MAX_BYTES) {
                return arrays;
            }
            return new StoredArrays(arrays.get(scope, IntStream.range(0, count).toArray()));
        }
    }

    @Override
    public Arrays get(NDManager manager, int... examples) {
        return new Arrays(collect(data, manager, examples), collect(labels, manager, examples));
    }

    private static NDList collect(List<Column> columns, NDManager manager, int[] examples) {
        NDList list = new NDList(columns.size());
        columns.forEach(column -> list.add(column.rows(manager, examples)));
        return list;
    }

    private static long bytes(NDList arrays) {
        return arrays.stream().mapToLong(a -> a.size() * a.getDataType().getNumOfBytes()).sum();
    }

    /** One array of all examples, row by row. */
    private record Column(DataType type, Shape row, ByteBuffer bytes) {

        private static Column of(NDArray array) {
            ByteBuffer bytes = ByteBuffer.wrap(array.toByteArray()).order(ByteOrder.nativeOrder());
            return new Column(array.getDataType(), array.getShape().slice(1), bytes);
        }

        private NDArray rows(NDManager manager, int[] examples) {
            int size = Math.toIntExact(row.size() * type.getNumOfBytes());
            ByteBuffer batch = manager.allocateDirect(size * examples.length);
            for (int i = 0; i < examples.length; i++) {
                batch.put(i * size, bytes, examples[i] * size, size);
            }
            return manager.create(batch, new Shape(examples.length).addAll(row), type);
        }
    }
}
