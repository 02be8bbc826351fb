/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/**
 * An array held outside any engine.
 *
 * <p>Its numbers are float16, bfloat16, float32, float64, int8, uint8, int32, int64 or boolean, in
 * row-major order; it takes less than 2 GiB and has at most 64 axes. Immutable: numbers are copied
 * in and out.
 */
public final class Tensor {

    private final ElementType type;
    private final Shape shape;

    /** Little-endian; a truth is 0 or 1. */
    private final byte[] bytes;

    private Tensor(ElementType type, byte[] bytes, long[] shape) {
        this.type = type;
        this.shape = new Shape(shape.clone());
        this.bytes = bytes;
    }

    /**
     * Copies an array out of its engine.
     *
     * @param array an array of any layout, on any device; it stays open
     * @return a tensor of its type and shape
     * @throws IllegalArgumentException if there is no tensor of its type or size
     */
    public static Tensor of(NDArray array) {
        ElementType type = ElementType.of(array.getDataType());
        // An engine's own copy to the processor would stay with the array's manager.
        if (!array.getDevice().equals(Device.cpu())) {
            try (NDArray near = array.toDevice(Device.cpu(), false)) {
                return of(near);
            }
        }
        long[] shape = array.getShape().getShape();
        byte[] bytes = new byte[type.bytes(shape)];
        if (bytes.length > 0) {
            array.toByteBuffer().get(bytes);
        }
        return own(type, swapIf(isBigEndian(), bytes, type.width()), shape);
    }

