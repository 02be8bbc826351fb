/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.nn.Block;
import ai.djl.nn.SymbolBlock;
import ai.djl.translate.TranslatorContext;
import io.github.djliit.network.CompiledNetwork;
import io.github.djliit.torchscript.ScriptFiles;
import io.github.djliit.torchscript.TorchScriptBlockFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Opens TorchScript files that the server loaded by itself, without the block factory.
 *
 * <p>So a model directory needs no more than the handler in {@code libs/}, from where the server
 * takes no block factory. The weights are in memory twice then.
 */
final class ScriptNetwork {

    private ScriptNetwork() {}

    /**
     * Returns the network of a model.
     *
     * @param context the context of a predictor
     * @param folder the model's folder
     * @return the model's own block or, where that is closed code of a TorchScript file, the same
     *     network open to interventions, which closes with the model
     * @throws IOException if the file cannot be read
     */
    static Block of(TranslatorContext context, Path folder) throws IOException {
        Block block = context.getBlock();
        boolean isClosed = block instanceof SymbolBlock && !(block instanceof CompiledNetwork);
        return isClosed && ScriptFiles.isIn(folder)
                ? new TorchScriptBlockFactory()
                        .newBlock(context.getModel(), context.getModel().getModelPath(), Map.of())
                : block;
    }
}
