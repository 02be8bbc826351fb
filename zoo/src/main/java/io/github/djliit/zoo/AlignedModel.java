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
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.training.Encoding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * All that belongs to a model that was loaded from a model directory, as those of the zoo are.
 *
 * <pre>{@code
 * try (ZooModel<NDList, NDList> model = criteria.loadModel()) {
 *     AlignedModel aligned = AlignedModel.of(model);
 *     InterventionPlan plan = aligned.alignment().plan(Map.of("left", 0));
 *     InterventionResult result = aligned.network().intervene(plan, base, source);
 * }
 * }</pre>
 *
 * <p>It needs the model open, and closes with it. Thread-safe for inference.
 *
 * @param network the model's network, open to interventions
 * @param causalModel the causal model that it was trained by
 * @param alignment which sites realise which variable
 * @param encoding how settings of the causal model become the network's inputs and labels
 * @param card the description of the model, with its recorded figures
 * @param plans the plans that come with it, by name; {@code default} is its default plan
 */
public record AlignedModel(
        InterventionBlock network,
        CausalModel causalModel,
        Alignment alignment,
        Encoding encoding,
        ModelCard card,
        Map<String, InterventionPlan> plans) {

    /** Copies the map. */
    public AlignedModel {
        plans = Map.copyOf(plans);
    }

    /**
     * Reads what stands beside the parameters of a model.
     *
     * @param model a model that was loaded from a model directory
     * @return what belongs to it
     * @throws IOException if a file of the directory cannot be read
     * @throws IllegalArgumentException if it is not a model directory, or if the alignment is that
     *     of another model
     */
    public static AlignedModel of(Model model) throws IOException {
        Path path = model.getModelPath();
        ModelDirectory directory = ModelDirectory.open(path);
        Recipe recipe = directory.recipe();
        InterventionBlock network = new InterventionBlock(model.getBlock());
        return new AlignedModel(
                network,
                recipe.causalModel(),
                directory.check(network),
                recipe.encoding(directory.settings()),
                directory.card(),
                directory.plans());
    }
}
