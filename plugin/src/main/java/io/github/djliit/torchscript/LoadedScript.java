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
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.djliit.network.CompiledNetwork.Hooks;
import io.github.djliit.network.CompiledNetwork.Mode;
import io.github.djliit.network.CompiledNetwork.Result;
import io.github.djliit.site.Site;
import io.github.djliit.torchscript.internal.analysis.ScriptSites;
import io.github.djliit.torchscript.internal.archive.ScriptArchive;
import io.github.djliit.torchscript.internal.rewrite.HookArrays;
import io.github.djliit.torchscript.internal.rewrite.HookedCode;
import io.github.djliit.torchscript.internal.rewrite.HookedSites;
import io.github.djliit.torchscript.internal.rewrite.TrainingFlag;
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
 * @param readsFlag whether its code runs otherwise in training
 */
record LoadedScript(Model model, HookedSites hooks, Set<Site> copied, boolean readsFlag)
        implements AutoCloseable {

    private static final String ENGINE = "PyTorch";

    LoadedScript {
        copied = Set.copyOf(copied);
    }

    /** What may be done with parameters. */
    enum Parameters {
        /** They are read, and the engine lets no gradient pass by. */
        FIXED,
        /** A gradient passes by them, and they get none. */
        FROZEN,
        /** They get gradients. */
        TRAINABLE
    }

    /**
     * What is loaded, and how.
     *
     * @param archive the archive
     * @param sites what can be hooked in it
     * @param flag what its code reads in training
     * @param device where it runs
     * @param parameters what may be done with its parameters
     */
    record Source(
            ScriptArchive archive,
            ScriptSites sites,
            TrainingFlag flag,
            Device device,
            Parameters parameters) {

        boolean isTrainable() {
            return parameters == Parameters.TRAINABLE;
        }

        Source with(Parameters other) {
            return new Source(archive, sites, flag, device, other);
        }

        LoadedScript load(HookedSites hooks) throws IOException, MalformedModelException {
            Model loaded = Model.newInstance("model", device, ENGINE);
            try {
                load(loaded, code(hooks));
                if (parameters == Parameters.FROZEN) {
                    loaded.getBlock().freezeParameters(true);
                }
                Set<Site> copied = sites.writtenLater(hooks.all());
                return new LoadedScript(loaded, hooks, copied, flag.isRead());
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

        private Map<String, String> code(HookedSites hooks) {
            boolean needsFlag = parameters != Parameters.FIXED && flag.isRead();
            if (hooks.isEmpty() && !needsFlag) {
                return Map.of();
            }
            return needsFlag ? HookedCode.of(sites, hooks, flag) : HookedCode.of(sites, hooks);
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
                // The engine takes others for tensors of inference, which let no gradient pass.
                boolean isRecorded = parameters != Parameters.FIXED;
                into.load(file, null, Map.of("trainParam", Boolean.toString(isRecorded)));
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
    Result forward(ParameterStore store, NDList inputs, Mode mode, Hooks hooks) {
        if (mode != Mode.GRADIENT || !readsFlag) {
            return forward(store, inputs, mode.isRecorded(), hooks);
        }
        // The engine sets the flag when training begins, and leaves it from then on.
        setFlag(store, inputs, false);
        try {
            return forward(store, inputs, true, hooks);
        } finally {
            setFlag(store, inputs, true);
        }
    }

    private Result forward(ParameterStore store, NDList inputs, boolean isRecorded, Hooks hooks) {
        if (hooks.isEmpty()) {
            return new Result(block().forward(store, inputs, isRecorded), Map.of());
        }
        HookArrays arrays = new HookArrays(inputs.head().getManager());
        return HookArrays.result(
                block().forward(store, arrays.inputs(inputs, hooks, copied), isRecorded));
    }

    private void setFlag(ParameterStore store, NDList inputs, boolean value) {
        try (NDManager scope = inputs.head().getManager().newSubManager()) {
            block().forward(store, HookArrays.flag(scope, value), true);
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
