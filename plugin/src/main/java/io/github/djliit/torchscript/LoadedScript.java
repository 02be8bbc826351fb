/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djliit.network.CompiledNetwork.Hooks;
import io.github.djliit.network.CompiledNetwork.Result;
import io.github.djliit.site.Site;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * An archive in the engine.
 *
 * @param model the engine's model
 * @param hooks the sites that have hooks
 * @param copied those of them whose values the code writes into later
 */
record LoadedScript(Model model, HookedSites hooks, Set<Site> copied) implements AutoCloseable {

    private static final String ENGINE = "PyTorch";

    LoadedScript {
        copied = Set.copyOf(copied);
    }

    /**
     * What is loaded, and how.
     *
     * @param archive the archive
     * @param sites what can be hooked in it
     * @param device where it runs
     * @param trainable whether its parameters get gradients
     */
    record Source(ScriptArchive archive, ScriptSites sites, Device device, boolean trainable) {

        LoadedScript load(HookedSites hooks) throws IOException, MalformedModelException {
            Model loaded = Model.newInstance("model", device, ENGINE);
            try {
                load(loaded, hooks.isEmpty() ? Map.of() : HookedCode.of(sites, hooks));
                return new LoadedScript(loaded, hooks, sites.writtenLater(hooks.all()));
            } catch (EngineException e) {
                loaded.close();
                throw new MalformedModelException(
                        "%s: %s refuses it: %s%s"
                                .formatted(archive.file(), ENGINE, EngineMessage.of(e), problem()),
                        e);
            } catch (IOException | MalformedModelException | RuntimeException e) {
                loaded.close();
                throw e;
            }
        }

        /** What was not understood here either tells the place. */
        private String problem() {
            return sites.tree().program().problems().stream()
                    .findFirst()
                    .map(problem -> "; not understood: " + problem)
                    .orElse("");
        }

        /** The engine reads files only, so rewritten archives go through one. */
        private void load(Model into, Map<String, String> code)
                throws IOException, MalformedModelException {
            Path folder = Files.createTempDirectory("torchscript");
            Path file = folder.resolve("model.pt");
            try {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                    archive.write(out, code);
                }
                into.load(file, null, Map.of("trainParam", Boolean.toString(trainable)));
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        }
    }

    Block block() {
        return model.getBlock();
    }

    /** Runs the code with hooks; the code as it is where nothing is asked of them. */
    Result forward(ParameterStore store, NDList inputs, boolean training, Hooks hooks) {
        if (hooks.isEmpty()) {
            return new Result(block().forward(store, inputs, training), Map.of());
        }
        HookArrays arrays = new HookArrays(inputs.head().getManager());
        return HookArrays.result(
                block().forward(store, arrays.inputs(inputs, hooks, copied), training));
    }

    @Override
    public void close() {
        model.close();
    }
}
