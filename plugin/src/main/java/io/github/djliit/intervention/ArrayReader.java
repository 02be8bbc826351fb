/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.intervention;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Reads the named arrays of a file. */
@FunctionalInterface
interface ArrayReader {

    /**
     * Reads a file that is known to be a regular one of limited size.
     *
     * @param file the file
     * @return its arrays by name
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is not of a known format
     */
    Map<String, Value> read(Path file) throws IOException;
}
