/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.github.djliit.json.JsonFormatException;
import io.github.djliit.json.JsonNode;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import io.github.djliit.training.ResumableOptimizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of a training after an epoch: settings, parameters and optimizer.
 *
 * <p>One {@code .npz} file, {@code checkpoint.npz}: {@code parameter.0}, ..., {@code
 * optimizer.mean.0}, ..., in the order of the parameters of network and probes, and {@code about},
 * the bytes of a JSON text. All else that a training needs follows from the settings and the epoch.
 *
 * @param recipe the name of the recipe
 * @param epoch the number of epochs made
 * @param settings the settings of the training
 * @param arrays the arrays by name
 */
record Checkpoint(String recipe, int epoch, Config settings, Map<String, Tensor> arrays) {

    static final String FILE = "checkpoint.npz";

    private static final String ABOUT = "about";
    private static final int VERSION = 1;

    /** Copies the state of a training. */
    static Checkpoint of(
            Recipe recipe,
            Config settings,
            int epoch,
            List<Parameter> parameters,
            ResumableOptimizer optimizer) {
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            arrays.put("parameter." + i, Tensor.of(parameters.get(i).getArray()));
        }
        arrays.putAll(optimizer.save(parameters));
        return new Checkpoint(recipe.name(), epoch, settings, arrays);
    }

    /**
     * Puts the state into initialised parameters and their optimizer.
     *
     * @param parameters all that is trained, in the order of the checkpoint
     * @param optimizer the optimizer
     * @throws IllegalArgumentException if it is that of another network
     */
    void restore(List<Parameter> parameters, ResumableOptimizer optimizer) {
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            Tensor tensor = arrays.get("parameter." + i);
            if (tensor == null || !tensor.shape().equals(parameter.getArray().getShape())) {
                throw new IllegalArgumentException(
                        "The checkpoint is of another network: expected the parameter "
                                + parameter.getName()
                                + " of shape "
                                + parameter.getArray().getShape()
                                + ", found "
                                + (tensor == null ? "none" : tensor.shape())
                                + ". Go on with the settings of the checkpoint, or start anew");
            }
            parameter.getArray().set(tensor.toFloats());
        }
        optimizer.restore(parameters, arrays);
    }

    Trained trained() {
        return new Trained(recipe, settings);
    }

    /** Writes the checkpoint, as a whole or not at all. */
    void write(Path folder) throws IOException {
        JsonObject about = new JsonObject();
        about.addProperty("version", VERSION);
        about.addProperty("recipe", recipe);
        about.addProperty("epoch", epoch);
        about.add(
                "settings",
                JsonParser.parseString(settings.root().render(ConfigRenderOptions.concise())));
        byte[] text = about.toString().getBytes(StandardCharsets.UTF_8);
        Map<String, Tensor> all = new LinkedHashMap<>(arrays);
        all.put(ABOUT, Tensor.of(DataType.UINT8, text, text.length));
        try {
            TensorFile.write(folder.resolve(FILE), all);
        } catch (IOException e) {
            throw IoErrors.writing(folder.resolve(FILE), e);
        }
    }

    /**
     * Reads the checkpoint of a folder.
     *
     * @param folder the folder that a training wrote to
     * @return the checkpoint
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if there is none, or it is damaged
     */
    static Checkpoint read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if ((Files.exists(folder) && !Files.isDirectory(folder)) || Files.isDirectory(file)) {
            throw new IllegalArgumentException(
                    folder
                            + " is no folder that a training with --out wrote to: there is a "
                            + (Files.isDirectory(file) ? "directory " + FILE : "file"));
        }
        try {
            Map<String, Tensor> arrays = new LinkedHashMap<>(TensorFile.read(file));
            return read(arrays);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    folder
                            + " has no "
                            + FILE
                            + ": nothing to go on from. Name a folder that a training with --out"
                            + " wrote to",
                    e);
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException(file + " cannot be read: permission denied", e);
        } catch (IllegalArgumentException | ConfigException e) {
            throw new IllegalArgumentException(
                    file + ": not a checkpoint, or damaged: " + e.getMessage(), e);
        }
    }

    private static Checkpoint read(Map<String, Tensor> arrays) {
        Tensor about = arrays.remove(ABOUT);
        if (about == null) {
            throw new JsonFormatException("", "there is no array '" + ABOUT + "'");
        }
        String json = new String(about.toBytes(), StandardCharsets.UTF_8);
        JsonNode root = JsonNode.parse(json);
        root.checkVersion(VERSION);
        String settings = JsonParser.parseString(json).getAsJsonObject().get("settings").toString();
        return new Checkpoint(
                root.get("recipe").string(),
                Math.toIntExact(root.get("epoch").longInteger()),
                ConfigFactory.parseString(settings),
                arrays);
    }
}
