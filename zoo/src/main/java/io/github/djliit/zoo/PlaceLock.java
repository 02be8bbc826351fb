/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import io.github.djliit.internal.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write to one place, which one process has at a time.
 *
 * <p>A file beside the place is locked as long; the system frees the lock when a process ends,
 * however it ends, and the next one takes the file over. Closing takes away the file, and the
 * folders above it that were made for it and are still empty. Thread-safe.
 */
public final class PlaceLock implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(PlaceLock.class);

    /** Closing one channel of a file may free the locks of all others that this process has. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /** A part of the file where nothing is, since what is locked cannot be read everywhere. */
    private static final long LOCKED = Long.MAX_VALUE - 1;

    private static final String PREFIX = AtomicFile.WORK_PREFIX + "lock-";
    private static final int LONGEST = 100;

    private final Path file;
    private final FileChannel channel;
    private final NewFolders parents;
    private final Thread atExit = new Thread(this::releaseQuietly, "release-lock");
    private boolean isClosed;

    private PlaceLock(Path file, FileChannel channel, NewFolders parents) {
        this.file = file;
        this.channel = channel;
        this.parents = parents;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Locks a place.
     *
     * @param place the absolute path of a file or a folder, without links; it need not be there
     * @return the lock
     * @throws IOException if another process has it, or nothing can be written there
     */
    public static PlaceLock of(Path place) throws IOException {
        Path parent = Objects.requireNonNullElse(place.getParent(), place);
        boolean inside = Files.isDirectory(place) && !Files.isWritable(parent);
        NewFolders parents = NewFolders.create(inside ? place : parent);
        Path file = (inside ? place : parent).resolve(name(place));
        if (!HELD.add(file)) {
            throw taken(place, ProcessHandle.current().pid() + "");
        }
        try {
            return new PlaceLock(file, open(file, place), parents);
        } catch (IOException | RuntimeException e) {
            HELD.remove(file);
            parents.close();
            throw e;
        }
    }

    /**
     * Checks that no process writes to a place now.
     *
     * @param place the absolute path of a folder, without links
     * @throws IOException if one does
     */
    public static void checkFree(Path place) throws IOException {
        Path parent = Objects.requireNonNullElse(place.getParent(), place);
        for (Path folder : List.of(parent, place)) {
            Path file = folder.resolve(name(place));
            if (HELD.contains(file)) {
                throw taken(place, ProcessHandle.current().pid() + "");
            } else if (Files.isWritable(file)) {
                try (FileChannel opened =
                        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    if (opened.tryLock(LOCKED, 1, false) == null) {
                        throw taken(place, read(opened));
                    }
                }
            }
        }
    }

    /** The name of the place itself may be as long as a name can be. */
    private static String name(Path place) {
        byte[] text = place.toString().getBytes(StandardCharsets.UTF_8);
        return PREFIX + CachedFiles.sha1(text).substring(0, 8);
    }

    /** Returns whether a file is that of a lock, by its name. */
    static boolean isLock(Path file) {
        return file.getFileName().toString().startsWith(PREFIX);
    }

    private static FileChannel open(Path file, Path place) throws IOException {
        while (true) {
            FileChannel opened =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            try {
                Object before = key(file);
                if (opened.tryLock(LOCKED, 1, false) == null) {
                    throw taken(place, read(opened));
                }
                // Who had it may have taken the file away between opening and locking.
                if (before != null && before.equals(key(file))) {
                    write(opened);
                    return opened;
                }
                opened.close();
            } catch (IOException | RuntimeException e) {
                opened.close();
                throw e;
            }
        }
    }

    /** Returns what tells a file from another that gets its name, or null if there is none. */
    private static Object key(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.fileKey() == null ? attributes.creationTime() : attributes.fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static void write(FileChannel channel) throws IOException {
        String process = ProcessHandle.current().pid() + "";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(process.getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    private static IOException taken(Path place, String process) {
        return new IOException(
                "Another process"
                        + (process.matches("[0-9]+") ? ", " + process + "," : "")
                        + " writes to "
                        + place
                        + ": wait until it is done, or name another place");
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook tidies up.
            return;
        }
        release();
    }

    /** The file goes first: a lock on a file that has no name any more is worth nothing. */
    private synchronized void release() throws IOException {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try (channel) {
            Files.deleteIfExists(file);
        } finally {
            HELD.remove(file);
            parents.close();
        }
    }

    private void releaseQuietly() {
        try {
            release();
        } catch (IOException e) {
            logger.debug("The file {} stays behind", file, e);
        }
    }
}
