/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import com.typesafe.config.Config;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network that is a block of DJL's: {@code NAME-0000.params} in a model directory.
 *
 * @param recipe the recipe, which makes the block
 */
record NetworkParameters(Recipe recipe) implements NetworkFile {

    @Override
    public void start(Model model, Config settings) {
        model.setBlock(recipe.network(settings));
        model.getBlock().initialize(model.getNDManager(), DataType.FLOAT32, recipe.inputShapes());
    }

    @Override
    public void write(Model model, Path folder) throws IOException {
        named(model.getBlock(), model);
        model.setProperty("Epoch", "0");
        model.save(folder, recipe.name());
    }

    @Override
    public List<Path> files(Path folder) throws IOException {
        String name = recipe.name();
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, name + "-*.params")) {
            files.forEach(found::add);
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    folder + " has no parameters: there is no file " + name + "-0000.params");
        }
        return found;
    }

    @Override
    public Map<String, String> options() {
        return Map.of("modelName", recipe.name());
    }

    /** {@inheritDoc} DJL reads the parameters into it. */
    @Override
    public Block block(Model model, Path folder, Config settings, Map<String, ?> arguments) {
        return recipe.network(settings);
    }

    /** {@inheritDoc} Makes sure that the parameters are those of the network. */
    @Override
    public void load(Model model, Path folder, Config settings) throws IOException {
        files(folder);
        Block network = recipe.network(settings);
        // Not initialised here: a file that the library silently passes over is then noticed.
        model.setBlock(network);
        try {
            model.load(folder, recipe.name());
        } catch (EOFException | UTFDataFormatException e) {
            throw damaged(folder, ": " + IoErrors.of(e), e);
        } catch (IOException e) {
            throw new IOException(
                    "Cannot read the parameters in " + folder + ": " + IoErrors.of(e), e);
        } catch (MalformedModelException | IllegalArgumentException e) {
            throw damaged(folder, ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            // Whatever random bytes lead to; the message says nothing about the file.
            throw damaged(folder, "", e);
        }
        if (!network.isInitialized()) {
            throw damaged(folder, ": not a file of parameters", null);
        }
        checkShapes(model, folder, settings);
        named(network, model);
    }

    /**
     * Keeps the parameters, and gives the inputs their names, without which a network cannot be
     * saved: what DJL loaded by itself has none.
     */
    private void named(Block network, Model model) {
        network.initialize(model.getNDManager(), DataType.FLOAT32, recipe.inputShapes());
    }

    private void checkShapes(Model model, Path folder, Config settings) {
        try (NDManager manager = model.getNDManager().newSubManager()) {
            Block like = recipe.network(settings);
            like.initialize(manager, DataType.FLOAT32, recipe.inputShapes());
            Map<String, Shape> expected = shapes(like);
            Map<String, Shape> found = shapes(model.getBlock());
            for (Map.Entry<String, Shape> entry : expected.entrySet()) {
                Shape shape = found.get(entry.getKey());
                if (!entry.getValue().equals(shape)) {
                    String detail = ": expected " + entry + ", found " + shape;
                    throw damaged(folder, detail, null);
                }
            }
        }
    }

    static Map<String, Shape> shapes(Block block) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (Pair<String, Parameter> parameter : block.getParameters()) {
            shapes.put(parameter.getKey(), parameter.getValue().getArray().getShape());
        }
        return shapes;
    }

    private IllegalArgumentException damaged(Path folder, String detail, Exception cause) {
        return new IllegalArgumentException(
                "The parameters in "
                        + folder
                        + " are not those of the network of the recipe "
                        + recipe.name()
                        + ", or are damaged"
                        + detail,
                cause);
    }
}
