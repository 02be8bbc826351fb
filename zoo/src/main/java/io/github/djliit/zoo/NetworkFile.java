/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How the network of a recipe begins, and how a model directory holds it: as the parameters of a
 * block of DJL's, or whole, as a TorchScript file.
 */
interface NetworkFile {

    /** Returns the form that a recipe's network has. */
    static NetworkFile of(Recipe recipe) {
        return recipe instanceof ScriptRecipe script
                ? new NetworkScript(script)
                : new NetworkParameters(recipe);
    }

    /**
     * Gives a model an untrained network.
     *
     * @param model gets the network
     * @param settings the settings of the network
     */
    void start(Model model, Config settings);

    /**
     * Checks that a model has a network that {@link #load} takes.
     *
     * @param model has the network
     * @param settings the settings of the network
     * @throws IllegalArgumentException if it has no network, or one whose parameters have no
     *     values, or are of other names or shapes
     */
    default void check(Model model, Config settings) {
        Block block = model.getBlock();
        if (block == null
                || block.getParameters().values().stream().anyMatch(p -> !p.isInitialized())) {
            throw new IllegalArgumentException(
                    "Expected a network with values, found %s: initialise, load or train it first"
                            .formatted(
                                    block == null
                                            ? "no network"
                                            : "parameters that are not initialised"));
        }
        try (Model like = Model.newInstance("like", model.getNDManager().getDevice())) {
            start(like, settings);
            Map<String, Shape> expected = NetworkParameters.shapes(like.getBlock());
            Map<String, Shape> found = NetworkParameters.shapes(model.getBlock());
            if (!expected.equals(found)) {
                throw new IllegalArgumentException(
                        "Expected the network of these settings, with the parameters "
                                + expected
                                + "; the model has "
                                + found);
            }
        }
    }

    /**
     * Writes a network.
     *
     * @param model has the network
     * @param folder where its file goes
     * @throws IOException if it cannot be written
     */
    void write(Model model, Path folder) throws IOException;

    /**
     * Returns the files that a network is made of.
     *
     * @param folder where they are
     * @return the files, one or more
     * @throws IOException if the folder cannot be read
     * @throws IllegalArgumentException if there is none
     */
    List<Path> files(Path folder) throws IOException;

    /**
     * Returns what DJL has to be told to load it, by {@code Criteria} or by a server.
     *
     * @return options with their values, in order
     */
    Map<String, String> options();

    /**
     * Makes the block of a network for DJL to load: with {@link #options}, it is loaded then.
     *
     * @param model is going to have the network, and closes it
     * @param folder where its file is
     * @param settings the settings of the network
     * @param arguments what {@code Criteria} says; {@code trainParam} where the parameters of a
     *     TorchScript file are to be trained
     * @return the block
     * @throws IOException if its file cannot be read
     * @throws IllegalArgumentException if a file that is whole is not there, damaged, or of another
     *     network
     */
    Block block(Model model, Path folder, Config settings, Map<String, ?> arguments)
            throws IOException;

    /**
     * Loads a network.
     *
     * @param model gets the network
     * @param folder where its file is
     * @param settings the settings of the network
     * @throws IOException if its file cannot be read
     * @throws IllegalArgumentException if the file is not there, damaged, or of another network
     */
    void load(Model model, Path folder, Config settings) throws IOException;
}
