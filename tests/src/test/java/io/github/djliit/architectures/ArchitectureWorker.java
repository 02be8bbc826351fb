/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.architectures;

import com.google.gson.JsonObject;
import io.github.djliit.architectures.ArchitectureCheck.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * A program that checks networks one after the other, and is watched by {@link Architectures}.
 *
 * <p>Arguments: the file that a line of JSON is added to for each network, then their folders.
 */
final class ArchitectureWorker {

    private ArchitectureWorker() {}

    /**
     * Runs.
     *
     * @param arguments file and folders
     * @throws IOException if a folder cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        Path results = Path.of(arguments[0]);
        List<Path> folders = Arrays.stream(arguments).skip(1).map(Path::of).toList();
        for (Path folder : folders) {
            Report report = ArchitectureCheck.run(Architecture.read(folder));
            write(results, report.toJson());
        }
    }

    static void write(Path file, JsonObject json) throws IOException {
        Files.writeString(
                file,
                json + System.lineSeparator(),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
