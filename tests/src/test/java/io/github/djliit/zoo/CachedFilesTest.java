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
import static org.assertj.core.api.Assertions.assertThatIOException;

import ai.djl.repository.Artifact;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedFilesTest {

    private static final byte[] CONTENT = "parameters".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path cache;

    private CachedFiles files() {
        return new CachedFiles(cache.resolve("model"), List.of(item("a.params"), item("p/b.json")));
    }

    private static Artifact.Item item(String name) {
        Artifact.Item item = new Artifact.Item();
        item.setName(name);
        item.setSize(CONTENT.length);
        item.setSha1Hash(CachedFiles.sha1(CONTENT));
        return item;
    }

    private static void unpack(CachedFiles files) throws IOException {
        files.unpack(item -> new ByteArrayInputStream(CONTENT));
    }

    @Test
    void filesOfFoldersAreThereAfterUnpacking() throws Exception {
        assertThat(files().areThere()).isFalse();
        unpack(files());
        assertThat(files().areThere()).isTrue();
        assertThat(cache.resolve("model/p/b.json")).hasBinaryContent(CONTENT);
    }

    @Test
    void aDamagedFileIsNoticedAndReplaced() throws Exception {
        unpack(files());
        Files.writeString(cache.resolve("model/a.params"), "parameterz");
        assertThat(files().areThere()).isFalse();
        unpack(files());
        assertThat(files().areThere()).isTrue();
    }

    @Test
    void aDamagedJarLeavesNothingBehind() throws Exception {
        assertThatIOException()
                .isThrownBy(() -> files().unpack(item -> new ByteArrayInputStream(new byte[3])))
                .withMessageContaining("a.params is damaged: expected the checksum");
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left).containsExactly(cache.resolve("model.lock"));
        }
    }

    @Test
    void manyAtOnceLeaveOneCopy() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                all.add(
                        threads.submit(
                                () -> {
                                    unpack(files());
                                    return null;
                                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(files().areThere()).isTrue();
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left)
                    .containsExactlyInAnyOrder(cache.resolve("model"), cache.resolve("model.lock"));
        }
    }

    /** A file where the cache should be fails for root as well, whom no permission stops. */
    @Test
    void aCacheThatCannotBeWrittenIsTold() throws Exception {
        Path file = Files.writeString(cache.resolve("file"), "");
        CachedFiles files = new CachedFiles(file.resolve("x/model"), List.of(item("a")));
        assertThatIOException()
                .isThrownBy(() -> unpack(files))
                .withMessageContaining("DJL_CACHE_DIR");
    }
}
