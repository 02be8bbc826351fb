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
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import io.github.djliit.tensor.TensorFile.Format;
import io.github.djliit.torchscript.TorchScriptFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged requests are answered: as what they still are, or as a fault with its place. */
class ServingFuzzTest {

    private static final int REQUESTS = 2_000;
    private static final int BATCH = 5;

    @TempDir private static Path folder;
    private static Served served;

    @BeforeAll
    static void open() throws Exception {
        served = Served.script(folder, TorchScriptFile.of("mlp"));
    }

    @AfterAll
    static void close() {
        served.close();
    }

    static Stream<Arguments> requests() throws IOException {
        String json =
                "{\"inputs\": {\"base\": [[1, 2, 3, 4, 5, 6]], \"sources\": [{\"type\": \"float32\","
                        + " \"data\": [[6, 5, 4, 3, 2, 1]], \"shape\": [1, 6]}]}, \"plan\":"
                        + " {\"version\": 1, \"interventions\": [{\"site\": \"0[0:2]\", \"edit\":"
                        + " \"interchange\", \"rows\": [0]}, {\"site\": \"2\", \"edit\": \"add\","
                        + " \"value\": 0.5}], \"collect\": [\"0\"]}, \"return\": [\"output\","
                        + " \"base\"]}";
        Map<String, Tensor> tensors =
                Map.of("base", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 6));
        return Stream.of(
                Arguments.of(
                        "application/json", bytes("json", json.getBytes(StandardCharsets.UTF_8))),
                Arguments.of("tensor/npz", bytes("npz", file(Format.NPZ, tensors))),
                Arguments.of(
                        "tensor/safetensors",
                        bytes("safetensors", file(Format.SAFETENSORS, tensors))),
                Arguments.of("tensor/ndlist", bytes("ndlist", list())),
                Arguments.of("", bytes("untold", list())));
    }

    private static Named<byte[]> bytes(String name, byte[] bytes) {
        return Named.of(name, bytes);
    }

    private static byte[] file(Format format, Map<String, Tensor> tensors) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TensorFile.write(bytes, format, tensors);
        return bytes.toByteArray();
    }

    private static byte[] list() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            return new NDList(manager.create(new float[][] {{1, 2, 3, 4, 5, 6}})).encode();
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void damageIsAnswered(String type, byte[] whole) throws Exception {
        SplittableRandom random = new SplittableRandom(3);
        int refused = 0;
        for (int i = 0; i < REQUESTS / BATCH; i++) {
            List<Input> batch = new ArrayList<>();
            List<byte[]> bodies = new ArrayList<>();
            for (int k = 0; k < BATCH; k++) {
                bodies.add(k == 2 ? whole : damage(whole, random));
                batch.add(Served.of(type, bodies.get(k)));
            }
            List<Output> outputs = served.send(batch);
            assertThat(outputs.get(2).getCode()).isEqualTo(200);
            for (int k = 0; k < BATCH; k++) {
                refused += check(outputs.get(k), bodies.get(k));
            }
        }
        assertThat(refused).isBetween(REQUESTS / 5, REQUESTS);
    }

    /** Returns 1 for a request that was refused as it should be. */
    private static int check(Output output, byte[] body) {
        if (output.getCode() == 200) {
            return 0;
        }
        String as = new String(body, StandardCharsets.ISO_8859_1);
        JsonObject error = Served.read(output).getAsJsonObject("error");
        assertThat(output.getCode()).as("%s of %s", error, as).isIn(400, 413);
        assertThat(error.get("pointer").getAsString()).as(as).matches("(/.*)?");
        assertThat(error.get("message").getAsString())
                .as(as)
                .isNotBlank()
                .doesNotContain("\n", folder.toString(), "null");
        return 1;
    }

    private static byte[] damage(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole.clone();
        for (int i = random.nextInt(1, 4); i > 0 && bytes.length > 1; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes = Arrays.copyOf(bytes, at);
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                default -> bytes[at] = bytes[random.nextInt(bytes.length)];
            }
        }
        return bytes;
    }
}
