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
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.PlanFormat;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What stands beside the parameters of a model in its directory.
 *
 * @param name what metrics call the model
 * @param folder the directory
 * @param alignment which sites realise which variable, {@code alignment.json}
 * @param plans the plans of {@code plans/NAME.json} by name, and {@code default}, {@code plan.json}
 */
record ServedModel(
        String name,
        Path folder,
        Optional<Alignment> alignment,
        Map<String, InterventionPlan> plans) {

    static final String DEFAULT = "default";
    private static final String ENDING = ".json";
    private static final long MAX_BYTES = 64L << 20;

    /** Copies the map. */
    ServedModel {
        plans = Map.copyOf(plans);
    }

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
                read(folder.resolve("alignment.json"), Alignment::fromJson),
                plans(folder));
    }

    private static Map<String, InterventionPlan> plans(Path folder) throws IOException {
        Map<String, InterventionPlan> plans = new TreeMap<>();
        Path stored = folder.resolve("plans");
        if (Files.isDirectory(stored)) {
            PlanFormat format = PlanFormat.builder().optFolder(stored).build();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(stored, "*" + ENDING)) {
                for (Path file : files) {
                    String name = file.getFileName().toString();
                    String plain = name.substring(0, name.length() - ENDING.length());
                    read(file, format::read).ifPresent(plan -> plans.put(plain, plan));
                }
            }
        }
        PlanFormat format = PlanFormat.builder().optFolder(folder).build();
        read(folder.resolve("plan.json"), format::read).ifPresent(plan -> plans.put(DEFAULT, plan));
        return plans;
    }

    private static <T> Optional<T> read(Path file, Function<String, T> reader) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IllegalArgumentException(
                    file + ": expected at most " + MAX_BYTES + " bytes, found " + Files.size(file));
        }
        try {
            return Optional.of(reader.apply(Files.readString(file)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}
