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
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.InterventionResult.CollectedActivations;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** Arrays in numpy's {@code .npz} files. */
final class Npz {

    /** How a zip file starts, unless it is empty. */
    private static final byte[] MAGIC = {'P', 'K'};

    private Npz() {}

    static NDList read(Path file, NDManager manager) throws IOException {
        if (Files.isDirectory(file)) {
            throw new UsageException("'" + file + "' is a directory; name an .npz file");
        } else if (!Files.isReadable(file)) {
            throw new UsageException("There is no file " + file + " that can be read");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            byte[] start = new byte[MAGIC.length];
            in.mark(start.length);
            in.readNBytes(start, 0, start.length);
            in.reset();
            return Arrays.equals(start, MAGIC)
                    ? entries(in, manager)
                    : new NDList(Npy.read(in.readAllBytes(), manager));
        } catch (IllegalArgumentException | ZipException | EOFException e) {
            throw new UsageException(
                    file + " is not an .npz file that can be read: " + e.getMessage(), e);
        }
    }

    /** Names are the file's own affair; some engines would take them for instructions. */
    private static NDList entries(InputStream in, NDManager manager) throws IOException {
        NDList arrays = new NDList();
        ZipInputStream zip = new ZipInputStream(in);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            try {
                arrays.add(Npy.read(zip.readAllBytes(), manager));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(entry.getName() + ": " + e.getMessage(), e);
            }
        }
        return arrays;
    }

    static void write(OutputFile file, InterventionResult result) throws IOException {
        NDList arrays = new NDList();
        add(arrays, "output", result.counterfactual());
        add(arrays, "base", result.base());
        for (int s = 0; s < result.sources().size(); s++) {
            add(arrays, "source" + s + "_", result.source(s));
        }
        result.collected().forEach((site, activations) -> add(arrays, site + "", activations));
        file.write(out -> arrays.encode(out, NDList.Encoding.NPZ));
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
