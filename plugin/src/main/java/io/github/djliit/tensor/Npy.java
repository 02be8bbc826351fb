/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.tensor;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One array in numpy's {@code .npy} format.
 *
 * @param type the type of the numbers
 * @param isBig whether their bytes are big-endian
 * @param isFortran whether the first axis is the one that runs fastest
 * @param shape the lengths of the axes
 */
record Npy(ElementType type, boolean isBig, boolean isFortran, Shape shape) {

    private static final byte[] MAGIC = "\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1);

    /** More than 64 axes of 19 digits take. */
    private static final int LONGEST_HEADER = 1 << 16;

    /** Numbers start at a multiple of this. */
    private static final int ALIGNMENT = 64;

    private static final Pattern TYPE =
            Pattern.compile("['\"]descr['\"] *: *['\"]([<>|=])([a-z][0-9]+)['\"]");
    private static final Pattern ORDER =
            Pattern.compile("['\"]fortran_order['\"] *: *(True|False)");
    private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"] *: *\\(([0-9, ]*)\\)");

    static boolean isStart(byte[] bytes) {
        return bytes.length >= MAGIC.length
                && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** Reads an array, behind which nothing may follow. */
    static Tensor read(Source source) throws IOException {
        Npy header = header(source);
        long[] shape = header.shape.getShape();
        String what = "an array " + Tensor.nameOf(header.type.dataType()) + " " + header.shape;
        int count;
        try {
            count = header.type.bytes(shape);
        } catch (IllegalArgumentException e) {
            throw source.fault(e.getMessage(), e);
        }
        byte[] data = source.take(count, what);
        source.checkEnd(what, count);
        Tensor.swapIf(header.isBig, data, header.type.width());
        byte[] rows = header.isFortran ? rowMajor(data, header.type.width(), shape) : data;
        return Tensor.own(header.type, rows, shape);
    }

    /** Returns all that comes before the numbers of a tensor, whose type numpy must have. */
    static byte[] header(Tensor tensor) {
        StringBuilder sizes = new StringBuilder();
        for (long size : tensor.shape().getShape()) {
            sizes.append(sizes.isEmpty() ? "" : " ").append(size).append(',');
        }
        String order = tensor.elementType().width() == 1 ? "|" : "<";
        String text =
                "{'descr': '%s%s', 'fortran_order': False, 'shape': (%s), }"
                        .formatted(order, tensor.elementType().numpy(), sizes);
        int start = MAGIC.length + 2 + Short.BYTES;
        // At least the end of the line comes after the text.
        int length = (start + text.length() + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
        ByteBuffer header = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (length - start));
        header.put(text.getBytes(StandardCharsets.US_ASCII));
        Arrays.fill(header.array(), header.position(), length, (byte) ' ');
        header.put(length - 1, (byte) '\n');
        return header.array();
    }

    private static Npy header(Source source) throws IOException {
        byte[] start = source.take(MAGIC.length + 2, "the start of an array of numpy");
        if (!isStart(start)) {
            throw source.fault("it does not start as an array of numpy does");
        }
        int version = start[MAGIC.length];
        if (version < 1 || version > 3) {
            throw source.fault("the version of numpy's format must be 1 to 3, found " + version);
        }
        byte[] digits = source.take(version == 1 ? 2 : 4, "the length of its header");
        long length =
                ByteBuffer.wrap(Arrays.copyOf(digits, Long.BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getLong();
        if (length > LONGEST_HEADER) {
            throw source.fault(
                    "its header takes at most " + LONGEST_HEADER + " bytes, found " + length);
        }
        byte[] text = source.take((int) length, "its header");
        return parse(new String(text, StandardCharsets.ISO_8859_1).strip(), source);
    }

    private static Npy parse(String text, Source source) {
        Matcher code = TYPE.matcher(text);
        Optional<ElementType> type =
                code.find() ? ElementType.ofNumpy(code.group(2)) : Optional.empty();
        Matcher order = ORDER.matcher(text);
        Matcher shape = SHAPE.matcher(text);
        if (type.isEmpty()) {
            throw source.fault(
                    "its type is not one of "
                            + ElementType.names(ElementType::hasNumpy)
                            + ": "
                            + text);
        }
        if (!order.find() || !shape.find()) {
            throw source.fault("its header is not numpy's: " + text);
        }
        try {
            long[] sizes =
                    Arrays.stream(shape.group(1).split(",", -1))
                            .map(String::strip)
                            .filter(size -> !size.isEmpty())
                            .mapToLong(Long::parseLong)
                            .toArray();
            return new Npy(
                    type.get(),
                    code.group(1).equals(">"),
                    order.group(1).equals("True"),
                    new Shape(sizes));
        } catch (NumberFormatException e) {
            throw source.fault("its shape is not a list of numbers: " + text, e);
        }
    }

    /** Copies numbers of which the first axis runs fastest, so that the last one does. */
    private static byte[] rowMajor(byte[] columns, int width, long... shape) {
        int axes = shape.length;
        int[] strides = new int[axes];
        for (int axis = 0, stride = width; axis < axes && columns.length > 0; axis++) {
            strides[axis] = stride;
            stride *= (int) shape[axis];
        }
        byte[] rows = new byte[columns.length];
        int[] index = new int[axes];
        for (int to = 0, from = 0; to < rows.length; to += width) {
            System.arraycopy(columns, from, rows, to, width);
            for (int axis = axes - 1; axis >= 0; axis--) {
                from += strides[axis];
                if (++index[axis] < shape[axis]) {
                    break;
                }
                from -= index[axis] * strides[axis];
                index[axis] = 0;
            }
        }
        return rows;
    }
}
