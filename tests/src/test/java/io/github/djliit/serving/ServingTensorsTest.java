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

import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import io.github.djliit.tensor.TensorFile.Format;
import io.github.djliit.torchscript.TorchScriptFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Inputs and outputs as tensors instead of JSON. */
class ServingTensorsTest {

    private static final float[] ROW = {1, 2, 3, 4, 5, 6};
    private static final String PLAN =
            "{\"version\": 1, \"interventions\": [{\"site\": \"0\", \"edit\": \"interchange\"}]}";

    @TempDir private Path folder;
    private Served served;
    private NDManager manager;

    @BeforeEach
    void open() throws Exception {
        served = Served.script(folder, TorchScriptFile.of("mlp"));
        manager = NDManager.newBaseManager("PyTorch");
    }

    @AfterEach
    void close() {
        manager.close();
        served.close();
    }

    private static Map<String, Tensor> inputs() {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("source0", Tensor.of(new float[] {6, 5, 4, 3, 2, 1}, 1, 6));
        inputs.put("base", Tensor.of(ROW, 1, 6));
        return inputs;
    }

    private static byte[] bytes(Format format, Map<String, Tensor> tensors) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TensorFile.write(bytes, format, tensors);
        return bytes.toByteArray();
    }

    /** DJL's own bytes. */
    private static byte[] list(Map<String, Tensor> tensors) {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDList list = new NDList();
            tensors.forEach(
                    (name, tensor) -> {
                        NDArray array = tensor.toArray(manager);
                        array.setName(name);
                        list.add(array);
                    });
            return list.encode();
        }
    }

    static Stream<Named<Input>> bodies() throws IOException {
        return Stream.of(
                Named.of("ndlist", Served.of("tensor/ndlist", list(inputs()))),
                Named.of("npz", Served.of("tensor/npz", bytes(Format.NPZ, inputs()))),
                Named.of(
                        "safetensors",
                        Served.of("tensor/safetensors", bytes(Format.SAFETENSORS, inputs()))),
                Named.of("guessed ndlist", Served.of("", list(inputs()))),
                Named.of(
                        "guessed npz",
                        Served.of("application/octet-stream", bytes(Format.NPZ, inputs()))),
                Named.of(
                        "guessed safetensors",
                        Served.of("application/octet-stream", bytes(Format.SAFETENSORS, inputs()))),
                Named.of("form", form()));
    }

    private static Input form() throws IOException {
        Input input = new Input();
        input.addProperty("Content-Type", "multipart/form-data; boundary=x");
        for (Map.Entry<String, Tensor> each : inputs().entrySet()) {
            input.add(each.getKey(), bytes(Format.NPZ, Map.of("any", each.getValue())));
        }
        return input;
    }

    private JsonObject expected() throws Exception {
        return served.ask(
                "{'inputs': {'base': [[1, 2, 3, 4, 5, 6]], 'sources': [[[6, 5, 4, 3, 2, 1]]]},"
                        + " 'plan': "
                        + PLAN
                        + "}");
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void tensorsGiveWhatNumbersGive(Input input) throws Exception {
        input.add("plan", PLAN);
        assertThat(Served.read(served.send(input))).isEqualTo(expected());
    }

    @Test
    void namelessTensorsAreAPlainPrediction() throws Exception {
        NDList list = new NDList(manager.create(new float[][] {ROW}));
        JsonObject reply = Served.read(served.send(Served.of("tensor/ndlist", list.encode())));
        assertThat(reply).isEqualTo(served.ask("{'inputs': [[1, 2, 3, 4, 5, 6]]}"));
    }

    @Test
    void aPlanReadsTensorsThatComeWithIt() throws Exception {
        Map<String, Tensor> inputs = inputs();
        inputs.put("mine", Tensor.of(new float[] {0, 0, 0, 0}, 4));
        Input input = Served.of("tensor/npz", bytes(Format.NPZ, inputs));
        input.add(
                "plan",
                PLAN.replace("\"0\"", "\"4\"").replace("interchange", "set\", \"value\": \"@mine"));
        JsonObject reply = Served.read(served.send(input));
        assertThat(Served.numbers(reply.get("output"))).containsExactly(0, 0, 0, 0);
    }

    private Map<String, Tensor> reply(ReplyFormat format) throws Exception {
        Input input = Served.of("tensor/npz", bytes(Format.NPZ, inputs()));
        input.addProperty("Accept", "text/html, " + format.mediaType() + ";q=0.5");
        input.add("plan", PLAN);
        input.add("return", "output,collected");
        input.add("collect", "2");
        Output output = served.send(input);
        assertThat(output.getProperty("Content-Type", "")).isEqualTo(format.mediaType());
        byte[] bytes = output.getData().getAsBytes();
        if (format != ReplyFormat.NDLIST) {
            return TensorFile.read(new ByteArrayInputStream(bytes), 10_000);
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (NDArray array : NDList.decode(manager, bytes)) {
            tensors.put(array.getName(), Tensor.of(array));
        }
        return tensors;
    }

    @ParameterizedTest
    @EnumSource(value = ReplyFormat.class, mode = EnumSource.Mode.EXCLUDE, names = "JSON")
    void tensorsComeBackWhereTheyAreAskedFor(ReplyFormat format) throws Exception {
        Map<String, Tensor> tensors = reply(format);
        assertThat(tensors).containsOnlyKeys("output0", "2.counterfactual");
        assertThat(tensors.get("output0").toFloats())
                .containsExactly(Served.numbers(expected().get("output")));
    }
}
