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
import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.zoo.AlignmentFile;
import io.github.djliit.zoo.ModelDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A directory that train wrote; its recipe knows the inputs.
 *
 * @param directory the directory
 */
record RecipeModel(ModelDirectory directory) implements OpenModel {

    @Override
    public String identity() {
        return directory.identity();
    }

    @Override
    public Optional<InterventionPlan> defaultPlan() throws IOException {
        return directory.defaultPlan();
    }

    @Override
    public Optional<AlignmentFile> alignment() {
        return Optional.of(directory.alignmentFile());
    }

    @Override
    public LoadedModel load(Device device) throws IOException {
        return new Loaded(directory, directory.load(device));
    }

    /** The model with its parameters. */
    private record Loaded(ModelDirectory directory, Model model) implements LoadedModel {

        @Override
        public Block block() {
            return model.getBlock();
        }

        @Override
        public NDManager newManager() {
            return model.getNDManager().newSubManager();
        }

        @Override
        public NDList read(Path file, NDManager manager) throws IOException {
            return ModelInputs.read(file, example(manager), manager);
        }

        @Override
        public List<SiteInfo> sites(Optional<Path> example) throws IOException {
            try (NDManager manager = newManager()) {
                NDList inputs =
                        example.isPresent() ? read(example.get(), manager) : example(manager);
                return new InterventionBlock(block())
                        .sites(new ParameterStore(manager, false), inputs);
            }
        }

        private NDList example(NDManager manager) {
            return ModelInputs.example(directory.recipe(), manager);
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
