/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.engine.EngineCheck;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A folder with a trained model: parameters, alignment, description, and perhaps a default plan.
 *
 * <p>{@code equality-0000.params}, or {@code model.pt} where the network is a TorchScript file;
 * {@code alignment.json}, {@code model.json}, {@code plan.json}.
 *
 * @param path the folder
 * @param card the description
 * @param alignmentFile the alignment, and the file that it was read from
 */
public record ModelDirectory(Path path, ModelCard card, AlignmentFile alignmentFile) {

    /** What a network that is a TorchScript file is called in a model directory. */
    public static final String SCRIPT = "model.pt";

    static final String CARD = "model.json";
    static final String ALIGNMENT = "alignment.json";
    static final String PLAN = "plan.json";
    static final String PLANS = "plans";
    static final String REPORT = "report.html";

    /**
     * Reads the description of a model directory.
     *
     * @param path the folder
     * @return the model directory; its parameters are not loaded yet
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if it is not a model directory, or a file in it is damaged
     */
    public static ModelDirectory open(Path path) throws IOException {
        if (path == null) {
            throw new IllegalArgumentException(
                    "There is no path of a model directory, as of a model that was not loaded from"
                            + " one: load it by Criteria, or from what iit train RECIPE --out DIR"
                            + " wrote");
        }
        if (!isModel(path)) {
            throw new IllegalArgumentException(
                    path
                            + " is not a model directory: it has no "
                            + CARD
                            + ". Write one with: iit train RECIPE --out DIR");
        }
        ModelCard card = TextFile.read(path.resolve(CARD), ModelCard::fromJson);
        return new ModelDirectory(path, card, AlignmentFile.read(path.resolve(ALIGNMENT)));
    }

    /**
     * Returns the model with another alignment in the place of its own. The figures that were
     * recorded are of its own, see {@link #untied}.
     *
     * @param other the other alignment
     * @return the model as it is to be judged
     * @throws IllegalArgumentException if it names a variable that the causal model lacks
     */
    public ModelDirectory with(AlignmentFile other) {
        other.check(recipe().causalModel());
        return new ModelDirectory(path, card, other);
    }

    /**
     * Returns the alignment.
     *
     * @return the alignment as its file has it
     */
    public Alignment alignment() {
        return alignmentFile.alignment();
    }

    /**
     * Returns whether a folder looks like a model directory.
     *
     * @param path the folder
     * @return whether it has a description
     */
    public static boolean isModel(Path path) {
        return Files.isRegularFile(path.resolve(CARD));
    }

    /**
     * Checks, by opening it, that a model directory could be written, and leaves no trace.
     *
     * @param target the folder
     * @throws IOException if the folder cannot be written
     * @throws IllegalArgumentException if the folder holds something else
     */
    public static void checkWritable(Path target) throws IOException {
        AtomicDirectory.open(target).close();
    }

    /**
     * Writes a model directory as a whole, or not at all. The default plan of the model that is
     * replaced stays, and what its training left.
     *
     * @param target the folder to make; a model of the same recipe and settings is replaced,
     *     another folder must be empty
     * @param model the trained model
     * @param card its description, with the figures of this model
     * @param alignment its alignment
     * @throws IOException if the folder cannot be written
     * @throws IllegalArgumentException if the folder holds something else, or model or alignment do
     *     not fit the recipe and its settings, so that they could not be read
     */
    public static void write(Path target, Model model, ModelCard card, Alignment alignment)
            throws IOException {
        Origin origin = Origin.of(card, Optional.of(alignment));
        try (OutFolder out = OutFolder.open(target, origin, false)) {
            write(out, model, card, alignment, "");
        }
    }

