/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.github.djliit.json.JsonFormatException;
import io.github.djliit.json.JsonNode;
import io.github.djliit.site.Nearest;
import java.util.Arrays;
import java.util.Map;

/** Reads and writes numbers: one, nested arrays of them, or the name of an accompanying tensor. */
final class ValueJson {

    static final int MAX_NUMBERS = 16_000_000;
    private static final int MAX_DEPTH = 8;
    private static final String REFERENCE = "@";

    private ValueJson() {}

    static Value read(JsonNode node, Map<String, Value> tensors) {
        if (node.isString()) {
            return tensor(node, tensors);
        }
        return new Numbers(node).value();
    }

    /** Checks that an array from outside is not larger than one in JSON may be. */
    static Value checkSize(JsonNode node, Value value) {
        if (value.size() > MAX_NUMBERS) {
            throw tooMany(node);
        }
        return value;
    }

    static JsonElement write(Value value) {
        float[] data = value.toArray();
        return nested(data, value.shape(), 0, 0, data.length);
    }

    static JsonElement reference(String name) {
        return new JsonPrimitive(REFERENCE + name);
    }

    static JsonPrimitive number(float number) {
        return new JsonPrimitive(ShortNumber.of(number));
    }

    private static Value tensor(JsonNode node, Map<String, Value> tensors) {
        String text = node.string();
        if (!text.startsWith(REFERENCE)) {
            throw node.fault(
                    "expected numbers, or the name of an accompanying tensor as \"@name\", found '"
                            + text
                            + "'");
        }
        String name = text.substring(1);
        Value value = tensors.get(name);
        if (value == null) {
            throw node.fault(
                    tensors.isEmpty()
                            ? "no tensors accompany this plan, so that '" + text + "' has no value"
                            : "no accompanying tensor has the name '"
                                    + name
                                    + "'."
                                    + Nearest.hint(name, tensors.keySet()));
        }
        return checkSize(node, value);
    }

    private static JsonFormatException tooMany(JsonNode node) {
        return node.fault("expected at most " + MAX_NUMBERS + " numbers, found more");
    }

    private static JsonElement nested(float[] data, Shape shape, int axis, int from, int size) {
        if (axis == shape.dimension()) {
            return number(data[from]);
        }
        JsonArray array = new JsonArray((int) shape.get(axis));
        int step = size / (int) shape.get(axis);
        for (int i = 0; i < shape.get(axis); i++) {
            array.add(nested(data, shape, axis + 1, from + i * step, step));
        }
        return array;
    }

    /** Collects numbers. */
    private static final class Numbers {

        private final JsonNode root;
        private float[] numbers = new float[16];
        private int count;

        Numbers(JsonNode root) {
            this.root = root;
        }

        Value value() {
            long[] shape = root.nested(MAX_DEPTH, node -> add(node.floating()));
            return new Value(Arrays.copyOf(numbers, count), new Shape(shape));
        }

        private void add(float number) {
            if (count == MAX_NUMBERS) {
                throw tooMany(root);
            }
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, count * 2);
            }
            numbers[count++] = number;
        }
    }
}
