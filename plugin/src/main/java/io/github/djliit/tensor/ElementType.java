/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.tensor;

import ai.djl.ndarray.types.DataType;
import ai.djl.util.Float16Utils;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The types of numbers that engines and both kinds of file know, with their names in each. */
enum ElementType {
    FLOAT16(DataType.FLOAT16, "f2", "F16"),
    /** Of which numpy has none. */
    BFLOAT16(DataType.BFLOAT16, "", "BF16"),
    FLOAT32(DataType.FLOAT32, "f4", "F32"),
    FLOAT64(DataType.FLOAT64, "f8", "F64"),
    INT8(DataType.INT8, "i1", "I8"),
    UINT8(DataType.UINT8, "u1", "U8"),
    INT32(DataType.INT32, "i4", "I32"),
    INT64(DataType.INT64, "i8", "I64"),
    BOOLEAN(DataType.BOOLEAN, "b1", "BOOL");

    /** What an array of Java can hold on every virtual machine. */
    private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

    /** As many as numpy has. */
    private static final int MAX_AXES = 64;

    private final DataType dataType;
    private final String numpy;
    private final String safetensors;

    ElementType(DataType dataType, String numpy, String safetensors) {
        this.dataType = dataType;
        this.numpy = numpy;
        this.safetensors = safetensors;
    }

    static ElementType of(DataType type) {
        return find(known -> known.dataType == type)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "The type of a tensor must be one of "
                                                + names(known -> true)
                                                + ", found "
                                                + Tensor.nameOf(type)
                                                + (type == DataType.COMPLEX64
                                                        ? "; the real and the imaginary part are two"
                                                        : "; convert the array with toType")));
    }

    static Optional<ElementType> ofNumpy(String code) {
        return find(known -> known.hasNumpy() && known.numpy.equals(code));
    }

    static Optional<ElementType> ofSafetensors(String name) {
        return find(known -> known.safetensors.equals(name));
    }

    /** Lists the types for messages. */
    static String names(Predicate<ElementType> wanted) {
        return Arrays.stream(values())
                .filter(wanted)
                .map(type -> Tensor.nameOf(type.dataType))
                .collect(Collectors.joining(", "));
    }

    private static Optional<ElementType> find(Predicate<ElementType> wanted) {
        return Arrays.stream(values()).filter(wanted).findFirst();
    }

    DataType dataType() {
        return dataType;
    }

    boolean hasNumpy() {
        return !numpy.isEmpty();
    }

    /** Returns the letter and the number of bytes that numpy calls this type by. */
    String numpy() {
        return numpy;
    }

    String safetensors() {
        return safetensors;
    }

    int width() {
        return dataType.getNumOfBytes();
    }

    /**
     * Counts the bytes of a tensor.
     *
     * @throws IllegalArgumentException if there can be no such tensor
     */
    int bytes(long... shape) {
        if (shape.length > MAX_AXES) {
            throw new IllegalArgumentException(
                    "a tensor has at most " + MAX_AXES + " axes, found " + shape.length);
        }
        long bytes = width();
        boolean isEmpty = false;
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException(
                        "no axis of a tensor is shorter than 0, found " + Arrays.toString(shape));
            }
            isEmpty |= size == 0;
            // Lengths beside a zero must have a product too: engines make strides of them.
            bytes = size > Long.MAX_VALUE / bytes ? Long.MAX_VALUE : bytes * Math.max(size, 1);
        }
        if (bytes == Long.MAX_VALUE || (!isEmpty && bytes > MAX_BYTES)) {
            throw new IllegalArgumentException(
                    "a tensor takes at most "
                            + MAX_BYTES
                            + " bytes, found "
                            + Tensor.nameOf(dataType)
                            + " "
                            + Arrays.toString(shape));
        }
        return isEmpty ? 0 : (int) bytes;
    }

    /** Reads the number at the position of a little-endian buffer, and moves on. */
    float nextFloat(ByteBuffer buffer) {
        return switch (this) {
            case FLOAT16 -> Float16Utils.halfToFloat(buffer.getShort());
            // The upper half of a float.
            case BFLOAT16 -> Float.intBitsToFloat(buffer.getShort() << 16);
            case FLOAT32 -> buffer.getFloat();
            case FLOAT64 -> (float) buffer.getDouble();
            case INT8, BOOLEAN -> buffer.get();
            case UINT8 -> Byte.toUnsignedInt(buffer.get());
            case INT32 -> buffer.getInt();
            case INT64 -> buffer.getLong();
        };
    }
}