    /**
     * Writes a model directory with a report for people.
     *
     * @param target the folder to make
     * @param model the trained model
     * @param card its description
     * @param alignment its alignment
     * @param report a page of HTML, or nothing
     * @throws IOException if the folder cannot be written
     * @throws IllegalArgumentException if model or alignment do not fit the recipe and its settings
     */
    public static void write(
            OutFolder target, Model model, ModelCard card, Alignment alignment, String report)
            throws IOException {
        AlignmentFile file = new AlignmentFile(target.path().resolve(ALIGNMENT), alignment);
        new ModelDirectory(target.path(), card, file).checkFits(model);
        try (AtomicDirectory directory = target.replace()) {
            Path work = directory.path();
            writeFiles(work, model, card, alignment, report);
            if (!target.isStale()) {
                keep(target.path(), work);
            }
            directory.commit();
        } catch (IOException e) {
            throw new IOException(
                    "Cannot write the model directory " + target.path() + ": " + IoErrors.of(e), e);
        }
    }

    /** What does not fit would only be noticed when it is read. */
    private void checkFits(Model model) {
        Recipe recipe = recipe();
        Config settings = settings(recipe);
        ofCard(
                () -> {
                    NetworkFile.of(recipe).check(model, settings);
                    return model;
                });
        alignmentOf(model);
    }

    /** Keeps what does not come from the model, but from its user and its training. */
    private static void keep(Path before, Path work) throws IOException {
        if (Files.exists(before.resolve(PLAN))) {
            Files.copy(before.resolve(PLAN), work.resolve(PLAN));
        }
        RunFolder.copy(before, work);
    }

    /** Writes the files of a model; its figures are from now on those of this network. */
    static void writeFiles(
            Path work, Model model, ModelCard card, Alignment alignment, String report)
            throws IOException {
        NetworkFile file = NetworkFile.of(Recipes.get(card.recipe()));
        file.write(model, work);
        ModelCard tied = card.withNetwork(MeasuredOn.digest(file.files(work)));
        Files.writeString(work.resolve(ALIGNMENT), alignment.toJson() + "\n");
        Files.writeString(work.resolve(CARD), tied.toJson() + "\n");
        if (!report.isEmpty()) {
            Files.writeString(work.resolve(REPORT), report);
        }
    }

