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
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model directory that appears as a whole: written in a folder beside its target, then moved into
 * place.
 *
 * <p>Closing without {@link #commit} leaves everything as it was, and so does the end of the
 * process by a signal that can be caught. Where the target cannot be moved, since something is
 * mounted there, or is empty, it stays the same folder: the files are then moved into it one by
 * one, the description last, without which it is no model directory. Files that somebody else put
 * there meanwhile stay, or get a name that ends in {@code .kept} where it is taken. Thread-safe.
 */
public final class AtomicDirectory implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(AtomicDirectory.class);

    private final Path target;
    private final Path work;
    private final NewFolders parents;
    private final Predicate<Path> isOther;
    private final Thread atExit = new Thread(this::tidyQuietly, "tidy-work-folder");
    private Path old;

    private AtomicDirectory(Path target, Path work, NewFolders parents, Predicate<Path> isOther) {
        this.target = target;
        this.work = work;
        this.parents = parents;
        this.isOther = isOther;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Opens a work folder.
     *
     * @param target the folder that is to appear: not there yet, empty, or a model directory, which
     *     is replaced; a link to such a folder stands for the folder
     * @return the open folder
     * @throws IOException if nothing can be written there
     * @throws IllegalArgumentException if the target holds something else
     */
    public static AtomicDirectory open(Path target) throws IOException {
        Path place = OutFolder.place(target);
        OutFolder.checkOwn(place);
        try {
            return at(place, othersThan(place));
        } catch (IOException e) {
            throw new IOException(
                    "Cannot write the directory " + target + ": " + IoErrors.of(e), e);
        }
    }

    /** Recognises, later, what is not in a place now. */
    static Predicate<Path> othersThan(Path place) throws IOException {
        Set<Path> now = Files.exists(place) ? Set.copyOf(files(place)) : Set.of();
        return file -> !now.contains(file) && !isWork(file) && !RunFolder.isPart(file);
    }

    /**
     * Opens a work folder for a place whose content may be replaced.
     *
     * @param isOther recognises what is not to be replaced
     */
    static AtomicDirectory at(Path place, Predicate<Path> isOther) throws IOException {
        boolean inside = Files.exists(place) && (!hasModel(place) || !isMovable(place));
        Path beside = inside ? place : place.getParent();
        NewFolders parents = NewFolders.create(beside);
        Path work =
                Files.createDirectory(beside.resolve(AtomicFile.WORK_PREFIX + UUID.randomUUID()));
        return new AtomicDirectory(place, work, parents, isOther);
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
     * @throws IOException if it cannot be moved
     */
    public synchronized void commit() throws IOException {
        if (!Files.exists(target)) {
            Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
        } else if (work.startsWith(target)) {
            moveUp(work);
        } else if (moveAway()) {
            try {
                Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
                keepOthers();
            } finally {
                tidy();
            }
        } else {
            moveInto();
        }
        parents.keep();
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook tidies up.
            return;
        }
        tidy();
    }

    /** Returns whether the old folder could be moved out of the way. */
    private boolean moveAway() {
        Path aside = work.resolveSibling(work.getFileName() + "-old");
        try {
            Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
            old = aside;
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void keepOthers() throws IOException {
        Path before = old;
        try {
            for (Path file : files(before)) {
                if (isOther.test(target.resolve(file.getFileName()))) {
                    keep(file, target.resolve(file.getFileName()));
                }
            }
        } catch (IOException e) {
            old = null; // It is not to be deleted.
            throw new IOException(
                    "The model is written, but what was put there meanwhile stays in "
                            + before
                            + ": "
                            + IoErrors.of(e),
                    e);
        }
    }

    /** Moves a file, but never onto another. */
    private static void keep(Path file, Path to) throws IOException {
        if (Files.exists(to) && isSame(file, to)) {
            return;
        }
        Files.move(file, AtomicFile.free(to));
    }

    private static boolean isSame(Path one, Path two) throws IOException {
        return Files.isRegularFile(one) && Files.isRegularFile(two) && Files.mismatch(one, two) < 0;
    }

    /** Moves the files, to where there may be no room for them, before anything is deleted. */
    private void moveInto() throws IOException {
        Path inside = Files.createDirectory(target.resolve(work.getFileName()));
        try {
            for (Path file : files(work)) {
                Files.move(file, inside.resolve(file.getFileName()));
            }
            moveUp(inside);
        } finally {
            delete(inside);
        }
    }

    /** Puts the files of a folder in the target in the place of all others there. */
    private void moveUp(Path inside) throws IOException {
        Files.deleteIfExists(target.resolve(ModelDirectory.CARD));
        for (Path file : files(target)) {
            Path made = inside.resolve(file.getFileName());
            if (isOther.test(file)) {
                if (Files.exists(made) && isSame(made, file)) {
                    delete(file);
                } else if (Files.exists(made)) {
                    keep(file, file.resolveSibling(file.getFileName() + ".kept"));
                }
            } else if (!file.equals(inside) && !PlaceLock.isLock(file)) {
                delete(file);
            }
        }
        Path card = inside.resolve(ModelDirectory.CARD);
        for (Path file : files(inside)) {
            if (!file.equals(card)) {
                Files.move(file, target.resolve(file.getFileName()));
            }
        }
        if (Files.exists(card)) {
            Files.move(card, target.resolve(ModelDirectory.CARD));
        }
    }

    /** Leaves either the old folder or the new one, and nothing else. */
    private synchronized void tidy() throws IOException {
        if (old != null && !Files.exists(target)) {
            Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
        } else if (old != null) {
            delete(old);
        }
        old = null;
        delete(work);
        parents.close();
    }

    /** At the end of the process, when the folder may still be written to. */
    private void tidyQuietly() {
        try {
            tidy();
        } catch (IOException e) {
            logger.debug("The work folder {} stays behind", work, e);
        }
    }

    private static boolean hasModel(Path folder) {
        return Files.exists(folder.resolve(ModelDirectory.CARD));
    }

    /** A folder that a process is in would be moved away under its feet. */
    private static boolean isMovable(Path folder) {
        return folder.getParent() != null
                && Files.isWritable(folder.getParent())
                && !folder.equals(Path.of("").toAbsolutePath());
    }

    /** Returns whether a name is that of a work folder, perhaps left behind by a killed process. */
    static boolean isWork(Path file) {
        return file.getFileName().toString().startsWith(AtomicFile.WORK_PREFIX);
    }

    static List<Path> files(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return StreamSupport.stream(entries.spliterator(), false).toList();
        }
    }

    /** Deletes a folder with all that is in it, or a link to one, if it is there. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
