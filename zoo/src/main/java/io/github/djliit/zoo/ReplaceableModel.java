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
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Decides which folders a model may take the place of: none that holds anything else. */
final class ReplaceableModel {

    private static final Set<String> FILES =
            Set.of(
                    ModelDirectory.CARD,
                    ModelDirectory.SCRIPT,
                    ModelDirectory.ALIGNMENT,
                    ModelDirectory.PLAN,
                    ModelDirectory.REPORT,
                    "serving.properties");

    private ReplaceableModel() {}

    /**
     * Checks a place for a model.
     *
     * @param target the place
     * @return its absolute path, without links
     * @throws IOException if it cannot be looked at, or is read-only
     * @throws IllegalArgumentException if something would be lost
     */
    static Path check(Path target) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        if (!Files.exists(absolute)) {
            if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
                throw new IllegalArgumentException(target + " is a link to nothing");
            }
            return absolute;
        }
        if (!Files.isDirectory(absolute)) {
            throw new IllegalArgumentException(absolute + " is a file; name a directory");
        }
        Path real = absolute.toRealPath();
        checkContent(real);
        if (!Files.isWritable(real)) {
            throw new IOException("Cannot write the directory " + target + ": it is read-only");
        }
        return real;
    }

    private static void checkContent(Path folder) throws IOException {
        List<Path> files =
                AtomicDirectory.files(folder).stream()
                        .filter(file -> !AtomicDirectory.isWork(file))
                        .toList();
        if (files.isEmpty()) {
            return;
        }
        if (files.stream().allMatch(RunFolder::isPart)) {
            return; // A training that was stopped.
        }
        if (!isModel(folder)) {
            throw new IllegalArgumentException(
                    folder + " holds something else than a model; name another directory");
        }
        for (Path file : files) {
            if (!isPart(file)) {
                throw new IllegalArgumentException(
                        folder
                                + " holds a model, and "
                                + file.getFileName()
                                + " beside it, which would be lost: move it away, or name another"
                                + " directory");
            }
        }
    }

    private static boolean isModel(Path folder) throws IOException {
        Path card = folder.resolve(ModelDirectory.CARD);
        if (!Files.isRegularFile(card)) {
            return false;
        }
        try {
            TextFile.read(card, ModelCard::fromJson);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isPart(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file)
                && (FILES.contains(name) || name.endsWith(".params") || RunFolder.isPart(file));
    }
}
