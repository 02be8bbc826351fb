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
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A folder that a model, a package or a training is going to be written to, from the check before
 * the work to its end.
 *
 * <p>Nobody else may write there meanwhile. What is there is replaced if it was made from the same
 * thing, or if that is asked for; what nothing here wrote is never deleted, also not what comes
 * there meanwhile.
 */
public final class OutFolder implements AutoCloseable {

    private static final int FEW = 3;

    private final Path place;
    private final Predicate<Path> isOther;
    private final PlaceLock lock;
    private final Optional<String> replaced;
    private boolean isStale;
    private boolean hasBegun;

    private OutFolder(Path place, PlaceLock lock, Optional<String> replaced) throws IOException {
        this.place = place;
        isOther = AtomicDirectory.othersThan(place);
        this.lock = lock;
        this.replaced = replaced;
        isStale = replaced.isPresent();
    }

    /**
     * Checks and locks a folder; where nothing is written, it leaves no trace.
     *
     * @param target the folder: not there yet, empty, or with what may be replaced; a link to such
     *     a folder stands for the folder
     * @param origin what is to be written
     * @param overwrite whether to replace what was made from something else
     * @return the open folder
     * @throws IOException if nothing can be written there, or another process does
     * @throws IllegalArgumentException if something would be lost
     */
    public static OutFolder open(Path target, Origin origin, boolean overwrite) throws IOException {
        Path place = place(target);
        PlaceLock lock = null;
        try {
            lock = PlaceLock.of(place);
            Optional<String> replaced = check(place, origin, overwrite);
            OutFolder folder = new OutFolder(place, lock, replaced);
            folder.replace().close();
            return folder;
        } catch (IOException e) {
            close(lock);
            throw new IOException(
                    "Cannot write the directory " + target + ": " + IoErrors.of(e), e);
        } catch (RuntimeException e) {
            close(lock);
            throw e;
        }
    }

    private static void close(PlaceLock lock) throws IOException {
        if (lock != null) {
            lock.close();
        }
    }

    /** Finds the place that a name stands for, in which there may be a folder. */
    static Path place(Path target) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        if (!Files.exists(absolute)) {
            if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
                throw new IllegalArgumentException(target + " is a link to nothing");
            }
            return absolute;
        }
        if (!Files.isDirectory(absolute)) {
            throw new IllegalArgumentException(absolute + " is a file; name a directory");
        }
        Path real = absolute.toRealPath();
        if (!Files.isWritable(real)) {
            throw new IOException("Cannot write the directory " + target + ": it is read-only");
        }
        return real;
    }

    /** Checks that nothing is there but what is written here. */
    static void checkOwn(Path place) throws IOException {
        if (Files.exists(place)) {
            FolderContent there = new FolderContent(place);
            Optional<Origin> same = there.card().map(card -> Origin.of(card, Optional.empty()));
            checkOwn(there, same.orElse(Origin.PACKAGE));
        }
    }

    private static Optional<String> check(Path place, Origin origin, boolean overwrite)
            throws IOException {
        if (!Files.exists(place)) {
            return Optional.empty();
        }
        FolderContent there = new FolderContent(place);
        checkOwn(there, origin);
        Optional<List<String>> differences = there.differences(origin);
        boolean isStopped = there.isStopped() && origin.kind() != Origin.Kind.CONTINUATION;
        if (differences.isEmpty() && !isStopped) {
            return Optional.empty();
        } else if (!overwrite) {
            throw new IllegalArgumentException(
                    place
                            + " holds "
                            + there
                            + differences.map(OutFolder::list).orElse("")
                            + ", which would be lost: name another directory, "
                            + (isStopped ? "go on with it by --resume, " : "")
                            + "or replace it with --overwrite");
        }
        return Optional.of(place + ", which holds " + there);
    }

    private static String list(List<String> differences) {
        String few = String.join(", ", differences.subList(0, Math.min(FEW, differences.size())));
        String more = differences.size() > FEW ? ", ..." : "";
        return few.isEmpty() ? "" : ", " + few + more;
    }

    private static void checkOwn(FolderContent there, Origin origin) throws IOException {
        Optional<Path> foreign = there.foreign(origin);
        if (foreign.isEmpty()) {
            return;
        }
        Path name = foreign.orElseThrow().getFileName();
        throw new IllegalArgumentException(
                there.isOurs()
                        ? ("%s holds %s, and %s beside it, which would be lost: move it"
                                        + " away, or name another directory")
                                .formatted(there.folder(), there, name)
                        : "%s holds %s, which nothing here deletes; name another directory"
                                .formatted(
                                        there.folder(),
                                        there.remains()
                                                .orElse("something else than a model, " + name)));
    }

    /**
     * Returns the folder.
     *
     * @return its absolute path, without links
     */
    public Path path() {
        return place;
    }

    /**
     * Returns what is replaced that was made from something else.
     *
     * @return the folder and what it holds, if that was asked for
     */
    public Optional<String> replaced() {
        return replaced;
    }

    /**
     * Opens a work folder, whose files are to be in the place of those that were there at first.
     */
    AtomicDirectory replace() throws IOException {
        return AtomicDirectory.at(place, isOther);
    }

    /** Returns whether what is there yet was made from something else, and nothing of it stays. */
    boolean isStale() {
        return isStale;
    }

    /** Makes room for the files that a training leaves; returns whether it did so just now. */
    boolean begin() throws IOException {
        boolean isFirst = !hasBegun;
        hasBegun = true;
        if (isStale) {
            for (Path file : AtomicDirectory.files(place)) {
                if (!AtomicDirectory.isWork(file) && !isOther.test(file)) {
                    AtomicDirectory.delete(file);
                }
            }
            isStale = false;
        }
        Files.createDirectories(place);
        return isFirst;
    }

    /** Returns whether there is anything of what is written now. */
    boolean hasBegun() {
        return hasBegun;
    }

    /** Lets others write there. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
