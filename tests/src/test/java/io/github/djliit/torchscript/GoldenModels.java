/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.PlanFormat;
import io.github.djliit.intervention.Value;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The models of tests/golden/torchscript, and what PyTorch's hooks give for them. */
final class GoldenModels {

    private GoldenModels() {}

    static Stream<JsonObject> all() {
        try {
            String text = Files.readString(file("models.json"));
            return StreamSupport.stream(
                            JsonParser.parseString(text).getAsJsonArray().spliterator(), false)
                    .map(JsonElement::getAsJsonObject);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonObject find(String name) {
        return all().filter(m -> m.get("name").getAsString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static Path file(String name) {
        try {
            return Path.of(GoldenModels.class.getResource("/torchscript/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static TorchScriptBlock open(String name, boolean trainable) {
        try {
            return TorchScriptBlock.open(file(name + ".pt"), Device.cpu(), trainable);
        } catch (Exception e) {
            throw new IllegalStateException(name, e);
        }
    }

    static Map<String, Tensor> arrays(String name) {
        try {
            return TensorFile.read(file(name + ".npz"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The arrays {@code prefix0, prefix1, ...}. */
    static NDList numbered(NDManager manager, Map<String, Tensor> arrays, String prefix) {
        NDList found = new NDList();
        while (arrays.containsKey(prefix + found.size())) {
            found.add(arrays.get(prefix + found.size()).toArray(manager));
        }
        return found;
    }

    static NDList named(NDManager manager, Map<String, Tensor> arrays, JsonElement names) {
        NDList found = new NDList();
        names.getAsJsonArray()
                .forEach(n -> found.add(arrays.get(n.getAsString()).toArray(manager)));
        return found;
    }

    static InterventionPlan plan(JsonElement json, Map<String, Tensor> arrays) {
        Map<String, Value> values = new HashMap<>();
        arrays.forEach(
                (name, tensor) -> {
                    if (tensor.type().isFloating()) {
                        values.put(name, Value.of(tensor));
                    }
                });
        return PlanFormat.builder().optTensors(values).build().read(json.toString());
    }

    /** The largest difference, relative to the size of what is expected. */
    static float off(NDArray found, NDArray expected) {
        if (!found.getShape().equals(expected.getShape())) {
            throw new AssertionError(found.getShape() + " is not " + expected.getShape());
        }
        if (!expected.getDataType().isFloating()) {
            return found.eq(expected).all().getBoolean() ? 0 : 1;
        }
        float size = Math.max(1, expected.abs().max().getFloat());
        return found.sub(expected).abs().max().getFloat() / size;
    }

    static List<JsonObject> list(JsonElement array) {
        return StreamSupport.stream(array.getAsJsonArray().spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }
}
