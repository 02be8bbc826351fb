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
import com.typesafe.config.Config;
import io.github.djliit.torchscript.TorchScriptBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A network that is a TorchScript file: {@code model.pt} in a model directory, which loads without
 * this library, too.
 *
 * @param recipe the recipe, which has the untrained file
 */
record NetworkScript(ScriptRecipe recipe) implements NetworkFile {

    @Override
    public void start(Model model, Config settings) {
        put(recipe.start(model.getNDManager().getDevice()), model);
    }

    @Override
    public void write(Model model, Path folder) throws IOException {
        ((TorchScriptBlock) model.getBlock()).save(folder.resolve(ModelDirectory.SCRIPT));
    }

    @Override
    public List<Path> files(Path folder) {
        Path file = folder.resolve(ModelDirectory.SCRIPT);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    folder + " has no network: there is no file " + ModelDirectory.SCRIPT);
        }
        return List.of(file);
    }

    /** {@inheritDoc} The parameters are in the file: DJL is not to look for one of its own. */
    @Override
    public Map<String, String> options() {
        return new TreeMap<>(Map.of("modelName", recipe.name(), "hasParameter", "false"));
    }

    /** {@inheritDoc} Makes sure that it has the parameters of the network. */
    @Override
    public Block block(Model model, Path folder, Config settings, Map<String, ?> arguments)
            throws IOException {
        Path file = files(folder).get(0);
        boolean trainable = Boolean.parseBoolean(String.valueOf(arguments.get("trainParam")));
        try {
            TorchScriptBlock network =
                    TorchScriptBlock.open(file, model.getNDManager().getDevice(), trainable);
            keep(network, model);
            check(network, file);
            return network;
        } catch (IOException e) {
            throw new IOException("Cannot read " + file + ": " + IoErrors.of(e), e);
        } catch (MalformedModelException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public void load(Model model, Path folder, Config settings) throws IOException {
        model.setBlock(block(model, folder, settings, Map.of()));
    }

    private void put(TorchScriptBlock network, Model model) {
        keep(network, model);
        model.setBlock(network);
    }

    /** The model closes the network. */
    private void keep(TorchScriptBlock network, Model model) {
        model.getNDManager().attachInternal(UUID.randomUUID().toString(), network);
        network.initialize(model.getNDManager(), DataType.FLOAT32, recipe.inputShapes());
    }

    private void check(Block network, Path file) {
        try (TorchScriptBlock start = recipe.start(Device.cpu())) {
            Map<String, Shape> expected = new TreeMap<>(NetworkParameters.shapes(start));
            Map<String, Shape> found = new TreeMap<>(NetworkParameters.shapes(network));
            if (!expected.equals(found)) {
                throw new IllegalArgumentException(
                        file
                                + " is not the network of the recipe "
                                + recipe.name()
                                + ": expected the parameters "
                                + expected
                                + ", found "
                                + found);
            }
        }
    }
}
