/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.analysis;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonObject;
import io.github.djliit.json.JsonNode;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How far a search has come: enough to go on to the same figures.
 *
 * <p>One {@code .npz} file, written as a whole or not at all: {@code weight.0}, ..., {@code
 * best.0}, ..., {@code optimizer.mean.0}, ..., and {@code about}, the bytes of a JSON text. All
 * else follows from the settings and the pairs, whose {@code print} tells whether they are the
 * same.
 *
 * @param print tells settings, pairs and network from others
 * @param start the number of the start that goes on
 * @param epoch the number of epochs made
 * @param steps the number of steps made
 * @param bestEpoch the epoch that was best on the validation pairs
 * @param bestScore how good it was
 * @param bestLoss its mean loss
 * @param arrays the arrays by name
 */
record SearchState(
        String print,
        int start,
        int epoch,
        int steps,
        int bestEpoch,
        double bestScore,
        double bestLoss,
        Map<String, Tensor> arrays) {

    private static final String ABOUT = "about";

    void write(Path file) {
        JsonObject about = new JsonObject();
        about.addProperty("version", 1);
        about.addProperty("print", print);
        about.addProperty("start", start);
        about.addProperty("epoch", epoch);
        about.addProperty("steps", steps);
        about.addProperty("best_epoch", bestEpoch);
        about.addProperty("best_score", Double.toString(bestScore));
        about.addProperty("best_loss", Double.toString(bestLoss));
        byte[] text = about.toString().getBytes(StandardCharsets.UTF_8);
        Map<String, Tensor> all = new LinkedHashMap<>(arrays);
        all.put(ABOUT, Tensor.of(DataType.UINT8, text, text.length));
        try {
            TensorFile.write(file, all);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot write the state of the search to " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Checks that a state could be written, before there is one.
     *
     * @param file the file, or null
     * @throws IllegalArgumentException if its folder is not there, or nothing can be written to it
     */
    static void check(Path file) {
        Path folder = file == null ? null : file.toAbsolutePath().getParent();
        if (folder != null && !(Files.isDirectory(folder) && Files.isWritable(folder))) {
            throw new IllegalArgumentException(
                    "Cannot write the state of the search to "
                            + file
                            + ": "
                            + folder
                            + " is no directory that can be written to; make it first");
        }
    }

    /**
     * Reads a state, if there is one.
     *
     * @param file the file, or null
     * @param print what it must be of
     * @return the state, or null if there is no such file
     * @throws IllegalArgumentException if the file is damaged, or of another search
     */
    static SearchState read(Path file, String print) {
        if (file == null || !Files.exists(file)) {
            return null;
        }
        SearchState state = read(file);
        if (!state.print.equals(print)) {
            throw new IllegalArgumentException(
                    file
                            + " is the state of another search: other settings, pairs or another"
                            + " network. Go on with those, or name another file");
        }
        return state;
    }

    private static SearchState read(Path file) {
        try {
            Map<String, Tensor> arrays = new LinkedHashMap<>(TensorFile.read(file));
            Tensor text = arrays.remove(ABOUT);
            if (text == null) {
                throw new IllegalArgumentException("there is no array '" + ABOUT + "'");
            }
            JsonNode about = JsonNode.parse(new String(text.toBytes(), StandardCharsets.UTF_8));
            about.object(
                    Set.of(
                            "version",
                            "print",
                            "epoch",
                            "steps",
                            "best_epoch",
                            "best_score",
                            "best_loss",
                            "start"));
            about.checkVersion(1);
            return new SearchState(
                    about.get("print").string(),
                    about.get("start").integer(),
                    about.get("epoch").integer(),
                    about.get("steps").integer(),
                    about.get("best_epoch").integer(),
                    Double.parseDouble(about.get("best_score").string()),
                    Double.parseDouble(about.get("best_loss").string()),
                    arrays);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the state of a search from " + file, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    file + ": not the state of a search, or damaged: " + e.getMessage(), e);
        }
    }
}
