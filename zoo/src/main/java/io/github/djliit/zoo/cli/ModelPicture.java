/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.Model;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.report.AlignmentPicture;
import io.github.djliit.zoo.ModelCard;
import io.github.djliit.zoo.Recipe;
import io.github.djliit.zoo.Recipes;
import io.github.djliit.zoo.RecordedFigures;
import java.util.Map;

/** The picture of a trained model's alignment with its figures. */
final class ModelPicture {

    private ModelPicture() {}

    /**
     * Draws a model; one forward pass on an example tells the shapes.
     *
     * @param card the description of the model
     * @param alignment the alignment to draw
     * @param model the network with its parameters; nothing is left on its manager
     * @param figures its figures, measured with that alignment
     * @throws IllegalArgumentException if the alignment does not fit the network
     */
    static AlignmentPicture.Builder of(
            ModelCard card, Alignment alignment, Model model, RecordedFigures figures) {
        Recipe recipe = Recipes.get(card.recipe());
        InterventionBlock network = new InterventionBlock(model.getBlock());
        AlignmentPicture.Builder picture =
                AlignmentPicture.builder()
                        .setCausalModel(recipe.causalModel())
                        .setAlignment(alignment.check(network::resolve))
                        .setSites(ModelInputs.sites(recipe, network, model.getNDManager()))
                        .optTitle(card.title())
                        .optFigures(figures.iia());
        // The last task stands for the model; what it does not judge, an earlier one does.
        for (String variable : alignment.variables()) {
            if (!figures.iia().containsKey(variable)) {
                figures.tasks().forEach((name, task) -> add(picture, variable, name, task));
            }
        }
        return picture;
    }

    private static void add(
            AlignmentPicture.Builder picture, String variable, String name, RecordedFigures task) {
        Double iia = task.iia().get(variable);
        if (iia != null) {
            picture.optFigures(Map.of(variable, iia)).optNote(variable, "IIA by " + name);
        }
    }
}
