/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a training leaves its metrics and checkpoints, and where it goes on from.
 *
 * <p>{@code metrics.jsonl} and {@code metrics.csv} get a line after each epoch, {@code
 * checkpoint.npz} is replaced after each. What was written stays when the process is killed.
 */
public final class RunFolder {

    /** Keeps nothing, and starts anew. */
    public static final RunFolder NONE = new RunFolder(null, null, null);

    private static final String EPOCHS = "epochs";

    /** Far more bytes than the lines of one epoch have. */
    private static final int LINES = 1 << 20;

    private static final Set<String> FILES = Set.of(Metrics.JSON, Metrics.CSV, Checkpoint.FILE);

    private final Path from;
    private final OutFolder out;
    private final Checkpoint checkpoint;

    private RunFolder(Path from, OutFolder out, Checkpoint checkpoint) {
        this.from = from;
        this.out = out;
        this.checkpoint = checkpoint;
    }

    /**
     * Goes on with a training in its folder.
     *
     * @param folder the folder, which has a checkpoint
     * @param recipe the recipe of the training
     * @return the folder
     * @throws IOException if the checkpoint cannot be read
     * @throws IllegalArgumentException if there is none, or it is of another recipe, or the metrics
     *     of its epochs are damaged
     */
    public static RunFolder resume(Path folder, Recipe recipe) throws IOException {
        Checkpoint read = Checkpoint.read(folder);
        if (!read.recipe().equals(recipe.name())) {
            throw new IllegalArgumentException(
                    folder
                            + " holds a training of the recipe "
                            + read.recipe()
                            + ", not of "
                            + recipe.name());
        }
        Metrics.check(folder, read.epoch());
        return new RunFolder(folder, null, read);
    }

    /**
     * Checks that a training with some settings had done what was done, and that they can go on
     * with it: all are those of the checkpoint but the number of epochs, which may be larger where
     * no schedule ends with the last.
     *
     * @param given the settings to go on with
     * @throws IllegalArgumentException if one contradicts the checkpoint; the message names it
     */
    public void check(Config given) {
        Config made = checkpoint.trained().settings();
        List<String> differences =
                SettingDifferences.of(made.withoutPath(EPOCHS), given.withoutPath(EPOCHS));
        if (!differences.isEmpty()) {
            throw contradiction(
                    String.join("; ", differences) + ". Leave out what differs, or start anew");
        }
        int epochs = given.getInt(EPOCHS);
        if (epochs < checkpoint.epoch()) {
            throw contradiction(
                    "%d epochs are made there, found epochs = %d. Ask for %d or more, or start anew"
                            .formatted(checkpoint.epoch(), epochs, checkpoint.epoch()));
        } else if (epochs != made.getInt(EPOCHS) && Optimizers.isStretched(given)) {
            throw contradiction(
                    ("epochs is %d there, found %d, and schedule = %s ends with the last"
                                    + " epoch. Leave --epochs out, or start anew")
                            .formatted(made.getInt(EPOCHS), epochs, given.getString("schedule")));
        }
    }

    private IllegalArgumentException contradiction(String what) {
        return new IllegalArgumentException(
                "The checkpoint in "
                        + from
                        + " is of another training: "
                        + what
                        + " without --resume");
    }

    /**
     * Returns the same training with a folder to write to.
     *
     * @param target the folder to write to, or null; it starts with the metrics so far
     * @return the folder
     */
    public RunFolder writingTo(OutFolder target) {
        return new RunFolder(from, target, checkpoint);
    }

    /**
     * Returns the settings of the training that goes on.
     *
     * @return the settings
     */
    public Config settings() {
        return checkpoint.settings();
    }

    /**
     * Returns where the training writes to.
     *
     * @return the folder, if it keeps anything
     */
    public Optional<OutFolder> out() {
        return Optional.ofNullable(out);
    }

    /**
     * Returns whether there is a checkpoint of this training, to go on with.
     *
     * @return whether one was written, or read from the folder that is written to
     */
    public boolean holdsCheckpoint() {
        boolean isOwn = out != null && (out.hasBegun() || out.path().equals(real(from)));
        return isOwn && Files.isRegularFile(out.path().resolve(Checkpoint.FILE));
    }

    private static Path real(Path path) {
        try {
            return path == null ? null : path.toRealPath();
        } catch (IOException e) {
            return null; // It is gone, and nothing to go on with.
        }
    }

    boolean isKept() {
        return out != null;
    }

    /** Makes room in the folder, once there is something to write. */
    void begin() throws IOException {
        if (out != null && out.begin() && from != null && !Files.isSameFile(from, out.path())) {
            copy(from, out.path());
        }
    }

    /** Returns where to go on, or null. */
    Checkpoint checkpoint() {
        return checkpoint;
    }

    Metrics metrics(Recipe recipe, Config settings, Training training) throws IOException {
        Path folder = out == null ? null : out.path();
        return new Metrics(folder, Metrics.columns(recipe, settings, training), training.epoch());
    }

    void write(Training training) throws IOException {
        if (out != null) {
            training.checkpoint().write(out.path());
        }
    }

    /** Tells what is kept of a training that cannot go on. */
    String told(int epochs) {
        if (epochs == 0) {
            return "no epoch was made before it, so that there is nothing to go back to";
        }
        return out == null
                ? "nothing of the epochs before it was kept: name a folder, by --out DIR, for a"
                        + " checkpoint of each"
                : out.path().resolve(Checkpoint.FILE) + " is the state after epoch " + epochs;
    }

    /**
     * Returns whether a folder has what a training leaves after each epoch.
     *
     * @param folder the folder
     * @return whether it has a checkpoint
     */
    public static boolean hasCheckpoint(Path folder) {
        return Files.isRegularFile(folder.resolve(Checkpoint.FILE));
    }

    /** Returns whether a file is one that a training leaves. */
    static boolean isPart(Path file) {
        return FILES.contains(file.getFileName().toString());
    }

    /** Returns whether a folder is that of a training in its first epoch, before a checkpoint. */
    static boolean isStart(Path folder) throws IOException {
        Path table = folder.resolve(Metrics.CSV);
        return hasTable(folder)
                && !Files.exists(folder.resolve(Checkpoint.FILE))
                && Files.size(table) < LINES
                && Files.readAllLines(table, StandardCharsets.ISO_8859_1).size() <= 2;
    }

    /** Returns whether a folder has the table of a training's epochs, and not another's. */
    static boolean hasTable(Path folder) throws IOException {
        Path table = folder.resolve(Metrics.CSV);
        if (!Files.isRegularFile(table)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(table)) {
            byte[] start = in.readNBytes(Metrics.START.length());
            return new String(start, StandardCharsets.ISO_8859_1).equals(Metrics.START);
        }
    }

    /** Copies what a training left. */
    static void copy(Path from, Path to) throws IOException {
        for (String name : FILES) {
            if (Files.isRegularFile(from.resolve(name))) {
                Files.copy(
                        from.resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
