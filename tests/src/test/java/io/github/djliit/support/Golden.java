/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.support;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Expected values from independent programs, kept as JSON. */
public final class Golden {

    private Golden() {}

    public static JsonObject read(String name) throws IOException {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return JsonParser.parseString(text).getAsJsonObject();
        }
    }

    /** Reads a vector, or a matrix row by row. */
    public static float[] floats(JsonElement json) {
        List<Float> values = new ArrayList<>();
        flatten(json, values);
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }

    public static NDArray array(NDManager manager, JsonElement json) {
        List<Long> shape = new ArrayList<>();
        for (JsonElement e = json; e.isJsonArray(); e = e.getAsJsonArray().get(0)) {
            shape.add((long) e.getAsJsonArray().size());
        }
        Shape of = new Shape(shape.stream().mapToLong(Long::longValue).toArray());
        return manager.create(floats(json), of);
    }

    private static void flatten(JsonElement json, List<Float> values) {
        if (json instanceof JsonArray array) {
            array.forEach(item -> flatten(item, values));
        } else {
            values.add(json.getAsFloat());
        }
    }
}
