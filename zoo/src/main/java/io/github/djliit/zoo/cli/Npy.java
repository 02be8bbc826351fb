/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One array in numpy's {@code .npy} format.
 *
 * <p>The library reads these too, but neither Fortran's order nor, in truth, the other order of
 * bytes, and types that the engine lacks end the process. Complaints are {@link
 * IllegalArgumentException}.
 *
 * @param type the type of the numbers
 * @param isSwapped whether their bytes are in the other order than this machine's
 * @param isFortran whether the first axis is the one that runs fastest
 * @param shape the lengths of the axes
 */
record Npy(DataType type, boolean isSwapped, boolean isFortran, Shape shape) {

    private static final byte[] MAGIC = "\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1);
    private static final Pattern TYPE = Pattern.compile("'descr': *'([<>|=])([a-z][0-9]+)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order': *(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape': *\\(([0-9, ]*)\\)");
    private static final Map<String, DataType> TYPES =
            Map.of(
                    "f2", DataType.FLOAT16,
                    "f4", DataType.FLOAT32,
                    "f8", DataType.FLOAT64,
                    "i1", DataType.INT8,
                    "u1", DataType.UINT8,
                    "i4", DataType.INT32,
                    "i8", DataType.INT64,
                    "b1", DataType.BOOLEAN);

    static boolean isNpy(byte[] bytes) {
        return bytes.length > 10 && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    static NDArray read(byte[] bytes, NDManager manager) {
        if (!isNpy(bytes)) {
            throw new IllegalArgumentException("it does not start as an array of numpy does");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.position(MAGIC.length);
        int version = buffer.getShort() & 0xff;
        int length = version == 1 ? buffer.getShort() & 0xffff : buffer.getInt();
        if (length < 0 || length > buffer.remaining()) {
            throw new IllegalArgumentException("its header is cut off");
        }
        int start = buffer.position() + length;
        String text = new String(bytes, buffer.position(), length, StandardCharsets.ISO_8859_1);
        return header(text).create(bytes, start, manager);
    }

    private static Npy header(String text) {
        Matcher type = TYPE.matcher(text);
        Matcher order = ORDER.matcher(text);
        Matcher shape = SHAPE.matcher(text);
        if (!type.find() || !TYPES.containsKey(type.group(2))) {
            throw new IllegalArgumentException(
                    "its type is not one of float16, float32, float64, int8, uint8, int32, int64"
                            + " and bool: "
                            + text.strip());
        }
        if (!order.find() || !shape.find()) {
            throw new IllegalArgumentException("its header is not numpy's: " + text.strip());
        }
        boolean isBig = type.group(1).equals(">");
        boolean isHere = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
        boolean isSwapped = type.group(1).matches("[<>]") && isBig != isHere;
        long[] sizes =
                Arrays.stream(shape.group(1).split(","))
                        .map(String::strip)
                        .filter(size -> !size.isEmpty())
                        .mapToLong(Long::parseLong)
                        .toArray();
        return new Npy(
                TYPES.get(type.group(2)),
                isSwapped,
                order.group(1).equals("True"),
                new Shape(sizes));
    }

    private NDArray create(byte[] bytes, int start, NDManager manager) {
        int width = type.getNumOfBytes();
        if (bytes.length - start != numberOfBytes()) {
            throw new IllegalArgumentException(
                    "an array of shape "
                            + shape
                            + " and type "
                            + type
                            + " takes "
                            + numberOfBytes()
                            + " bytes, found "
                            + (bytes.length - start));
        }
        ByteBuffer data = ByteBuffer.allocateDirect(bytes.length - start);
        data.order(ByteOrder.nativeOrder());
        for (int i = start; i < bytes.length; i += width) {
            for (int k = 0; k < width; k++) {
                data.put(bytes[isSwapped ? i + width - 1 - k : i + k]);
            }
        }
        data.rewind();
        return isFortran
                ? manager.create(data, reversed(), type).transpose()
                : manager.create(data, shape, type);
    }

    private long numberOfBytes() {
        try {
            long number = type.getNumOfBytes();
            for (long size : shape.getShape()) {
                number = Math.multiplyExact(number, size);
            }
            return number;
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    private Shape reversed() {
        int axes = shape.dimension();
        return new Shape(
                IntStream.range(0, axes).mapToLong(i -> shape.get(axes - 1 - i)).toArray());
    }
}
