/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.tensor.Tensor;
import java.math.BigDecimal;
import java.util.Arrays;

/**
 * Constant numbers that an edit uses, held outside any engine.
 *
 * <p>Broadcast to a region as numpy does: the trailing axes must match, or be 1. The numbers are of
 * single precision, also in a network of double precision. Immutable; the numbers are copied in and
 * out.
 */
public final class Value {

    /** From here on, whole numbers are not all numbers of single precision. */
    private static final float EXACT = 1 << 24;

    private final float[] data;
    private final Shape shape;

    /**
     * Creates a value of one axis, or a single number.
     *
     * @param data the numbers; at least one, all finite
     */
    public Value(float... data) {
        this(data, data.length == 1 ? new Shape() : new Shape(data.length));
    }

    /**
     * Creates a value of any shape.
     *
     * @param data the numbers in row-major order; at least one, all finite
     * @param shape the shape
     */
    public Value(float[] data, Shape shape) {
        if (data.length == 0 || shape.size() != data.length) {
            throw new IllegalArgumentException(
                    "A value of shape "
                            + shape
                            + " takes "
                            + shape.size()
                            + " numbers (at least"
                            + " one), found "
                            + data.length);
        }
        for (int i = 0; i < data.length; i++) {
            if (!Float.isFinite(data[i])) {
                throw new IllegalArgumentException(
                        "A value must be finite, found " + data[i] + " at index " + i);
            }
        }
        this.data = data.clone();
        this.shape = shape;
    }

    /**
     * Takes the numbers of an array.
     *
     * @param array an array of any type of floating point
     * @return its numbers as they are now
     */
    public static Value of(NDArray array) {
        if (array.getDataType() == DataType.FLOAT32) {
            return new Value(array.toFloatArray(), array.getShape());
        }
        try (NDArray single = array.toType(DataType.FLOAT32, true)) {
            return new Value(single.toFloatArray(), single.getShape());
        }
    }

    /**
     * Takes the numbers of a tensor.
     *
     * @param tensor a tensor of numbers of any type
     * @return its numbers in single precision
     */
    public static Value of(Tensor tensor) {
        return new Value(tensor.toFloats(), tensor.shape());
    }

    /**
     * Returns the numbers in row-major order.
     *
     * @return a copy of the numbers
     */
    public float[] toArray() {
        return data.clone();
    }

    /**
     * Returns the shape of the numbers.
     *
     * @return the shape; without axes for a single number
     */
    public Shape shape() {
        return shape;
    }

    /**
     * Returns how many numbers there are.
     *
     * @return the product of the axes of the shape
     */
    public int size() {
        return data.length;
    }

    /** Returns whether all numbers stay finite under a factor. */
    boolean isFinite(float scale) {
        for (float number : data) {
            if (!Float.isFinite(number * scale)) {
                return false;
            }
        }
        return Float.isFinite(scale);
    }

    /**
     * Returns the numbers as they are spread over a shape.
     *
     * @param wide the shape, whose trailing axes are those of this value, or longer where its are 1
     * @return the numbers of the shape in row-major order
     * @throws IllegalArgumentException if the value does not fit
     */
    public float[] broadcast(Shape wide) {
        checkBroadcast(wide);
        float[] numbers = new float[Math.toIntExact(wide.size())];
        int offset = wide.dimension() - shape.dimension();
        for (int i = 0; i < numbers.length; i++) {
            int rest = i;
            int at = 0;
            int step = 1;
            for (int axis = wide.dimension() - 1; axis >= offset; axis--) {
                int length = (int) wide.get(axis);
                int own = (int) shape.get(axis - offset);
                at += own == 1 ? 0 : rest % length * step;
                step *= own;
                rest /= length;
            }
            numbers[i] = data[at];
        }
        return numbers;
    }

    Value scaled(float scale) {
        if (scale == 1f) {
            return this;
        }
        float[] scaled = data.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= scale;
        }
        return new Value(scaled, shape);
    }

    /**
     * Makes the array on the manager of {@code region}, in its type, checked to broadcast to it.
     */
    NDArray like(NDArray region) {
        checkBroadcast(region.getShape());
        checkType(region.getDataType());
        return Constants.array(region, data, shape);
    }

    /** Makes an array of these numbers, which owns its memory. */
    NDArray toArray(NDManager manager, DataType type) {
        return Constants.array(manager, type, data, shape);
    }

    /** A fraction would be cut off in silence, and a large number be another. */
    private void checkType(DataType type) {
        for (float number : data) {
            if (!type.isFloating() && Math.abs(number) >= EXACT) {
                throw new IllegalArgumentException(
                        "A value for a region of type "
                                + Tensor.nameOf(type)
                                + " must be of whole numbers between -16777216 and 16777216, which"
                                + " single precision keeps apart, found "
                                + new BigDecimal(number).toPlainString());
            }
            if (!type.isFloating() && number != Math.rint(number)) {
                throw new IllegalArgumentException(
                        "A value for a region of type "
                                + Tensor.nameOf(type)
                                + " must be of whole numbers, found "
                                + number);
            }
        }
    }

    private void checkBroadcast(Shape region) {
        int offset = region.dimension() - shape.dimension();
        boolean fits = offset >= 0;
        for (int i = 0; fits && i < shape.dimension(); i++) {
            fits = shape.get(i) == 1 || shape.get(i) == region.get(offset + i);
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "A value of shape "
                            + shape
                            + " does not fit a region of shape "
                            + region
                            + " (batch first). Give one number, or a value whose trailing axes are"
                            + " those of the region");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Value that
                && Arrays.equals(data, that.data)
                && shape.equals(that.shape);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(data) * 31 + shape.hashCode();
    }

    @Override
    public String toString() {
        return shape.dimension() == 0 ? Float.toString(data[0]) : Arrays.toString(data);
    }
}
