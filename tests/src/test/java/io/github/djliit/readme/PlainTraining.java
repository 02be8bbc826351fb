/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.readme;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import io.github.djliit.causal.Setting;
import io.github.djliit.training.Encoding;
import java.util.List;

/** An ordinary DJL training program. */
final class PlainTraining {

    private PlainTraining() {}

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
        List<Setting> solved = inputs.stream().map(Logic.MODEL::run).toList();
        Encoding encoding = Encoding.of(Logic.MODEL);
        Dataset data =
                new ArrayDataset.Builder()
                        .setData(encoding.inputs(model.getNDManager(), solved).head())
                        .optLabels(encoding.labels(model.getNDManager(), solved).head())
                        .setSampling(64, true)
                        .build();
        DefaultTrainingConfig config =
                new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                        .addEvaluator(new Accuracy())
                        .addTrainingListeners(TrainingListener.Defaults.logging());
        try (Trainer trainer = model.newTrainer(config)) {
            trainer.initialize(new Shape(1, 4));
            EasyTrain.fit(trainer, epochs, data, null);
        }
        return model;
    }
}
