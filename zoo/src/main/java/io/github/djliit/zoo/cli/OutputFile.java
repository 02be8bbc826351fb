/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import io.github.djliit.zoo.Reason;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** A file that appears as a whole; a device or pipe, which cannot, is written as it is. */
final class OutputFile {

    private final Path file;

    private OutputFile(Path file) {
        this.file = file;
    }

    /** What writes the content. */
    @FunctionalInterface
    interface Content {

        void write(OutputStream out) throws IOException;
    }

    /** Checks, before the work, that the file could be written. */
    static OutputFile of(Path file) {
        Path absolute = file.toAbsolutePath();
        if (Files.isDirectory(absolute)) {
            throw new UsageException("'" + file + "' is a directory; name a file to write");
        }
        Path parent = absolute.getParent();
        if (!Files.isDirectory(parent)) {
            throw new UsageException(
                    "Cannot write "
                            + file
                            + ": there is no directory "
                            + parent
                            + "; make it first");
        }
        return new OutputFile(absolute);
    }

    void write(String text) throws IOException {
        write(out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    void write(Content content) throws IOException {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                write(file, content);
            } else {
                replace(Files.exists(file) ? file.toRealPath() : file, content);
            }
        } catch (IOException e) {
            throw new IOException("Cannot write " + file + ": " + Reason.of(e), e);
        }
    }

    private static void replace(Path target, Content content) throws IOException {
        Path work = target.resolveSibling(".iit-" + UUID.randomUUID());
        // Also where a signal ends the process.
        work.toFile().deleteOnExit();
        try {
            write(work, content);
            Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(work);
        }
    }

    private static void write(Path to, Content content) throws IOException {
        boolean isNew = !Files.exists(to, LinkOption.NOFOLLOW_LINKS);
        StandardOpenOption option =
                isNew ? StandardOpenOption.CREATE_NEW : StandardOpenOption.WRITE;
        try (OutputStream out =
                new BufferedOutputStream(
                        Files.newOutputStream(to, StandardOpenOption.WRITE, option))) {
            content.write(out);
        }
    }
}
