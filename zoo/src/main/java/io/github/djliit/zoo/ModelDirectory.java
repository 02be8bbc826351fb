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
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.intervention.InterventionPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A folder with a trained model: parameters, alignment, description, and perhaps a default plan.
 *
 * <p>{@code equality-0000.params}, {@code alignment.json}, {@code model.json}, {@code plan.json}.
 *
 * @param path the folder
 * @param card the description
 * @param alignment the alignment
 */
public record ModelDirectory(Path path, ModelCard card, Alignment alignment) {

    static final String CARD = "model.json";
    static final String ALIGNMENT = "alignment.json";
    private static final String PLAN = "plan.json";

    /**
     * Reads the description of a model directory.
     *
     * @param path the folder
     * @return the model directory; its parameters are not loaded yet
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if it is not a model directory, or a file in it is damaged
     */
    public static ModelDirectory open(Path path) throws IOException {
        if (!Files.isRegularFile(path.resolve(CARD))) {
            throw new IllegalArgumentException(
                    path
                            + " is not a model directory: it has no "
                            + CARD
                            + ". Write one with: iit train RECIPE --out DIR");
        }
        ModelCard card = read(path.resolve(CARD), ModelCard::fromJson);
        Alignment alignment = read(path.resolve(ALIGNMENT), Alignment::fromJson);
        return new ModelDirectory(path, card, alignment);
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
     * Writes a model directory as a whole, or not at all.
     *
     * @param target the folder to make; an existing model directory is replaced, another folder
     *     must be empty
     * @param model the trained model
     * @param card its description
     * @param alignment its alignment
     * @throws IOException if the folder cannot be written
     * @throws IllegalArgumentException if the folder holds something else
     */
    public static void write(Path target, Model model, ModelCard card, Alignment alignment)
            throws IOException {
        try (AtomicDirectory directory = AtomicDirectory.open(target)) {
            model.setProperty("Epoch", "0");
            model.save(directory.path(), card.recipe());
            Files.writeString(directory.path().resolve(ALIGNMENT), alignment.toJson() + "\n");
            Files.writeString(directory.path().resolve(CARD), card.toJson() + "\n");
            directory.commit();
        }
    }

    /**
     * Loads the model with its parameters.
     *
     * @param device where to
     * @return the model; the caller closes it
     * @throws IOException if the parameters cannot be read
     * @throws IllegalArgumentException if they are damaged, or those of another network
     */
    public Model load(Device device) throws IOException {
        Recipe recipe = Recipes.get(card.recipe());
        Model model = Model.newInstance(card.recipe(), device);
        try {
            Block block = recipe.network(card.settings(recipe));
            block.initialize(model.getNDManager(), DataType.FLOAT32, recipe.inputShapes());
            Map<String, Shape> expected = shapes(block);
            model.setBlock(block);
            model.load(path, card.recipe());
            checkSame(expected, shapes(block));
            alignment.check(recipe.causalModel());
            return model;
        } catch (NoSuchFileException e) {
            model.close();
            throw e;
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            throw new IllegalArgumentException(
                    "The parameters in "
                            + path
                            + " are not those of the network of the recipe "
                            + card.recipe()
                            + ", or are damaged: "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * Returns the plan that holds where none is given.
     *
     * @return the default plan, if the directory has one
     * @throws IOException if it cannot be read
     */
    public Optional<InterventionPlan> defaultPlan() throws IOException {
        Path plan = path.resolve(PLAN);
        return Files.exists(plan)
                ? Optional.of(read(plan, InterventionPlan::fromJson))
                : Optional.empty();
    }

    private static Map<String, Shape> shapes(Block block) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (Pair<String, Parameter> parameter : block.getParameters()) {
            shapes.put(parameter.getKey(), parameter.getValue().getArray().getShape());
        }
        return shapes;
    }

    private static void checkSame(Map<String, Shape> expected, Map<String, Shape> found) {
        List<String> different =
                expected.keySet().stream()
                        .filter(name -> !expected.get(name).equals(found.get(name)))
                        .map(name -> name + " " + expected.get(name) + " as " + found.get(name))
                        .toList();
        if (!different.isEmpty()) {
            throw new IllegalArgumentException("expected " + different.get(0));
        }
    }

    private static <T> T read(Path file, Function<String, T> parse) throws IOException {
        try {
            return parse.apply(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}
