/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djliit.causal.Setting;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.SiteInfo;
import io.github.djliit.tensor.Tensor;
import io.github.djliit.zoo.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The inputs of a model, by an example of them. */
final class ModelInputs {

    private ModelInputs() {}

    /** Makes the inputs of one row, as the recipe encodes them. */
    static NDList example(Recipe recipe, NDManager manager) {
        Setting inputs = recipe.example();
        return recipe.encoding().inputs(manager, List.of(recipe.causalModel().run(inputs)));
    }

    /** Lists the sites of a recipe's network with their shapes; nothing is left on the manager. */
    static List<SiteInfo> sites(Recipe recipe, InterventionBlock network, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            return network.sites(new ParameterStore(scope, false), example(recipe, scope));
        }
    }

    /** Reads inputs, and checks them against an example; the number of rows is free. */
    static NDList read(Path file, NDList example, NDManager manager) throws IOException {
        NDList arrays = Npz.read(file, manager);
        if (arrays.size() != example.size()) {
            throw new UsageException(
                    file
                            + " has "
                            + count(arrays.size(), "array")
                            + "; the model has "
                            + count(example.size(), "input"));
        }
        for (int i = 0; i < example.size(); i++) {
            if (!isAlike(arrays.get(i), example.get(i))) {
                throw new UsageException(
                        file
                                + ": array "
                                + i
                                + " is "
                                + describe(arrays.get(i), arrays.get(i).getShape())
                                + "; the model takes "
                                + describe(example.get(i), anyRows(example.get(i).getShape()))
                                + ", where -1 is any number of rows");
            }
        }
        return arrays;
    }

    private static boolean isAlike(NDArray array, NDArray example) {
        return array.getDataType() == example.getDataType()
                && array.getShape().dimension() == example.getShape().dimension()
                && array.getShape().slice(1).equals(example.getShape().slice(1));
    }

    private static Shape anyRows(Shape shape) {
        return new Shape(-1).addAll(shape.slice(1));
    }

    private static String describe(NDArray array, Shape shape) {
        return Tensor.nameOf(array.getDataType()) + " of shape " + shape;
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
