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
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.torchscript.ScriptFiles;
import io.github.djliit.zoo.AlignmentFile;
import io.github.djliit.zoo.BundledModels;
import io.github.djliit.zoo.ModelDirectory;
import io.github.djliit.zoo.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the argument MODEL names: something with a network in it. */
sealed interface OpenModel permits RecipeModel, ScriptModel {

    /** Returns what tells a model, with the settings of its training, from others. */
    String identity() throws IOException;

    /** What a TorchScript file in a folder is called. */
    String SCRIPT = ModelDirectory.SCRIPT;

    /** Where models come from. */
    String HINT =
            "Name a model of the zoo (see: iit models), or a directory that this wrote: iit train"
                    + " RECIPE --out DIR";

    /** What can be done where a training was stopped, or has not ended. */
    String UNFINISHED =
            "Its training has not ended; one that was stopped goes on with: iit train RECIPE"
                    + " --resume DIR";

    private static void checkReadable(String name) {
        Path path = Path.of(name);
        boolean isThere = !name.isEmpty() && Files.exists(path);
        boolean isOpen = !Files.isDirectory(path) || Files.isExecutable(path);
        if (isThere && !(isOpen && Files.isReadable(path))) {
            throw new UsageException(path + " cannot be read: permission denied");
        }
    }

    /** Returns the file or folder that a name stands for; null for a model of the zoo. */
    static Path input(String name) {
        return name.isEmpty() || !Files.exists(Path.of(name)) ? null : Path.of(name);
    }

    /** Returns the plan that holds where none is given. */
    Optional<InterventionPlan> defaultPlan() throws IOException;

    /** Returns the alignment that comes with the network. */
    Optional<AlignmentFile> alignment() throws IOException;

    /** Loads the network. */
    LoadedModel load(Device device) throws Exception;

    /** Finds a directory that train wrote, or a TorchScript file. */
    static OpenModel find(String name) throws IOException {
        Path path = Path.of(name);
        checkReadable(name);
        if (!name.isEmpty() && Files.isRegularFile(path)) {
            Optional<String> problem = ScriptFiles.problem(path);
            if (problem.isPresent() && !ScriptFiles.isCalledModel(path)) {
                throw new UsageException(
                        "There is no model '" + name + "': " + problem.orElseThrow());
            }
            return new ScriptModel(path, false);
        }
        boolean holdsScript = !name.isEmpty() && Files.isDirectory(path) && ScriptFiles.isIn(path);
        if (holdsScript && !ModelDirectory.isModel(path)) {
            return new ScriptModel(ScriptFiles.find(path), true);
        }
        return new RecipeModel(open(name, ", or a TorchScript file"));
    }

    /** Finds a directory that train wrote. */
    static ModelDirectory open(String name) throws IOException {
        checkReadable(name);
        if (!name.isEmpty() && ScriptFiles.isScript(Path.of(name))) {
            throw new UsageException(
                    name
                            + " is a TorchScript file, which has no causal model to measure it by. "
                            + HINT);
        }
        return open(name, "");
    }

    private static ModelDirectory open(String name, String or) throws IOException {
        Path path = Path.of(name);
        if (BundledModels.ids().contains(name) && !Files.exists(path)) {
            return BundledModels.open(name);
        }
        if (name.isEmpty() || !Files.isDirectory(path)) {
            String found = !name.isEmpty() && Files.exists(path) ? ": that is a file" : "";
            throw new UsageException("There is no model '" + name + "'" + found + ". " + HINT + or);
        }
        if (!ModelDirectory.isModel(path)) {
            throw new UsageException(
                    "The directory "
                            + path
                            + " holds no model: "
                            + (Files.exists(path.resolve("model.json"))
                                    ? "its model.json is no file. "
                                    : "it has no model.json. ")
                            + (RunFolder.hasCheckpoint(path) ? UNFINISHED : HINT)
                            + or);
        }
        return ModelDirectory.open(path);
    }
}
