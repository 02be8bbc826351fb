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
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder that appears as a whole: written beside its target, then moved into place.
 *
 * <p>Closing without {@link #commit} leaves the target as it was. Not thread-safe.
 */
public final class AtomicDirectory implements AutoCloseable {

    private final Path target;
    private final Path work;

    private AtomicDirectory(Path target, Path work) {
        this.target = target;
        this.work = work;
    }

    /**
     * Opens a work folder beside a target.
     *
     * @param target the folder that is to appear: not there yet, empty, or a model directory, which
     *     is replaced
     * @return the open folder
     * @throws IOException if nothing can be written there
     * @throws IllegalArgumentException if the target holds something else
     */
    public static AtomicDirectory open(Path target) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        checkReplaceable(absolute);
        Path parent = absolute.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("The root " + target + " cannot be written");
        }
        try {
            Files.createDirectories(parent);
            Path work = Files.createTempDirectory(parent, "." + absolute.getFileName() + "-");
            return new AtomicDirectory(absolute, work);
        } catch (IOException e) {
            throw new IOException("Cannot write the directory " + target + ": " + reason(e), e);
        }
    }

    /**
     * Returns the folder to write into.
     *
     * @return the work folder
     */
    public Path path() {
        return work;
    }

    /**
     * Moves the work folder into place.
     *
     * @throws IOException if it cannot be moved; the target is then as it was
     */
    public void commit() throws IOException {
        if (!Files.exists(target)) {
            Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Path old = work.resolveSibling(work.getFileName() + "-old");
        Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        try {
            Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
        delete(old);
    }

    @Override
    public void close() throws IOException {
        delete(work);
    }

    private static void checkReplaceable(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw new IllegalArgumentException(target + " is a file; name a directory");
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
            boolean empty = !entries.iterator().hasNext();
            if (!empty && !Files.exists(target.resolve(ModelDirectory.CARD))) {
                throw new IllegalArgumentException(
                        target + " holds something else than a model; name another directory");
            }
        }
        if (!Files.isWritable(target)) {
            throw new IOException("Cannot write the directory " + target + ": it is read-only");
        }
    }

    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        return e.getClass().getSimpleName().replace("Exception", "") + " " + message;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
