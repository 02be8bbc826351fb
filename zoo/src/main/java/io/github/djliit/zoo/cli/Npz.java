/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.InterventionResult.CollectedActivations;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Arrays in numpy's {@code .npz} files. */
final class Npz {

    private Npz() {}

    static NDList read(Path file, NDManager manager) throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new UsageException("The file " + file + " cannot be read");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            NDList arrays = NDList.decode(manager, in);
            // Names are the file's own affair; some engines would take them for instructions.
            arrays.forEach(array -> array.setName(null));
            return arrays;
        } catch (IllegalArgumentException | IOException e) {
            throw new IllegalArgumentException(
                    file + " is not an .npz file that can be read: " + e.getMessage(), e);
        }
    }

    /** Checks number and shapes of arrays against the inputs of a network; the batch is free. */
    static void checkInputs(Path file, NDList arrays, Block network) {
        Shape[] expected = network.getInputShapes();
        if (arrays.size() != expected.length) {
            throw new IllegalArgumentException(
                    file
                            + " has "
                            + arrays.size()
                            + " arrays; the model has "
                            + expected.length
                            + (expected.length == 1 ? " input" : " inputs"));
        }
        for (int i = 0; i < expected.length; i++) {
            Shape shape = arrays.get(i).getShape();
            if (shape.dimension() != expected[i].dimension()
                    || !shape.slice(1).equals(expected[i].slice(1))) {
                throw new IllegalArgumentException(
                        file
                                + ": array "
                                + i
                                + " has shape "
                                + shape
                                + "; the model takes "
                                + expected[i]
                                + " with any number of rows first");
            }
        }
    }

    static void write(Path file, InterventionResult result) throws IOException {
        NDList arrays = new NDList();
        add(arrays, "output", result.counterfactual());
        add(arrays, "base", result.base());
        for (int s = 0; s < result.sources().size(); s++) {
            add(arrays, "source" + s + "_", result.source(s));
        }
        result.collected().forEach((site, activations) -> add(arrays, site + "", activations));
        Path target = file.toAbsolutePath();
        Path work = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".tmp");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(work))) {
                arrays.encode(out, NDList.Encoding.NPZ);
            }
            Files.move(work, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(work);
        }
    }

    private static void add(NDList arrays, String name, CollectedActivations activations) {
        addRuns(arrays, name + ".base", activations.base());
        for (int s = 0; s < activations.sources().size(); s++) {
            addRuns(arrays, name + ".source" + s, activations.sources().get(s));
        }
        addRuns(arrays, name + ".counterfactual", activations.counterfactual());
    }

    /** A block that ran once has one array; further runs are numbered. */
    private static void addRuns(NDList arrays, String name, NDList runs) {
        for (int i = 0; i < runs.size(); i++) {
            add(arrays, i == 0 ? name : name + "." + i, runs.get(i));
        }
    }

    private static void add(NDList arrays, String prefix, NDList outputs) {
        for (int i = 0; i < outputs.size(); i++) {
            add(arrays, prefix + i, outputs.get(i));
        }
    }

    /** One array may have two names, and an array has one: a second view takes the other. */
    private static void add(NDList arrays, String name, NDArray array) {
        NDArray view = array.reshape(array.getShape());
        view.setName(name);
        arrays.add(view);
    }
}
