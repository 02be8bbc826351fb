/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.architectures;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A network with what eager PyTorch gives for it, as tests/golden/architectures.py writes it.
 *
 * @param folder the folder
 * @param described what expected.json says
 * @param arrays the arrays that it names
 */
record Architecture(Path folder, JsonObject described, Map<String, Tensor> arrays) {

    static Architecture read(Path folder) throws IOException {
        String text = Files.readString(folder.resolve("expected.json"));
        return new Architecture(
                folder,
                JsonParser.parseString(text).getAsJsonObject(),
                TensorFile.read(folder.resolve("expected.npz")));
    }

    /** Returns the folders of all networks in a folder, by name. */
    static List<Path> all(Path suite) throws IOException {
        try (Stream<Path> folders = Files.list(suite)) {
            return folders.filter(f -> Files.exists(f.resolve("expected.json"))).sorted().toList();
        }
    }

    /**
     * What hooks saw at a port of a module.
     *
     * @param site the site
     * @param type the Python class
     * @param written whether the code writes into one of the tensors later
     * @param base by call, the tensors of the port in their order
     * @param source likewise, in the source run
     */
    record Seen(
            String site,
            String type,
            boolean written,
            List<List<Tensor>> base,
            List<List<Tensor>> source) {

        boolean isInput() {
            return site.endsWith(":input");
        }

        /** Returns the first tensor of each call. */
        List<Tensor> first(boolean ofSource) {
            return (ofSource ? source : base)
                    .stream().filter(c -> !c.isEmpty()).map(c -> c.get(0)).toList();
        }

        boolean hasTensor() {
            return base.stream().anyMatch(call -> !call.isEmpty());
        }
    }

    /**
     * A counterfactual.
     *
     * @param site the site without a region
     * @param kind the edit
     * @param plan the plan as JSON
     * @param outputs the outputs
     */
    record Edited(String site, String kind, String plan, List<Tensor> outputs) {}

    String name() {
        return described.get("name").getAsString();
    }

    String how() {
        return described.get("how").getAsString();
    }

    /** How far the TorchScript is from the eager module by itself. */
    double exportOff() {
        return described.get("off").getAsDouble();
    }

    Path model() {
        return folder.resolve("model.pt");
    }

    NDList inputs(NDManager manager, String run) throws IOException {
        NDList inputs = new NDList();
        TensorFile.read(folder.resolve(run + ".npz"))
                .values()
                .forEach(t -> inputs.add(t.toArray(manager)));
        return inputs;
    }

    /** Outputs in the order of Python; the engine gives those of a dictionary in one of its own. */
    NDList ordered(NDList outputs) {
        List<String> keys = new ArrayList<>();
        if (described.has("keys")) {
            described.getAsJsonArray("keys").forEach(k -> keys.add(k.getAsString()));
        }
        NDList ordered = new NDList();
        keys.forEach(key -> ordered.add(outputs.get(key)));
        return keys.isEmpty() ? outputs : ordered;
    }

    List<Tensor> outputs(String run) {
        return named(described.get(run));
    }

    /** What hooks saw, by ports of modules in the order of the calls. */
    List<Seen> seen() {
        List<Seen> all = new ArrayList<>();
        for (JsonElement each : described.getAsJsonArray("calls")) {
            JsonObject json = each.getAsJsonObject();
            all.add(
                    new Seen(
                            json.get("site").getAsString(),
                            json.get("class").getAsString(),
                            json.get("written").getAsBoolean(),
                            calls(json.get("base")),
                            calls(json.get("source"))));
        }
        return all;
    }

    List<Edited> edits() {
        List<Edited> all = new ArrayList<>();
        for (JsonElement each : described.getAsJsonArray("edits")) {
            JsonObject json = each.getAsJsonObject();
            all.add(
                    new Edited(
                            json.get("site").getAsString(),
                            json.get("kind").getAsString(),
                            json.get("plan").toString(),
                            named(json.get("outputs"))));
        }
        return all;
    }

    private List<List<Tensor>> calls(JsonElement json) {
        List<List<Tensor>> calls = new ArrayList<>();
        json.getAsJsonArray().forEach(call -> calls.add(named(call)));
        return calls;
    }

    private List<Tensor> named(JsonElement names) {
        List<Tensor> found = new ArrayList<>();
        names.getAsJsonArray().forEach(n -> found.add(arrays.get(n.getAsString())));
        return found;
    }
}
