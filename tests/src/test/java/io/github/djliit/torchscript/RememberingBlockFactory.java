/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Makes the blocks of TorchScript files, and remembers whose they are: DJL leaves a model open that
 * could not be loaded, and nobody else could close it.
 */
public final class RememberingBlockFactory implements BlockFactory {

    private static final long serialVersionUID = 1;

    private static final Queue<Model> MODELS = new ConcurrentLinkedQueue<>();

    @Override
    public Block newBlock(Model model, Path path, Map<String, ?> arguments) throws IOException {
        MODELS.add(model);
        return new TorchScriptBlockFactory().newBlock(model, path, arguments);
    }

    /** Closes all models that blocks were made for. */
    public static void closeModels() {
        MODELS.forEach(Model::close);
        MODELS.clear();
    }
}
