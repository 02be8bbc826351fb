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
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;

/** Text files, whose faults are told with the name of the file. */
public final class TextFile {

    private TextFile() {}

    /**
     * Reads a text file.
     *
     * @param <T> the type of what it holds
     * @param file the file
     * @param parse from the text to what it holds
     * @return what the file holds
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if there is no such file, or it holds something else
     */
    public static <T> T read(Path file, Function<String, T> parse) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException("'" + file + "' is a directory; name a file");
        }
        try {
            return parse.apply(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("There is no file " + file, e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is not a text in UTF-8", e);
        } catch (IOException e) {
            throw new IOException("Cannot read " + file + ": " + Reason.of(e), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}
