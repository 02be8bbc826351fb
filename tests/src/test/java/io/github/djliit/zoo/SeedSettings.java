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
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configurations of the seed's arithmetic experiments. */
final class SeedSettings {

    private SeedSettings() {}

    static RecipeSettings of(Recipe recipe, String experiment) {
        try {
            Path file = Files.createTempFile("seed-experiments", ".conf");
            try {
                return new RecipeSettings(recipe).read(copy(file), experiment);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the file with all configurations. */
    static Path copy(Path file) throws IOException {
        String name = "/golden/seed-experiments.conf";
        try (InputStream in = SeedSettings.class.getResourceAsStream(name)) {
            return Files.write(file, in.readAllBytes());
        }
    }
}
