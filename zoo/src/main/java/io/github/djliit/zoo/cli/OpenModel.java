/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import io.github.djliit.zoo.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds what the argument MODEL names. */
final class OpenModel {

    private OpenModel() {}

    static ModelDirectory open(String name) throws IOException {
        Path path = Path.of(name);
        if (name.endsWith(".pt")) {
            throw new UsageException(
                    "TorchScript files cannot be opened yet; name a directory that train wrote");
        }
        if (name.isEmpty() || !Files.isDirectory(path)) {
            throw new UsageException(
                    "There is no model '"
                            + name
                            + "'. Name a directory that this wrote:"
                            + " iit train RECIPE --out DIR");
        }
        if (!ModelDirectory.isModel(path)) {
            throw new UsageException(
                    "The directory "
                            + path
                            + " holds no model: it has no model.json."
                            + " Name a directory that this wrote: iit train RECIPE --out DIR");
        }
        return ModelDirectory.open(path);
    }
}
