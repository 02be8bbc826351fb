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
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Writes the cards, plans and metadata of all models of the zoo anew, and their table in the
 * README, from what their trainings left: {@code main}, in the folder of this module.
 */
final class ZooCards {

    static final Path SOURCES = Path.of("src/main/resources/io/github/djliit/zoo/mlrepo");

    static final Path README = Path.of("../README.md");

    private static final String BEGIN = "<!-- models -->\n";

    private ZooCards() {}

    public static void main(String[] arguments) throws IOException {
        write(SOURCES);
        Files.writeString(README, fill(Files.readString(README)));
    }

    /** Puts the table where the text has marks for it. */
    static String fill(String text) throws IOException {
        int from = text.indexOf(BEGIN) + BEGIN.length();
        int to = text.indexOf("<!-- end -->", from);
        return text.substring(0, from) + table() + text.substring(to);
    }

    private static String table() throws IOException {
        StringBuilder table = new StringBuilder();
        table.append(
                "| model | application | kB | task accuracy | least IIA |\n|---|---|---|---|---|\n");
        long bytes = 0;
        for (ZooEntry entry : ZooEntry.all()) {
            ModelDirectory model = ModelDirectory.open(new ZooWriter(SOURCES).folder(entry));
            long size = size(model.path());
            bytes += size;
            table.append("| `").append(entry.id()).append("` | `");
            table.append(entry.application().getPath()).append("` | ");
            table.append(Math.round(size / 1000.0)).append(" | ");
            table.append(share(model.figures().taskAccuracy().orElseThrow())).append(" | ");
            double least =
                    model.settings().getStringList("alignment").stream()
                            .mapToDouble(variable -> model.figures().iia().get(variable))
                            .min()
                            .orElseThrow();
            table.append(share(least)).append(" |\n");
        }
        return table.append("| all | | ").append(Math.round(bytes / 1000.0)) + " | | |\n";
    }

    private static String share(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    static void write(Path root) throws IOException {
        for (ZooEntry entry : ZooEntry.all()) {
            new ZooWriter(root).describe(entry.id());
        }
    }
}