    /**
     * Copies an array out of its engine.
     *
     * @param name what the array is, for the message of an error
     * @param array an array of any layout, on any device; it stays open
     * @return a tensor of its type and shape
     * @throws IllegalArgumentException if there is no tensor of its type or size, with the name
     */
    public static Tensor of(String name, NDArray array) {
        try {
            return of(array);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    /**
     * Makes a tensor of float32.
     *
     * @param data the numbers in row-major order
     * @param shape the lengths of the axes; none for a single number
     * @return the tensor
     * @throws IllegalArgumentException if the number of numbers is not that of the shape
     */
    public static Tensor of(float[] data, long... shape) {
        byte[] bytes =
                new byte[checked(ElementType.FLOAT32, Float.BYTES * (long) data.length, shape)];
        littleEndian(bytes).asFloatBuffer().put(data);
        return own(ElementType.FLOAT32, bytes, shape);
    }

    /**
     * Makes a tensor of int64.
     *
     * @param data the numbers in row-major order
     * @param shape the lengths of the axes; none for a single number
     * @return the tensor
     * @throws IllegalArgumentException if the number of numbers is not that of the shape
     */
    public static Tensor of(long[] data, long... shape) {
        byte[] bytes = new byte[checked(ElementType.INT64, Long.BYTES * (long) data.length, shape)];
        littleEndian(bytes).asLongBuffer().put(data);
        return own(ElementType.INT64, bytes, shape);
    }

    /**
     * Makes a tensor of any type from its bytes.
     *
     * @param type the type of the numbers
     * @param bytes the numbers in row-major order, little-endian
     * @param shape the lengths of the axes; none for a single number
     * @return the tensor
     * @throws IllegalArgumentException if there is no tensor of this type, or the number of bytes
     *     is not that of the shape
     */
    public static Tensor of(DataType type, byte[] bytes, long... shape) {
        return own(ElementType.of(type), bytes.clone(), shape);
    }

    /**
     * Makes a tensor of any type from bytes of either order.
     *
     * @param type the type of the numbers
     * @param order the order of the bytes of a number
     * @param bytes the numbers in row-major order
     * @param shape the lengths of the axes; none for a single number
     * @return the tensor
     * @throws IllegalArgumentException as {@link #of(DataType, byte[], long...)}
     */
    public static Tensor of(DataType type, ByteOrder order, byte[] bytes, long... shape) {
        ElementType element = ElementType.of(type);
        checked(element, bytes.length, shape);
        byte[] own = swapIf(order == ByteOrder.BIG_ENDIAN, bytes.clone(), element.width());
        return own(element, own, shape);
    }

    /** Makes a tensor that keeps the bytes it is given. */
    static Tensor own(ElementType type, byte[] bytes, long... shape) {
        checked(type, bytes.length, shape);
        if (type == ElementType.BOOLEAN) {
            // A file may say true by any number, which compiled code need not be ready for.
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (bytes[i] == 0 ? 0 : 1);
            }
        }
        return new Tensor(type, bytes, shape);
    }

    /**
     * Returns the name of a type, as {@code int64}, the same in every language of the user: {@link
     * DataType#toString} makes it small by the rules of that language, where Turkish has no dot on
     * the i.
     *
     * @param type any type
     * @return the name in small letters
     */
    public static String nameOf(DataType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the type of the numbers.
     *
     * @return the type
     */
    public DataType type() {
        return type.dataType();
    }

    /**
     * Returns the lengths of the axes.
     *
     * @return a copy; without axes for a single number
     */
    public Shape shape() {
        return new Shape(shape.getShape().clone());
    }

    /**
     * Makes an array of this type and shape.
     *
     * <p>Bfloat16 alone becomes float32, which holds each of its numbers: asked for bfloat16, the
     * PyTorch engine ends the process.
     *
     * @param manager which owns the array until the caller closes it
     * @return an array, without a name, whose memory is the engine's
     */
    public NDArray toArray(NDManager manager) {
        if (type == ElementType.BFLOAT16) {
            return of(toFloats(), shape.getShape()).toArray(manager);
        }
        if (bytes.length == 0) {
            return manager.create(shape(), type());
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder());
        buffer.put(isBigEndian() ? swapIf(true, bytes.clone(), type.width()) : bytes).rewind();
        // An array made from Java may use Java's memory for as long as it lives; a copy does not.
        try (NDArray borrowing = manager.create(buffer, shape(), type())) {
            return borrowing.duplicate();
        }
    }

    /**
     * Returns the numbers, converted to float32; true is 1.
     *
     * @return a copy of the numbers in row-major order
     */
    public float[] toFloats() {
        float[] floats = new float[bytes.length / type.width()];
        ByteBuffer buffer = littleEndian(bytes);
        for (int i = 0; i < floats.length; i++) {
            floats[i] = type.nextFloat(buffer);
        }
        return floats;
    }

    /**
     * Returns the numbers as bytes.
     *
     * @return a copy of the numbers in row-major order, little-endian
     */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Tells whether type, shape and all bits agree: NaN equals itself, and 0 is not -0. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor tensor
                && type == tensor.type
                && shape.equals(tensor.shape)
                && Arrays.equals(bytes, tensor.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * type.hashCode() + shape.hashCode()) + Arrays.hashCode(bytes);
    }

    /** Returns type and shape, such as {@code float32 (2, 3)}. */
    @Override
    public String toString() {
        return type() + " " + shape;
    }

    ElementType elementType() {
        return type;
    }

    /** Returns the bytes themselves, which nobody may change. */
    byte[] bytes() {
        return bytes;
    }

    /** Turns each number's bytes around in place, if so asked. */
    static byte[] swapIf(boolean isSwapped, byte[] bytes, int width) {
        for (int start = 0; isSwapped && start < bytes.length; start += width) {
            for (int low = start, high = start + width - 1; low < high; low++, high--) {
                byte kept = bytes[low];
                bytes[low] = bytes[high];
                bytes[high] = kept;
            }
        }
        return bytes;
    }

    private static boolean isBigEndian() {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the number of bytes, having checked that it is the right one. */
    private static int checked(ElementType type, long found, long... shape) {
        int expected = type.bytes(shape);
        if (expected != found) {
            throw new IllegalArgumentException(
                    "A tensor "
                            + nameOf(type.dataType())
                            + " "
                            + new Shape(shape)
                            + " takes "
                            + expected
                            + " bytes, found "
                            + found);
        }
        return expected;
    }
}
