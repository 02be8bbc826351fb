/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Makes {@code Criteria} load a TorchScript file as a {@link TorchScriptBlock}.
 *
 * <p>The file is {@code NAME.pt} for the model's name, or the folder's, or {@code model.pt}, or one
 * with another ending, or the only one: what counts is what is in it. The argument {@code
 * trainParam} says whether parameters get gradients.
 *
 * <p>Give the option {@code hasParameter=false} ({@code option.hasParameter=false} in {@code
 * serving.properties}), since the weights are in the file: DJL looks for a file of parameters for
 * whatever block a factory makes, before it asks the block, and no factory can tell it not to.
 */
public final class TorchScriptBlockFactory implements BlockFactory {

    private static final long serialVersionUID = 1L;

    /** Creates a factory. */
    public TorchScriptBlockFactory() {}

    @Override
    public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments)
            throws IOException {
        Path file = find(model.getName(), modelPath);
        boolean trainable = Boolean.parseBoolean(String.valueOf(arguments.get("trainParam")));
        try {
            TorchScriptBlock block =
                    TorchScriptBlock.open(file, model.getNDManager().getDevice(), trainable);
            model.getNDManager().attachInternal(UUID.randomUUID().toString(), block);
            return block;
        } catch (MalformedModelException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Path find(String name, Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            return path;
        }
        return ScriptFiles.find(path, List.of(name, path.getFileName().toString(), "model"));
    }
}
