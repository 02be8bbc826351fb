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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Where a training leaves its metrics and checkpoints, and where it goes on from.
 *
 * <p>{@code metrics.jsonl} and {@code metrics.csv} get a line after each epoch, {@code
 * checkpoint.npz} is replaced after each. What was written stays when the process is killed.
 */
public final class RunFolder {

    /** Keeps nothing. */
    public static final RunFolder NONE = new RunFolder(null, null);

    private static final Set<String> FILES = Set.of(Metrics.JSON, Metrics.CSV, Checkpoint.FILE);

    private final Path folder;
    private final Checkpoint checkpoint;

    private RunFolder(Path folder, Checkpoint checkpoint) {
        this.folder = folder;
        this.checkpoint = checkpoint;
    }

    /**
     * Keeps the metrics and checkpoints of a new training.
     *
     * @param folder the folder, made with the first epoch
     * @return the folder
     */
    public static RunFolder of(Path folder) {
        return new RunFolder(folder, null);
    }

    /**
     * Goes on with a training in its folder.
     *
     * @param folder the folder, which has a checkpoint
     * @param recipe the recipe of the training
     * @return the folder
     * @throws IOException if the checkpoint cannot be read
     * @throws IllegalArgumentException if there is none, or it is of another recipe
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
        return new RunFolder(folder, read);
    }

    /**
     * Returns the same training with another folder to write to.
     *
     * @param target the folder to write to; it starts with the metrics so far
     * @return the folder
     * @throws IOException if the metrics cannot be copied
     */
    public RunFolder writingTo(Path target) throws IOException {
        if (!target.toAbsolutePath().normalize().equals(folder.toAbsolutePath().normalize())) {
            Files.createDirectories(target);
            copy(folder, target);
        }
        return new RunFolder(target, checkpoint);
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
     * Returns whether there is something to go on with.
     *
     * @param folder a folder, which need not be there
     * @return whether it holds the checkpoint of a training
     */
    public static boolean holdsCheckpoint(Path folder) {
        return Files.isRegularFile(folder.resolve(Checkpoint.FILE));
    }

    boolean isKept() {
        return folder != null;
    }

    /** Returns where to go on, or null. */
    Checkpoint checkpoint() {
        return checkpoint;
    }

    Metrics metrics(Recipe recipe, Config settings, Training training) throws IOException {
        return new Metrics(folder, Metrics.columns(recipe, settings, training), training.epoch());
    }

    void write(Training training) throws IOException {
        if (folder != null) {
            training.checkpoint().write(folder);
        }
    }

    /** Returns whether a file is one that a training leaves. */
    static boolean isPart(Path file) {
        return FILES.contains(file.getFileName().toString());
    }

    /** Copies what a training left. */
    static void copy(Path from, Path to) throws IOException {
        for (String name : FILES) {
            if (Files.isRegularFile(from.resolve(name))) {
                Files.copy(from.resolve(name), to.resolve(name));
            }
        }
    }
}
