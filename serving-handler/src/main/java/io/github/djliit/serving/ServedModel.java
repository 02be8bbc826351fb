/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.Model;
import io.github.djliit.alignment.Alignment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * What stands beside the parameters of a model in its directory.
 *
 * @param name what metrics call the model
 * @param folder the directory
 * @param alignment which sites realise which variable, {@code alignment.json}
 * @param plans its plans
 */
record ServedModel(String name, Path folder, Optional<Alignment> alignment, StoredPlans plans) {

    private static final long MAX_BYTES = 64L << 20;

    /**
     * Reads a model directory.
     *
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if one is not what it should be
     */
    static ServedModel of(Model model) throws IOException {
        Path path = model.getModelPath();
        Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
        return new ServedModel(
                model.getName(),
                folder,
                alignment(folder.resolve("alignment.json")),
                new StoredPlans(folder));
    }

    /**
     * Reads a file of a model directory.
     *
     * @throws IllegalArgumentException if it is not what it should be, in words that name no path
     */
    static <T> T read(Path file, Function<String, T> reader) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "expected at most " + MAX_BYTES + " bytes, found " + Files.size(file));
        }
        return reader.apply(Files.readString(file));
    }

    private static Optional<Alignment> alignment(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(file, Alignment::fromJson));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}
