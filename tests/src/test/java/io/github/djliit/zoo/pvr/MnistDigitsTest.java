/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.pvr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Application;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.MRL;
import ai.djl.repository.Repository;
import io.github.djliit.causal.Setting;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A dataset of MNIST's form made by hand: a digit d is all of one grey, 10 times d in the training
 * set and 10 times d + 100 in the test set.
 */
class MnistDigitsTest {

    private static final String METADATA =
            """
            {"metadataVersion": "0.2", "resourceType": "dataset", "application": "cv",
             "groupId": "ai.djl.basicdataset", "artifactId": "mnist", "name": "mnist",
             "artifacts": [{"version": "1.0", "snapshot": false, "name": "mnist", "files": {
               "train_data": {"uri": "train-images"}, "train_labels": {"uri": "train-labels"},
               "test_data": {"uri": "test-images"}, "test_labels": {"uri": "test-labels"}}}]}
            """;

    @TempDir private Path root;
    private MnistDigits digits;

    @BeforeEach
    void write() throws IOException {
        Path folder = Files.createDirectories(root.resolve("dataset/cv/ai/djl/basicdataset/mnist"));
        Files.writeString(folder.resolve("metadata.json"), METADATA);
        Path files = Files.createDirectories(folder.resolve("1.0/mnist"));
        write(files, "train", 0);
        write(files, "test", 100);
        digits = MnistDigits.of(unpacked(root));
    }

    /**
     * Returns a repository whose files are read where they are. Otherwise DJL would copy them into
     * its cache, where whoever runs this may have the real MNIST.
     */
    private static Repository unpacked(Path folder) {
        Repository files = Repository.newInstance("by hand", folder.toUri().toString());
        return (Repository)
                Proxy.newProxyInstance(
                        Repository.class.getClassLoader(),
                        new Class<?>[] {Repository.class},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "prepare" -> null;
                                    case "dataset" ->
                                            MRL.dataset(
                                                    (Repository) proxy,
                                                    (Application) arguments[0],
                                                    (String) arguments[1],
                                                    (String) arguments[2],
                                                    null);
                                    default -> invoke(files, method, arguments);
                                });
    }

    private static Object invoke(Repository files, Method method, Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(files, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void write(Path folder, String set, int brighter) throws IOException {
        ByteArrayOutputStream images = new ByteArrayOutputStream();
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        try (DataOutputStream image = new DataOutputStream(images);
                DataOutputStream label = new DataOutputStream(labels)) {
            for (int number : new int[] {0x803, 10, 28, 28}) {
                image.writeInt(number);
            }
            label.writeInt(0x801);
            label.writeInt(10);
            for (int digit = 0; digit < 10; digit++) {
                byte[] pixels = new byte[28 * 28];
                Arrays.fill(pixels, (byte) (10 * digit + brighter));
                image.write(pixels);
                label.write(digit);
            }
        }
        Files.write(folder.resolve(set + "-images"), images.toByteArray());
        Files.write(folder.resolve(set + "-labels"), labels.toByteArray());
    }

    @ParameterizedTest
    @CsvSource({"3, 0, 30", "3, 17, 30", "9, 4, 90", "3, -1, 130", "0, -9, 100"})
    void testsHaveTheTestSet(int digit, long seed, int grey) {
        float[] pixels = digits.draw(digit, seed);
        assertThat(pixels).hasSize(16 * 16).containsOnly(grey / 255f);
    }

    @Test
    void aGridHasThem() {
        Setting grid = PointerModel.MODEL.run(PointerModel.grid(1, 3, 5, 7, 2));
        try (NDManager manager = NDManager.newBaseManager()) {
            var image = new GridEncoding(digits).inputs(manager, List.of(grid)).head();
            assertThat(image.getFloat(0, 0, 0, 0)).isEqualTo(30 / 255f);
            assertThat(image.getFloat(0, 0, 0, 31)).isEqualTo(50 / 255f);
            assertThat(image.getFloat(0, 0, 31, 0)).isEqualTo(70 / 255f);
            assertThat(image.getFloat(0, 0, 31, 31)).isEqualTo(20 / 255f);
        }
    }

    /** Rows 2 and half of 3; columns likewise: (1 + 1/2 * 0) over 2.25 of one white pixel. */
    @Test
    void aPixelIsTheMeanOfWhatItCovers() {
        float[] image = new float[28 * 28];
        image[2 * 28 + 2] = 1;
        image[3 * 28 + 4] = 1;
        float[] small = MnistDigits.shrink(image, 0);
        assertThat(small[0]).isEqualTo((float) (Math.rint(255 / 2.25) / 255));
        assertThat(small[1]).isEqualTo((float) (Math.rint(255 * .5 / 2.25) / 255));
        assertThat(small[17]).isEqualTo((float) (Math.rint(255 * .5 / 2.25) / 255));
        assertThat(small[2]).isZero();
    }

    @Test
    void whatIsNotThereIsTold() throws IOException {
        Files.delete(root.resolve("dataset/cv/ai/djl/basicdataset/mnist/1.0/mnist/test-images"));
        assertThatThrownBy(() -> digits.draw(1, -1))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("MNIST is not in DJL's cache");
    }
}
