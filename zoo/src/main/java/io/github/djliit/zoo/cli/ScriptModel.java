/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.djliit.engine.EngineCheck;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.torchscript.TorchScriptBlock;
import io.github.djliit.zoo.AlignmentFile;
import io.github.djliit.zoo.PlanFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A TorchScript file. Nothing but the network itself knows what inputs it takes.
 *
 * @param file the file
 * @param isOfFolder whether it is the model of the folder that it is in
 */
record ScriptModel(Path file, boolean isOfFolder) implements OpenModel {

    private static final String ENGINE = "PyTorch";

    /** A digest of the checksums that the archive has of its parts. */
    @Override
    public String identity() throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            String parts =
                    zip.stream()
                            .map(entry -> entry.getName() + " " + entry.getCrc() + "\n")
                            .sorted()
                            .collect(Collectors.joining());
            return "TorchScript " + UUID.nameUUIDFromBytes(parts.getBytes(StandardCharsets.UTF_8));
        } catch (ZipException e) {
            return "TorchScript"; // The file is damaged, as opening it will tell.
        }
    }

    /** The plan beside a file that a folder is named for; a file on its own has none. */
    @Override
    public Optional<InterventionPlan> defaultPlan() throws IOException {
        Path plan = file.resolveSibling("plan.json");
        return isOfFolder && Files.exists(plan)
                ? Optional.of(PlanFile.read(plan))
                : Optional.empty();
    }

    /** The alignment beside a file that a folder is named for, as package leaves it. */
    @Override
    public Optional<AlignmentFile> alignment() throws IOException {
        Path alignment = file.resolveSibling("alignment.json");
        return isOfFolder && Files.exists(alignment)
                ? Optional.of(AlignmentFile.read(alignment))
                : Optional.empty();
    }

    @Override
    public LoadedModel load(Device device) throws Exception {
        EngineCheck.requireEngine();
        // A file that was named is an argument; the one of a folder is a part of that model.
        return isOfFolder ? open(device) : UsageException.check(() -> open(device));
    }

    private LoadedModel open(Device device) throws Exception {
        return new Loaded(TorchScriptBlock.open(file, device, false), device);
    }

    /** The model in the engine. */
    private record Loaded(TorchScriptBlock block, Device device) implements LoadedModel {

        @Override
        public NDManager newManager() {
            return NDManager.newBaseManager(device, ENGINE);
        }

        @Override
        public NDList read(Path file, NDManager manager) throws IOException {
            Map<String, Tensor> tensors = Npz.tensors(file);
            if (tensors.isEmpty()) {
                throw new UsageException(file + " has no arrays; a network takes one at least");
            }
            List<String> names = names(file, List.copyOf(tensors.keySet()));
            NDList arrays = new NDList();
            for (Tensor tensor : tensors.values()) {
                NDArray array = tensor.toArray(manager);
                array.setName(names.get(arrays.size()));
                arrays.add(array);
            }
            return arrays;
        }

        private List<String> names(Path file, List<String> given) {
            try {
                return block.inputNames(given);
            } catch (IllegalArgumentException e) {
                throw new UsageException(file + ": " + e.getMessage(), e);
            }
        }

        @Override
        public List<SiteInfo> sites(Optional<Path> example) throws IOException {
            if (example.isEmpty()) {
                return block.sites();
            }
            try (NDManager manager = newManager()) {
                NDList inputs = read(example.get(), manager);
                return block.sites(new ParameterStore(manager, false), inputs);
            } catch (EngineException e) {
                throw Messages.refused(example.get() + ": the network does not take it", e);
            } catch (IllegalArgumentException e) {
                throw new UsageException(example.get() + ": " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            block.close();
        }
    }
}
