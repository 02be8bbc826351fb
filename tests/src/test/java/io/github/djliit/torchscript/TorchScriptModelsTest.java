/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.intervention.PlanFormat;
import io.github.djliit.intervention.Value;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that tests of TorchScript work on load here and do what their networks did. */
class TorchScriptModelsTest {

    private static final String FOLDER = "/torchscript/";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlp",
                "cnn",
                "lstm",
                "gpt2",
                "gpt2_cache",
                "bert",
                "t5",
                "vit",
                "llama",
                "scripted",
                "scripted_sequential",
                "frozen",
                "tuple_out",
                "dict_out",
                "shared",
                "twice"
            })
    void fileGivesTheOutputsOfItsNetwork(String name) throws Exception {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                ZooModel<NDList, NDList> model = criteria(name).loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            Map<String, NDArray> arrays = arrays(manager, name);
            for (String side : List.of("base", "source")) {
                NDList inputs = numbered(arrays, side + ".input");
                NDList found = predictor.predict(inputs);
                found.attach(manager);
                assertNear(found, numbered(arrays, side + ".output"));
            }
        }
    }

    @Test
    void plansAreReadWithTheArraysOfTheirFile() throws Exception {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                InputStream in = resource("models.json")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (JsonElement model : JsonParser.parseString(text).getAsJsonArray()) {
                JsonObject described = model.getAsJsonObject();
                Map<String, NDArray> arrays = arrays(manager, described.get("name").getAsString());
                PlanFormat format = format(arrays);
                for (JsonElement made : described.getAsJsonArray("cases")) {
                    String plan = made.getAsJsonObject().get("plan").toString();
                    assertThat(format.read(plan).interventions()).isNotEmpty();
                }
            }
        }
    }

    /** A format in which plans may name the arrays of real numbers. */
    private static PlanFormat format(Map<String, NDArray> arrays) {
        Map<String, Value> tensors = new HashMap<>();
        arrays.forEach(
                (name, array) -> {
                    if (array.getDataType() == DataType.FLOAT32) {
                        tensors.put(name, Value.of(array));
                    }
                });
        return PlanFormat.builder().optTensors(tensors).build();
    }

    private static InputStream resource(String name) {
        return TorchScriptModelsTest.class.getResourceAsStream(FOLDER + name);
    }

    private static Criteria<NDList, NDList> criteria(String name) throws Exception {
        Path file = Path.of(TorchScriptModelsTest.class.getResource(FOLDER + name + ".pt").toURI());
        return Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelPath(file)
                .optEngine("PyTorch")
                .build();
    }

    /** Reads arrays by name, and takes their names away: in an input, a name may pick a method. */
    private static Map<String, NDArray> arrays(NDManager manager, String name) throws Exception {
        Map<String, NDArray> arrays = new HashMap<>();
        try (InputStream in = resource(name + ".npz")) {
            for (NDArray array : NDList.decode(manager, in)) {
                arrays.put(array.getName(), array);
                array.setName(null);
            }
        }
        return arrays;
    }

    /** The arrays {@code prefix0, prefix1, ...}. */
    private static NDList numbered(Map<String, NDArray> arrays, String prefix) {
        NDList found = new NDList();
        while (arrays.containsKey(prefix + found.size())) {
            found.add(arrays.get(prefix + found.size()));
        }
        return found;
    }

    private static void assertNear(NDList found, NDList expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            boolean isNear = found.get(i).allClose(expected.get(i), 1e-5, 1e-5, false);
            assertThat(isNear).as("output %d: %s", i, found.get(i)).isTrue();
        }
    }
}
