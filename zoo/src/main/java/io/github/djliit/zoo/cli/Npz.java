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
import io.github.djliit.intervention.Value;
import io.github.djliit.network.InterventionResult;
import io.github.djliit.network.InterventionResult.CollectedActivations;
import io.github.djliit.tensor.Finite;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import io.github.djliit.tensor.TensorFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipFile;

/** The arrays that a run takes and gives, in files. */
final class Npz {

    private Npz() {}

    /** Names are the file's own affair; some engines would take them for instructions. */
    static NDList read(Path file, NDManager manager) throws IOException {
        NDList arrays = new NDList();
        tensors(file).values().forEach(tensor -> arrays.add(tensor.toArray(manager)));
        return arrays;
    }

    /** Reads numbers by their names; none where there is no file. */
    static Map<String, Value> values(Path file) throws IOException {
        Map<String, Value> values = new LinkedHashMap<>();
        if (file != null) {
            tensors(file).forEach((name, tensor) -> values.put(name, Value.of(tensor)));
        }
        return values;
    }

    /** Reads all arrays by their names, in their order. */
    static Map<String, Tensor> tensors(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new UsageException("'" + file + "' is a directory; name an .npz file");
        } else if (!Files.isReadable(file)) {
            throw new UsageException(
                    Files.exists(file)
                            ? "The file " + file + " cannot be read: permission denied"
                            : "There is no file " + file);
        }
        try {
            return TensorFile.read(file);
        } catch (TensorFormatException e) {
            throw new UsageException(
                    isOfPyTorch(file)
                            ? file
                                    + " is a file of PyTorch, a model or what torch.save wrote;"
                                    + " name an .npz file, as numpy.savez writes it"
                            : e.getMessage(),
                    e);
        }
    }

    /** Its files are sound zip files, with records that no archive of arrays has. */
    private static boolean isOfPyTorch(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return zip.stream().anyMatch(entry -> entry.getName().endsWith("/data.pkl"));
        } catch (IOException | UnsupportedOperationException e) {
            return false; // It is no zip file.
        }
    }

    /** Writes the arrays, with a line that tells what they were made of. */
    static void write(OutputFile file, InterventionResult result, String line) throws IOException {
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        named(result).forEach((name, array) -> arrays.put(name, Tensor.of(name, array)));
        file.write(out -> TensorFile.writeNpz(out, arrays, line));
    }

    /** Counts the numbers that are not finite, by the name of the array that has some. */
    static Map<String, Long> notFinite(InterventionResult result) {
        Map<String, Long> counts = new LinkedHashMap<>();
        named(result).forEach((name, array) -> counts.put(name, Finite.countOthers(array)));
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    private static Map<String, NDArray> named(InterventionResult result) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        add(arrays, "output", result.counterfactual());
        add(arrays, "base", result.base());
        for (int s = 0; s < result.sources().size(); s++) {
            add(arrays, "source" + s + "_", result.source(s));
        }
        result.collected().forEach((site, activations) -> add(arrays, site + "", activations));
        return arrays;
    }

    private static void add(
            Map<String, NDArray> arrays, String name, CollectedActivations activations) {
        addRuns(arrays, name + ".base", activations.base());
        for (int s = 0; s < activations.sources().size(); s++) {
            addRuns(arrays, name + ".source" + s, activations.sources().get(s));
        }
        addRuns(arrays, name + ".counterfactual", activations.counterfactual());
    }

    /** A block that ran once has one array; further runs are numbered. */
    private static void addRuns(Map<String, NDArray> arrays, String name, NDList runs) {
        for (int i = 0; i < runs.size(); i++) {
            arrays.put(i == 0 ? name : name + "." + i, runs.get(i));
        }
    }

    private static void add(Map<String, NDArray> arrays, String prefix, NDList outputs) {
        for (int i = 0; i < outputs.size(); i++) {
            arrays.put(prefix + i, outputs.get(i));
        }
    }
}
