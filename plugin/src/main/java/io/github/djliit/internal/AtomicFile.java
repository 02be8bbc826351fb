/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.internal;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file that appears as a whole: it is written beside its place, then moved there.
 *
 * <p>Closing without {@link #commit} leaves everything as it was.
 */
public final class AtomicFile implements Closeable {

    /** How the names of what is written beside its place begin. */
    public static final String WORK_PREFIX = ".iit-";

    private final Path file;
    private final Path work;

    /**
     * Chooses the name of a work file, which is not made yet.
     *
     * @param file the file that is to appear; one that is there is replaced
     */
    public AtomicFile(Path file) {
        this.file = file;
        // No temporary file of Java's: that would be readable for its owner alone.
        work = file.resolveSibling(WORK_PREFIX + UUID.randomUUID());
    }

    /** Returns the work file. */
    public Path work() {
        return work;
    }

    /**
     * Creates the work file.
     *
     * @return a buffered stream into it, to be closed before {@link #commit}
     * @throws IOException if it cannot be created
     */
    public OutputStream open() throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(work, StandardOpenOption.CREATE_NEW));
    }

    /**
     * Moves the work file into place.
     *
     * @throws IOException if it cannot be moved
     */
    public void commit() throws IOException {
        Files.move(work, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(work);
    }

    /**
     * Returns a name that nothing has, for what is in the way of a file.
     *
     * @param file the file
     * @return the file itself if nothing is there, else its name with {@code .kept} after it, as
     *     often as it takes
     */
    public static Path free(Path file) {
        Path free = file;
        while (Files.exists(free, LinkOption.NOFOLLOW_LINKS)) {
            free = free.resolveSibling(free.getFileName() + ".kept");
        }
        return free;
    }
}
