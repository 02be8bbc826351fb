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
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;

/** Text files, whose faults are told with the name of the file. */
public final class TextFile {

    /** No plan, alignment or description is that long; what does not end is no file. */
    private static final int LONGEST = 256 << 20;

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
            return parse.apply(text(file));
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException(
                    "The file " + file + " cannot be read: permission denied", e);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("There is no file " + file, e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is not a text in UTF-8", e);
        } catch (IOException e) {
            throw new IOException("Cannot read " + file + ": " + IoErrors.of(e), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /** Checks that a file is no longer than a text of people; a pipe tells when it is read. */
    static void checkLength(Path file) {
        try {
            checkLength(Files.size(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static void checkLength(long bytes) {
        if (bytes > LONGEST) {
            throw new IllegalArgumentException("longer than " + LONGEST + " bytes");
        }
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            checkLength(bytes.length);
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        }
    }
}
