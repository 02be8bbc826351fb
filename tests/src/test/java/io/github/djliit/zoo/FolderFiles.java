/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All files below a folder. */
final class FolderFiles {

    private FolderFiles() {}

    /** Returns what tells whether a file was changed, by name; hidden files are among them. */
    static Map<String, String> checksums(Path folder) {
        Map<String, String> checksums = new TreeMap<>();
        for (Path file : below(folder)) {
            if (Files.isRegularFile(file)) {
                checksums.put(folder.relativize(file).toString(), checksum(file));
            } else {
                checksums.put(folder.relativize(file).toString(), "");
            }
        }
        return checksums;
    }

    static Path copy(Path folder, Path to) {
        try {
            for (Path file : below(folder)) {
                Files.copy(file, to.resolve(folder.relativize(file).toString()));
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> below(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String checksum(Path file) {
        try {
            return CachedFiles.sha1(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
