/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import io.github.djliit.internal.AtomicFile;
import io.github.djliit.zoo.IoErrors;
import io.github.djliit.zoo.PlaceLock;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A file that appears as a whole, and that nobody else writes meanwhile; a device or pipe, which
 * cannot, is written as it is.
 */
final class OutputFile implements AutoCloseable {

    private final Path file;
    private final PlaceLock lock;
    private final boolean isReplacing;
    private final Mark mark;
    private final Consumer<String> notice;

    private OutputFile(
            Path file, PlaceLock lock, boolean isReplacing, Mark mark, Consumer<String> notice) {
        this.file = file;
        this.lock = lock;
        this.isReplacing = isReplacing;
        this.mark = mark;
        this.notice = notice;
    }

    /** What writes the content. */
    @FunctionalInterface
    interface Content {

        void write(OutputStream out) throws IOException;
    }

    /**
     * Checks, before the work, that the file can be written, and that nothing is lost by it.
     *
     * @param mark tells whether what is there was made from the same thing
     * @param overwrite whether to replace anything else
     * @param inputs what is read, and not to be written; null ones do not count
     * @param notice is told of what happens to the files of others
     * @throws IOException if it cannot be written, or another process writes it
     * @throws UsageException if something would be lost
     */
    static OutputFile of(
            Path named, Mark mark, boolean overwrite, List<Path> inputs, Consumer<String> notice)
            throws IOException {
        Path file = place(named);
        for (Path input : inputs) {
            if (input != null) {
                checkOther(named, file, input);
            }
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return new OutputFile(file, null, false, mark, notice);
        }
        try {
            // What is written there as a whole would have this file in its way.
            PlaceLock.checkFree(file.getParent());
            PlaceLock lock = PlaceLock.of(file);
            try {
                boolean isReplacing = isReplacing(named, file, mark, overwrite);
                return new OutputFile(file, lock, isReplacing, mark, notice);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new IOException("Cannot write " + named + ": " + IoErrors.of(e), e);
        }
    }

    private static Path place(Path named) throws IOException {
        Path absolute = named.toAbsolutePath().normalize();
        if (Files.isDirectory(absolute)) {
            throw new UsageException("'" + named + "' is a directory; name a file to write");
        } else if (Files.isRegularFile(absolute)) {
            return absolute.toRealPath();
        } else if (!Files.exists(absolute) && Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
            throw new UsageException(named + " is a link to nothing");
        }
        return absolute;
    }

    private static void checkOther(Path named, Path file, Path input) throws IOException {
        boolean isThere = Files.exists(file) && Files.exists(input);
        boolean isSame = file.equals(input.toAbsolutePath().normalize());
        if (isThere) {
            isSame = Files.isSameFile(file, input) || isOfModel(file, input.toRealPath());
            isSame |= Files.isDirectory(input) && isLinked(file, input);
        }
        if (isSame) {
            throw new UsageException(
                    "'" + named + "' is read by this command; name another file to write");
        }
    }

    /** Pictures and pages may lie in the folder of a model, which does not read them. */
    private static boolean isOfModel(Path file, Path model) {
        String name = file.getFileName().toString();
        return model.equals(file.getParent())
                && Stream.of(".json", ".params", ".pt", ".npz").anyMatch(name::endsWith);
    }

    /** A file of a model may be a link to one that is elsewhere. */
    private static boolean isLinked(Path file, Path model) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(model)) {
            for (Path part : parts) {
                boolean isLink = Files.isSymbolicLink(part) && Files.exists(part);
                if (isLink && Files.isSameFile(part, file)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean isReplacing(Path named, Path file, Mark mark, boolean overwrite)
            throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0 || mark.isOn(file)) {
            return false;
        } else if (!overwrite) {
            throw new UsageException(
                    "The file "
                            + named
                            + " is there, and does not tell that this command made it from the same"
                            + " thing: name another file, or replace it with --overwrite");
        }
        return true;
    }

    /** Returns the absolute path of the file. */
    Path path() {
        return file;
    }

    /** Returns whether something else is there, which is replaced. */
    boolean isReplacing() {
        return isReplacing;
    }

    void write(String text) throws IOException {
        write(out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    void write(Content content) throws IOException {
        try {
            if (lock == null) {
                // Not to be created: that would be refused for the pipes of others.
                write(
                        new BufferedOutputStream(
                                Files.newOutputStream(file, StandardOpenOption.WRITE)),
                        content);
            } else {
                replace(content);
            }
        } catch (IOException e) {
            throw new IOException("Cannot write " + file + ": " + IoErrors.of(e), e);
        }
    }

    private void replace(Content content) throws IOException {
        try (AtomicFile made = new AtomicFile(file)) {
            // Also where a signal ends the process.
            made.work().toFile().deleteOnExit();
            write(made.open(), content);
            keepWhatCame();
            made.commit();
        }
    }

    /**
     * What somebody put there during the work is moved away, since the result is not to be lost.
     */
    private void keepWhatCame() throws IOException {
        if (isReplacing || !Files.exists(file) || Files.size(file) == 0 || mark.isOn(file)) {
            return;
        }
        Path free = AtomicFile.free(file);
        Files.move(file, free);
        notice.accept("What came to " + file + " meanwhile is in " + free);
    }

    private static void write(OutputStream to, Content content) throws IOException {
        try (OutputStream out = to) {
            content.write(out);
        }
    }

    /** Lets others write the file. */
    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}
