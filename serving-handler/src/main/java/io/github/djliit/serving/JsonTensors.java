/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.ndarray.types.DataType;
import com.google.gson.stream.JsonWriter;
import io.github.djliit.json.JsonFormatException;
import io.github.djliit.json.JsonNode;
import io.github.djliit.site.Nearest;
import io.github.djliit.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tensors in JSON: nested arrays of numbers, or {@code {"shape": [1, 3], "type": "float32", "data":
 * [[1, 2, 3]]}} with data nested or flat.
 *
 * <p>Numbers that are not finite are the strings {@code "NaN"}, {@code "Infinity"} and {@code
 * "-Infinity"} where they are written; they are not read, since no network is run on them.
 */
final class JsonTensors {

    /** The names of the types that are read. */
    static final List<String> TYPES =
            List.of("float32", "float64", "int8", "uint8", "int32", "int64", "boolean");

    private static final String NOT_FINITE = "not_finite";
    private static final Set<String> KEYS = Set.of("shape", "type", "data");
    private static final int MAX_DEPTH = 16;

    private JsonTensors() {}

    /** Returns the type of a name. */
    static Optional<DataType> type(String name) {
        return TYPES.contains(name)
                ? Optional.of(DataType.valueOf(name.toUpperCase(Locale.ROOT)))
                : Optional.empty();
    }

    /** Whether a node is a tensor that tells its shape or type. */
    static boolean isDescribed(JsonNode node) {
        return node.isObject() && node.find("data").isPresent();
    }

    /**
     * Reads a tensor.
     *
     * @param node the tensor
     * @param type the type, if it does not say its own
     */
    static Tensor read(JsonNode node, DataType type) {
        if (!isDescribed(node)) {
            return new Numbers(type).read(node);
        }
        Map<String, JsonNode> members = node.object(KEYS);
        DataType own = node.find("type").map(JsonTensors::readType).orElse(type);
        Tensor tensor = new Numbers(own).read(members.get("data"));
        return node.find("shape").map(shape -> shaped(tensor, shape)).orElse(tensor);
    }

    private static DataType readType(JsonNode node) {
        String name = node.string();
        return type(name)
                .orElseThrow(
                        () ->
                                node.fault(
                                        "there is no type '"
                                                + name
                                                + "'."
                                                + Nearest.hint(name, TYPES)));
    }

    private static Tensor shaped(Tensor tensor, JsonNode node) {
        long[] shape = Arrays.stream(node.integers()).asLongStream().toArray();
        long[] found = tensor.shape().getShape();
        boolean isFlat = found.length == 1;
        if (!isFlat && !Arrays.equals(shape, found)) {
            throw node.fault("the data has the shape " + tensor.shape());
        }
        try {
            return Tensor.of(tensor.type(), tensor.toBytes(), shape);
        } catch (IllegalArgumentException e) {
            throw node.fault("the data has " + tensor.shape().size() + " numbers");
        }
    }

    /** Writes a tensor with its shape and type, and how many of its numbers are not finite. */
    static void write(JsonWriter json, Tensor tensor) throws IOException {
        json.beginObject();
        json.name("shape").beginArray();
        for (long length : tensor.shape().getShape()) {
            json.value(length);
        }
        json.endArray();
        json.name("type").value(Tensor.nameOf(tensor.type()));
        json.name("data");
        Elements elements = new Elements(json, tensor);
        elements.write(tensor.shape().getShape(), 0);
        if (elements.notFinite > 0) {
            json.name(NOT_FINITE).value(elements.notFinite);
        }
        json.endObject();
    }

    /** Writes the numbers of a tensor one after the other. */
    private static final class Elements {

        private final JsonWriter json;
        private final DataType type;
        private final ByteBuffer bytes;

        /** The numbers of a type that Java has no name for. */
        private final float[] floats;

        private int next;
        private long notFinite;

        Elements(JsonWriter json, Tensor tensor) {
            this.json = json;
            type = tensor.type();
            bytes = ByteBuffer.wrap(tensor.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
            boolean isHalf = type == DataType.FLOAT16 || type == DataType.BFLOAT16;
            floats = isHalf ? tensor.toFloats() : null;
        }

        void write(long[] shape, int axis) throws IOException {
            if (axis == shape.length) {
                write();
                return;
            }
            json.beginArray();
            for (long i = 0; i < shape[axis]; i++) {
                write(shape, axis + 1);
            }
            json.endArray();
        }

        private void write() throws IOException {
            switch (type) {
                case FLOAT32 -> write(bytes.getFloat());
                case FLOAT64 -> write(bytes.getDouble());
                case FLOAT16, BFLOAT16 -> write(floats[next++]);
                case INT64 -> json.value(bytes.getLong());
                case INT32 -> json.value(bytes.getInt());
                case INT8 -> json.value(bytes.get());
                case UINT8 -> json.value(Byte.toUnsignedInt(bytes.get()));
                case BOOLEAN -> json.value(bytes.get() != 0);
                default -> throw new IllegalStateException("There is no tensor of " + type);
            }
        }

        /** As a float, so that no digits are written which the number does not have. */
        private void write(float number) throws IOException {
            if (Float.isFinite(number)) {
                json.value(number);
            } else {
                notFinite++;
                json.value(Float.toString(number));
            }
        }

        private void write(double number) throws IOException {
            if (Double.isFinite(number)) {
                json.value(number);
            } else {
                notFinite++;
                json.value(Double.toString(number));
            }
        }
    }

    /** Collects numbers of one type. */
    private static final class Numbers {

        private final DataType type;
        private ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);

        Numbers(DataType type) {
            this.type = type;
        }

        Tensor read(JsonNode root) {
            long[] shape = root.nested(MAX_DEPTH, this::add);
            return Tensor.of(type, Arrays.copyOf(bytes.array(), bytes.position()), shape);
        }

        private void add(JsonNode node) {
            if (bytes.remaining() < Long.BYTES) {
                byte[] grown =
                        Arrays.copyOf(bytes.array(), Math.multiplyExact(2, bytes.capacity()));
                bytes =
                        ByteBuffer.wrap(grown)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .position(bytes.position());
            }
            switch (type) {
                case FLOAT32 -> bytes.putFloat(node.floating());
                case FLOAT64 -> bytes.putDouble(node.doubleFloating());
                case INT64 -> bytes.putLong(node.longInteger());
                case INT32 -> bytes.putInt(node.integer());
                case INT8 -> bytes.put((byte) small(node, Byte.MIN_VALUE, Byte.MAX_VALUE));
                case UINT8 -> bytes.put((byte) small(node, 0, 255));
                case BOOLEAN -> bytes.put((byte) (node.truth() ? 1 : 0));
                default -> throw new IllegalStateException("JSON has no numbers of " + type);
            }
        }

        private static int small(JsonNode node, int least, int most) {
            int number = node.integer();
            if (number < least || number > most) {
                throw outside(node, least, most);
            }
            return number;
        }

        private static JsonFormatException outside(JsonNode node, int least, int most) {
            return node.fault("expected a whole number from " + least + " to " + most);
        }
    }
}
