/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import io.github.djliit.tensor.TensorFile.Format;
import io.github.djliit.torchscript.TorchScriptFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests name dicts, lists and tuples as DJL does; see tests/golden/torchscript/named.py. */
class ServingNamedInputsTest {

    private static final String PLAN =
            "{\"version\": 1, \"interventions\": [{\"site\": \"a\", \"edit\": \"interchange\"}]}";

    @TempDir private Path folder;

    private static Map<String, Tensor> arrays() throws IOException {
        Path named = TorchScriptFile.of("dict_in").resolveSibling("named.npz");
        return TensorFile.read(named);
    }

    private static Map<String, Tensor> inputs(String name, String side, String before)
            throws IOException {
        String prefix = name + "." + side + ".";
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        arrays().forEach(
                        (key, tensor) -> {
                            if (key.startsWith(prefix) && !key.endsWith(".output")) {
                                inputs.put(before + key.substring(prefix.length()), tensor);
                            }
                        });
        return inputs;
    }

    private static String json(Map<String, Tensor> inputs) {
        JsonObject object = new JsonObject();
        inputs.forEach(
                (name, tensor) -> {
                    JsonObject described = new JsonObject();
                    described.add("shape", numbers(3, 4));
                    described.add("data", numbers(tensor.toFloats()));
                    object.add(name, described);
                });
        return object.toString();
    }

    private static JsonArray numbers(float... numbers) {
        JsonArray array = new JsonArray();
        for (float number : numbers) {
            array.add(number == Math.rint(number) ? (Number) (int) number : (Number) number);
        }
        return array;
    }

    private static void assertOutput(JsonObject reply, String expected) throws IOException {
        assertThat(reply.has("output")).as("%s", reply).isTrue();
        var first =
                reply.get("output").isJsonArray()
                        ? reply.getAsJsonArray("output").get(0)
                        : reply.get("output");
        assertThat(Served.numbers(first))
                .containsExactly(arrays().get(expected).toFloats(), within(1e-5f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dict_in", "list_in", "tuple_in"})
    void jsonNamesThem(String name) throws Exception {
        try (Served served = Served.script(folder, TorchScriptFile.of(name))) {
            String base = json(inputs(name, "base", ""));
            assertOutput(served.ask("{'inputs': " + base + "}"), name + ".base.output");
            String both =
                    "{'inputs': {'base': %s, 'sources': [%s]}, 'plan': %s}"
                            .formatted(base, json(inputs(name, "source", "")), PLAN);
            assertOutput(served.ask(both), name + ".swapped.output");
        }
    }

    private static byte[] bytes(Format format, Map<String, Tensor> tensors) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TensorFile.write(bytes, format, tensors);
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "dict_in, NPZ",
        "list_in, NPZ",
        "tuple_in, NPZ",
        "dict_in, SAFETENSORS",
        "list_in, SAFETENSORS",
        "tuple_in, SAFETENSORS"
    })
    void tensorsNameThem(String name, Format format) throws Exception {
        try (Served served = Served.script(folder, TorchScriptFile.of(name))) {
            String type = "tensor/" + format.name().toLowerCase(Locale.ROOT);
            Map<String, Tensor> all = inputs(name, "base", "base.");
            all.putAll(inputs(name, "source", "source0."));
            Input input = Served.of(type, bytes(format, all));
            input.add("plan", PLAN.getBytes(StandardCharsets.UTF_8));
            assertOutput(Served.read(served.send(input)), name + ".swapped.output");
            Input plain = Served.of(type, bytes(format, inputs(name, "base", "")));
            assertOutput(Served.read(served.send(plain)), name + ".base.output");
        }
    }

    @Test
    void partsOfAFormNameThem() throws Exception {
        try (Served served = Served.script(folder, TorchScriptFile.of("dict_in"))) {
            Input input = new Input();
            input.addProperty("Content-Type", "multipart/form-data; boundary=x");
            input.add("base", bytes(Format.NPZ, inputs("dict_in", "base", "")));
            input.add("source0", bytes(Format.NPZ, inputs("dict_in", "source", "")));
            input.add("plan", PLAN.getBytes(StandardCharsets.UTF_8));
            assertOutput(Served.read(served.send(input)), "dict_in.swapped.output");
        }
    }

    @Test
    void aListOfDjlMayHaveANameSeveralTimes() throws Exception {
        try (Served served = Served.script(folder, TorchScriptFile.of("list_in"));
                NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDList list = new NDList();
            inputs("list_in", "base", "")
                    .forEach(
                            (name, tensor) -> {
                                NDArray array = tensor.toArray(manager);
                                array.setName(name.replaceFirst("\\d$", ""));
                                list.add(array);
                            });
            Output found = served.send(Served.of("tensor/ndlist", list.encode()));
            assertOutput(Served.read(found), "list_in.base.output");
        }
    }

    @Test
    void requestsOfOneBatchMayHaveOtherNames() throws Exception {
        try (Served served = Served.script(folder, TorchScriptFile.of("dict_in"))) {
            Input right = Served.json("{'inputs': " + json(inputs("dict_in", "base", "")) + "}");
            String other = json(inputs("dict_in", "base", "")).replace("x.m", "x.n");
            Input wrong = Served.json("{'inputs': " + other + "}");
            List<Output> found = served.send(List.of(right, wrong, right));
            assertOutput(Served.read(found.get(2)), "dict_in.base.output");
            assertThat(found.get(1).getCode()).isEqualTo(400);
        }
    }

    @Test
    void aSourceHasTheNamesOfTheBase() throws Exception {
        try (Served served = Served.script(folder, TorchScriptFile.of("dict_in"))) {
            String body =
                    "{'inputs': {'base': %s, 'sources': [%s]}}"
                            .formatted(
                                    json(inputs("dict_in", "base", "")),
                                    json(inputs("dict_in", "source", "y")));
            JsonObject error = served.error(body);
            assertThat(error.get("pointer").getAsString()).isEqualTo("/inputs/sources/0");
        }
    }
}
