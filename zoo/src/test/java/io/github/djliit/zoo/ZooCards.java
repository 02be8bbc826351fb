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
import java.nio.file.Path;

/**
 * Writes the cards, plans and metadata of all models of the zoo anew, from what their trainings
 * left: {@code main} with the folder where the repository of models starts.
 */
final class ZooCards {

    static final Path SOURCES = Path.of("src/main/resources/io/github/djliit/zoo/mlrepo");

    private ZooCards() {}

    public static void main(String[] arguments) throws IOException {
        write(Path.of(arguments[0]));
    }

    static void write(Path root) throws IOException {
        for (ZooEntry entry : ZooEntry.all()) {
            new ZooWriter(root).describe(entry.id());
        }
    }
}
