/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.types.Shape;
import io.github.djliit.json.JsonFormatException;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A plan names files of its folder, and gets at no other. */
class PlanFilesTest {

    @TempDir private Path root;
    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(root.resolve("model"));
        Files.createDirectory(folder.resolve("maps"));
        write("model/maps/shift.npz", Map.of("offset", Tensor.of(new float[] {1, 2}, 2)));
        write("model/shift.safetensors", Map.of("offset", Tensor.of(new float[] {1, 2}, 2)));
        write("model/misspelt.npz", Map.of("ofset", Tensor.of(new float[] {1}, 1)));
        write("model/nan.npz", Map.of("offset", Tensor.of(new float[] {Float.NaN}, 1)));
        write("secret.npz", Map.of("offset", Tensor.of(new float[] {1}, 1)));
        Files.writeString(folder.resolve("text.npz"), "no arrays");
        Files.createSymbolicLink(folder.resolve("link.npz"), root.resolve("secret.npz"));
        Files.createSymbolicLink(folder.resolve("up"), root);
        try (RandomAccessFile large = new RandomAccessFile(root + "/model/large.npz", "rw")) {
            large.setLength(ArrayFiles.MAX_BYTES + 1);
        }
    }

    private void write(String name, Map<String, Tensor> tensors) throws IOException {
        Path file = root.resolve(name);
        TensorFile.write(file, tensors);
    }

    private InterventionPlan read(String featurizer) {
        return InterventionPlan.fromJson(
                plan(featurizer), ShiftMap.format().optFolder(folder).build());
    }

    private static String plan(String featurizer) {
        return ShiftMap.plan("{'site': 'a', 'edit': 'zero', 'featurizer': " + featurizer + "}");
    }

    @ParameterizedTest
    @CsvSource({"maps/shift.npz", "shift.safetensors", "./maps/../shift.safetensors"})
    void arraysComeFromAFile(String file) {
        InterventionPlan plan = read("{'type': 'shift', 'file': '" + file + "'}");
        assertThat(plan.interventions().get(0).featurizer())
                .isEqualTo(new ShiftMap(new Value(1, 2), 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../secret.npz | expected a relative path inside the plan's folder, found",
                "maps/../../secret.npz | expected a relative path inside the plan's folder, found",
                "/etc/passwd | expected a relative path inside the plan's folder, found",
                "link.npz | expected a relative path inside the plan's folder, found 'link.npz'",
                "up/secret.npz | expected a relative path inside the plan's folder, found",
                "maps | 'maps' is not a regular file",
                "none.npz | there is no file 'none.npz' in the plan's folder",
                "text.npz | the file 'text.npz' cannot be read: ",
                "nan.npz | the file 'nan.npz' cannot be read: A value must be finite, found NaN",
                "large.npz | the files of a plan may have at most 268435456 bytes together",
            })
    void otherFilesAreRefused(String file, String message) {
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> read("{'type': 'shift', 'file': '" + file + "'}"))
                .withMessageStartingWith("/interventions/0/featurizer/file: " + message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(root.toString()));
    }

    @Test
    void aFileMayHaveOneArrayOfAnyName() {
        InterventionPlan plan = read("{'type': 'shift', 'file': 'misspelt.npz'}");
        assertThat(plan.interventions().get(0).featurizer())
                .isEqualTo(new ShiftMap(new Value(new float[] {1}, new Shape(1)), 1));
    }

    @Test
    void anArrayIsGivenOnce() {
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(
                        () -> read("{'type': 'shift', 'file': 'maps/shift.npz', 'offset': [1]}"))
                .withMessage(
                        "/interventions/0/featurizer/offset: the file has this array too: give it"
                                + " once");
    }

    @Test
    void anArrayOfAnotherNameIsTold() {
        assertThatExceptionOfType(JsonFormatException.class)
                .isThrownBy(() -> read("{'type': 'pca', 'file': 'misspelt.npz'}"))
                .withMessageStartingWith(
                        "/interventions/0/featurizer/file: the file has an array 'ofset', which pca"
                                + " does not take.");
    }

    @Test
    void aFileIsReadOnceForAPlan() {
        AtomicInteger reads = new AtomicInteger();
        PlanFormat format =
                ShiftMap.format()
                        .optFolder(folder)
                        .optReader(
                                file -> {
                                    reads.incrementAndGet();
                                    return ShiftMap.file(new Value(1, 2));
                                })
                        .build();
        String map = "'edit': 'zero', 'featurizer': {'type': 'shift', 'file': 'maps/shift.npz'}}";
        InterventionPlan.fromJson(
                ShiftMap.plan("{'site': 'a', " + map, "{'site': 'b', " + map), format);
        assertThat(reads).hasValue(1);
    }
}
