/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.serving;

import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Loads a model directory as the server does, without a class of this project, and asks it. */
public final class ServingProgram {

    private ServingProgram() {}

    public static void main(String[] arguments) throws Exception {
        Criteria<Input, Output> criteria =
                Criteria.builder()
                        .setTypes(Input.class, Output.class)
                        .optModelPath(Path.of(arguments[0]))
                        .build();
        try (ZooModel<Input, Output> model = criteria.loadModel();
                Predictor<Input, Output> predictor = model.newPredictor()) {
            Input input = new Input();
            input.addProperty("Content-Type", "application/json");
            input.add("data", arguments[1].getBytes(StandardCharsets.UTF_8));
            Output output = predictor.predict(input);
            System.out.println(
                    output.getCode()
                            + " "
                            + new String(output.getData().getAsBytes(), StandardCharsets.UTF_8));
        }
    }
}
