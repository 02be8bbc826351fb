/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import io.github.djliit.alignment.Alignment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is in a folder that something is to be written to, and who wrote it. */
final class FolderContent {

    private static final Set<String> OF_MODEL = Set.of(ModelDirectory.CARD, ModelDirectory.REPORT);

    private static final Set<String> OF_PACKAGE =
            Set.of(
                    ServingDirectory.PROPERTIES,
                    ModelDirectory.PLAN,
                    ModelDirectory.SCRIPT,
                    ModelDirectory.ALIGNMENT);

    /** What a package has, and a model of the zoo. */
    private static final Set<String> PAPERS = Set.of(ServingDirectory.README, ModelDirectory.PLANS);

    private final Path folder;
    private final List<Path> files;
    private final Optional<ModelCard> card;
    private final Optional<Checkpoint> training;
    private final boolean isStart;
    private final boolean isPackage;

    /**
     * Looks into a folder.
     *
     * @param folder the folder
     * @throws IOException if it cannot be read
     */
    FolderContent(Path folder) throws IOException {
        this.folder = folder;
        files =
                AtomicDirectory.files(folder).stream()
                        .filter(file -> !AtomicDirectory.isWork(file))
                        .sorted()
                        .toList();
        card = card(folder);
        training = training(folder);
        isStart = RunFolder.isStart(folder);
        isPackage = isPackage(folder);
    }

    Path folder() {
        return folder;
    }

    Optional<ModelCard> card() {
        return card;
    }

    private static Optional<ModelCard> card(Path folder) throws IOException {
        Path file = folder.resolve(ModelDirectory.CARD);
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(TextFile.read(file, ModelCard::fromJson))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // Someone else's file of this name.
        }
    }

    private static Optional<Checkpoint> training(Path folder) throws IOException {
        try {
            return Files.isRegularFile(folder.resolve(Checkpoint.FILE))
                    ? Optional.of(Checkpoint.read(folder))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // Someone else's file of this name, or damaged.
        }
    }

    private static boolean isPackage(Path folder) throws IOException {
        Path file = folder.resolve(ServingDirectory.PROPERTIES);
        return Files.isRegularFile(file)
                && new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                        .startsWith(ServingDirectory.MARK);
    }

    /** Returns whether epochs would be lost that no model was made of. */
    boolean isStopped() {
        return card.isEmpty() && training.filter(t -> t.epoch() > 0).isPresent();
    }

    /**
     * Tells what keeps something that is to be written from replacing this unasked, if anything.
     */
    Optional<List<String>> differences(Origin origin) {
        if (files.isEmpty()) {
            return Optional.empty();
        } else if (isPackage || origin.kind() == Origin.Kind.PACKAGE) {
            return Optional.of(List.of());
        }
        List<String> found =
                Stream.concat(
                                card.map(ModelCard::trained).stream(),
                                training.map(Checkpoint::trained).stream())
                        .flatMap(trained -> origin.differences(trained).stream())
                        .distinct()
                        .toList();
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    /** Finds a file that nothing here writes, or that would not be kept where it should. */
    Optional<Path> foreign(Origin origin) {
        return files.stream().filter(file -> !isOwn(file, origin)).findFirst();
    }

    private boolean isOwn(Path file, Origin origin) {
        String name = file.getFileName().toString();
        boolean isZoo = origin.kind() == Origin.Kind.ZOO && card.isPresent();
        if ((isPackage || isZoo) && PAPERS.contains(name)) {
            return true;
        } else if (!Files.isRegularFile(file)) {
            return false;
        } else if (isPackage && OF_PACKAGE.contains(name)) {
            return true;
        } else if (card.isEmpty()) {
            return RunFolder.isPart(file) && (training.isPresent() || isStart);
        }
        // The plan of a model is its user's, and stays where the same model is made anew.
        boolean isPlan = name.equals(ModelDirectory.PLAN) && differences(origin).isEmpty();
        boolean isAlignment = name.equals(ModelDirectory.ALIGNMENT) && isAlignment(file, origin);
        return isPlan
                || isAlignment
                || OF_MODEL.contains(name)
                || isNetwork(name)
                || RunFolder.isPart(file);
    }

    /** An alignment that was written by hand, or found by a search, is work of its own. */
    private boolean isAlignment(Path file, Origin origin) {
        Trained trained = card.orElseThrow().trained();
        try {
            Alignment there = TextFile.read(file, Alignment::fromJson);
            Alignment own = Recipes.get(trained.recipe()).alignment(trained.settings());
            String text = there.toJson();
            return text.equals(own.toJson())
                    || origin.alignment().filter(a -> text.equals(a.toJson())).isPresent();
        } catch (IOException | IllegalArgumentException e) {
            return false; // Nobody knows what it was.
        }
    }

    private boolean isNetwork(String name) {
        String recipe = card.orElseThrow().recipe();
        boolean isScript =
                Recipes.all().stream()
                        .anyMatch(r -> r.name().equals(recipe) && r instanceof ScriptRecipe);
        return isScript
                ? name.equals(ModelDirectory.SCRIPT)
                : Pattern.matches(Pattern.quote(recipe) + "-[0-9]{4}\\.params", name);
    }

    /** Whether there is anything of ours at all. */
    boolean isOurs() {
        return isPackage || card.isPresent() || training.isPresent() || isStart;
    }

    /** Tells of a training that can neither go on nor be told from others, if there is one. */
    Optional<String> remains() throws IOException {
        if (isOurs()) {
            return Optional.empty();
        } else if (RunFolder.hasCheckpoint(folder)) {
            return Optional.of("a " + Checkpoint.FILE + " that is damaged, or none");
        }
        return RunFolder.hasTable(folder)
                ? Optional.of(Metrics.CSV + " of a training without its " + Checkpoint.FILE)
                : Optional.empty();
    }

    @Override
    public String toString() {
        if (isPackage) {
            return "a package for DJL Serving" + card.map(c -> " of " + c.recipe()).orElse("");
        } else if (card.isPresent()) {
            ModelCard of = card.orElseThrow();
            return "a model of the recipe " + of.recipe() + " (seed " + of.seed() + ")";
        }
        return training.map(
                        t ->
                                "a training of the recipe %s, stopped after epoch %d of %d"
                                        .formatted(
                                                t.recipe(),
                                                t.epoch(),
                                                t.settings().getInt("epochs")))
                .orElse("a training that had hardly begun");
    }
}
