/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZooWriterTest {

    @TempDir private Path root;

    private void write(String id) throws IOException {
        ModelDirectory bundled = BundledModels.open(id);
        try (Model model = bundled.load(Device.cpu())) {
            new ZooWriter(root).write(id, model, bundled.card());
        }
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> checksums = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                checksums.put(
                        root.relativize(file).toString(),
                        CachedFiles.sha1(Files.readAllBytes(file)));
            }
        }
        return checksums;
    }

    @ParameterizedTest
    @ValueSource(strings = {"equality", "ioi"})
    void aModelTakesThePlaceOfItself(String id) throws Exception {
        write(id);
        Map<String, String> once = files();
        write(id);
        assertThat(files()).isEqualTo(once);
    }

    @Test
    void checkingLeavesNoTrace() throws Exception {
        new ZooWriter(root.resolve("a/b")).checkWritable("ioi");
        assertThat(root).isEmptyDirectory();
    }
}
