/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.readme;

import static io.github.djliit.readme.Logic.LEFT;
import static io.github.djliit.readme.Logic.RIGHT;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.causal.Setting;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.IitLoss;
import io.github.djliit.training.IitTrainer;
import io.github.djliit.training.InterchangeAccuracy;
import java.util.List;

/** The same program with interchange intervention training. */
final class IitTraining {

    static final Alignment ALIGNMENT =
            Alignment.of(LEFT, "02LambdaBlock[0:4]", RIGHT, "02LambdaBlock[4:8]");

    private IitTraining() {}

    static Model train(int epochs) throws Exception {
        List<Setting> inputs = Logic.inputs(1024);
        Block network =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(16).build())
                        .add(Activation.reluBlock())
                        .add(Linear.builder().setUnits(16).build())
                        .add(Activation.reluBlock())
                        .add(Linear.builder().setUnits(2).build());
        Model model = Model.newInstance("logic");
        model.setBlock(network);
        Dataset data =
                CounterfactualDataset.builder()
                        .setCausalModel(Logic.MODEL)
                        .setAlignment(ALIGNMENT)
                        .setInputs(inputs)
                        .setSampling(64, true)
                        .build();
        DefaultTrainingConfig config =
                new DefaultTrainingConfig(new IitLoss(Loss.softmaxCrossEntropyLoss()))
                        .addEvaluators(InterchangeAccuracy.of(ALIGNMENT))
                        .addTrainingListeners(TrainingListener.Defaults.logging());
        try (Trainer trainer = new IitTrainer(model, config, ALIGNMENT)) {
            trainer.initialize(new Shape(1, 4));
            EasyTrain.fit(trainer, epochs, data, null);
        }
        return model;
    }
}
