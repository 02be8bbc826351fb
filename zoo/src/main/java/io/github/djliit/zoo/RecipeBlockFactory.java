/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Makes the network of a model directory, as its {@code model.json} tells.
 *
 * <pre>{@code
 * Criteria.builder()
 *         .setTypes(NDList.class, NDList.class)
 *         .optModelPath(directory)
 *         .optModelName("equality")
 *         .optArgument("blockFactory", new RecipeBlockFactory())
 * }</pre>
 *
 * <p>Where the network is a TorchScript file, as that of {@code ioi}, also {@code
 * optOption("hasParameter", "false")}, since its weights are in the file.
 *
 * <p>Without state, and thread-safe.
 */
public final class RecipeBlockFactory implements BlockFactory {

    private static final long serialVersionUID = 1L;

    @Override
    public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments)
            throws IOException {
        ModelDirectory directory = ModelDirectory.open(modelPath);
        return NetworkFile.of(directory.recipe())
                .block(model, directory.path(), directory.settings(), arguments);
    }
}