    /**
     * Loads the model with its parameters.
     *
     * @param device where to
     * @return the model; the caller closes it
     * @throws IOException if the parameters cannot be read
     * @throws IllegalArgumentException if a file of the directory is damaged, or its parameters are
     *     those of another network
     * @throws IllegalStateException if there is no engine
     */
    public Model load(Device device) throws IOException {
        EngineCheck.requireEngine();
        Recipe recipe = recipe();
        Model model = Model.newInstance(card.recipe(), device);
        try {
            NetworkFile.of(recipe).load(model, path, settings(recipe));
            return model;
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /**
     * Returns the recipe of the model.
     *
     * @return the recipe
     * @throws IllegalArgumentException if the description names one that does not exist
     */
    public Recipe recipe() {
        return ofCard(() -> Recipes.get(card.recipe()));
    }

    /**
     * Returns what tells the model from those of other recipes and settings.
     *
     * @return the name of the recipe, and a digest of all settings of the training
     */
    public String identity() {
        String settings = card.settings(recipe()).root().render(ConfigRenderOptions.concise());
        return card.recipe()
                + " "
                + UUID.nameUUIDFromBytes(settings.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the figures that the model was measured with when it was trained.
     *
     * @return the figures; without any variable if the description has none, or they are those of
     *     another alignment or network, see {@link #untied}
     * @throws IllegalArgumentException if the description has something else in their place
     * @throws UncheckedIOException if the network cannot be read
     */
    public RecordedFigures figures() {
        RecordedFigures recorded = ofCard(card::figures);
        return untied().isEmpty() ? recorded : RecordedFigures.NONE;
    }

    /**
     * Returns why the recorded figures are not to be shown of this model: they were measured with
     * another alignment, with other parameters, or by other settings, or do not tell.
     *
     * @return the reason, half a sentence; empty if they are figures of this model, or if there are
     *     none
     * @throws IllegalArgumentException if the description has something else in their place
     * @throws UncheckedIOException if the network cannot be read
     */
    public Optional<String> untied() {
        if (ofCard(card::figures).equals(RecordedFigures.NONE)) {
            return Optional.empty();
        }
        Optional<MeasuredOn> recorded = ofCard(card::measuredOn);
        if (recorded.isEmpty()) {
            return Optional.of("it is not recorded what they were measured with");
        }
        return ofCard(this::measuredOn)
                .map(recorded.get()::mismatch)
                .orElse(Optional.of("a featurizer of the alignment cannot be written"));
    }

    /** Returns what figures are to be measured on to be those of this model. */
    private Optional<MeasuredOn> measuredOn() {
        String network = network();
        return MeasuredOn.digest(alignment())
                .map(its -> new MeasuredOn(its, card.pairs(), Optional.of(network)));
    }

    private String network() {
        try {
            return MeasuredOn.digest(NetworkFile.of(recipe()).files(path));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path + ": " + IoErrors.of(e), e);
        }
    }

    /**
     * Returns the alignment as it fits the network.
     *
     * @param model the loaded model
     * @return the alignment, its paths in full
     * @throws IllegalArgumentException if it does not fit the network or the causal model
     */
    public Alignment alignmentOf(Model model) {
        try (NDManager scope = model.getNDManager().newSubManager()) {
            Recipe recipe = recipe();
            NDList example =
                    recipe.encoding()
                            .inputs(scope, List.of(recipe.causalModel().run(recipe.example())));
            return alignmentFile
                    .check(recipe.causalModel())
                    .check(new InterventionBlock(model.getBlock()), example)
                    .alignment();
        }
    }

    /**
     * Measures the model by its own alignment.
     *
     * @param model the loaded model
     * @param seed the seed of the test pairs
     * @return the figures of all variables
     * @throws IllegalArgumentException if the alignment does not fit the network
     */
    public Measurement evaluate(Model model, long seed) {
        return evaluate(model, seed, false);
    }

    /**
     * Measures the model by its own alignment.
     *
     * @param model the loaded model
     * @param seed the seed of the test pairs
     * @param rightOnly whether to leave out pairs that the model was wrong on to begin with
     * @return the figures of all variables
     * @throws IllegalArgumentException if the alignment does not fit the network
     */
    public Measurement evaluate(Model model, long seed, boolean rightOnly) {
        Recipe recipe = recipe();
        RecipeRun run = new RecipeRun(recipe, settings(recipe)).optRightOnly(rightOnly);
        alignmentOf(model);
        return checked(
                alignmentFile.file(),
                () -> run.measure(model, alignmentFile.alignment(), seed).withNetwork(network()));
    }

    /**
     * Returns the plan that holds where none is given.
     *
     * @return the default plan, if the directory has one
     * @throws IOException if it cannot be read
     */
    public Optional<InterventionPlan> defaultPlan() throws IOException {
        Path plan = path.resolve(PLAN);
        return Files.exists(plan) ? Optional.of(PlanFile.read(plan)) : Optional.empty();
    }

    /**
     * Returns all plans of the directory.
     *
     * @return the plans of the folder {@code plans} by their file's name without its ending, and
     *     {@code default}, the default plan
     * @throws IOException if one cannot be read
     */
    public Map<String, InterventionPlan> plans() throws IOException {
        Map<String, InterventionPlan> plans = new TreeMap<>();
        Path folder = path.resolve(PLANS);
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
                for (Path file : files) {
                    String name = file.getFileName().toString();
                    plans.put(name.substring(0, name.length() - 5), PlanFile.read(file));
                }
            }
        }
        defaultPlan().ifPresent(plan -> plans.put("default", plan));
        return plans;
    }

    /**
     * Checks that the alignment is one of the recipe's causal model and of a network.
     *
     * @param network the network
     * @return the alignment with full paths
     * @throws IllegalArgumentException if it is another's
     */
    Alignment check(InterventionBlock network) {
        return alignmentFile.check(recipe().causalModel()).check(network).alignment();
    }

    /**
     * Returns the settings that the model was trained with.
     *
     * @return all settings of its recipe
     * @throws IllegalArgumentException if the description names one that is not right
     */
    public Config settings() {
        return settings(recipe());
    }

    private Config settings(Recipe recipe) {
        return ofCard(() -> card.settings(recipe));
    }

    private <T> T ofCard(Supplier<T> work) {
        return checked(path.resolve(CARD), work);
    }

    /** Lets a complaint start with the name of the file it is about. */
    private <T> T checked(Path file, Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}
