/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import ai.djl.repository.Artifact;
import ai.djl.util.Hex;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;

/**
 * The files of one model in the cache.
 *
 * @param folder where they are, or will be
 * @param items the files, with names and checksums
 */
record CachedFiles(Path folder, Collection<Artifact.Item> items) {

    /** Opens a file of the model where it comes from. */
    @FunctionalInterface
    interface Source {
        InputStream open(Artifact.Item item) throws IOException;
    }

    CachedFiles {
        items = List.copyOf(items);
    }

    /** Returns the number of bytes of all files. */
    long size() {
        return items.stream().mapToLong(Artifact.Item::getSize).sum();
    }

    /** Whether all files are there, with their checksums. */
    boolean areThere() throws IOException {
        for (Artifact.Item item : items) {
            Path file = folder.resolve(item.getName());
            if (!Files.isRegularFile(file) || !sha1(Files.readAllBytes(file)).equals(hash(item))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Copies all files, unless another thread or process has done so, in one step that readers see.
     *
     * @param source where they come from
     * @throws IOException if they cannot be read, or the cache cannot be written
     */
    void unpack(Source source) throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        try {
            Files.createDirectories(parent);
            Path lock = parent.resolve(folder.getFileName() + ".lock");
            synchronized (CachedFiles.class) {
                try (FileChannel channel = FileChannel.open(lock, CREATE, WRITE);
                        FileLock held = channel.lock()) {
                    if (held.isValid() && !areThere()) {
                        replace(parent, source);
                    }
                }
            }
        } catch (FileSystemException e) {
            throw new IOException(
                    "The model is not in the cache yet, and "
                            + parent
                            + " cannot be written ("
                            + IoErrors.of(e)
                            + "): set the environment variable DJL_CACHE_DIR to a folder that can",
                    e);
        }
    }

    private void replace(Path parent, Source source) throws IOException {
        Path work = Files.createTempDirectory(parent, folder.getFileName() + ".");
        try {
            for (Artifact.Item item : items) {
                Path file = work.resolve("new").resolve(item.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, read(source, item));
            }
            if (Files.exists(folder)) {
                Files.move(folder, work.resolve("damaged"), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(work.resolve("new"), folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            AtomicDirectory.delete(work);
        }
    }

    private static byte[] read(Source source, Artifact.Item item) throws IOException {
        try (InputStream stream = source.open(item)) {
            byte[] bytes = stream.readAllBytes();
            String found = sha1(bytes);
            if (!found.equals(hash(item))) {
                throw new IOException(
                        "The jar's "
                                + item.getName()
                                + " is damaged: expected the checksum "
                                + hash(item)
                                + " (SHA-1), found "
                                + found);
            }
            return bytes;
        }
    }

    private static String hash(Artifact.Item item) {
        return item.getSha1Hash();
    }

    static String sha1(byte[] bytes) {
        try {
            return Hex.toHexString(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-1", e);
        }
    }
}
