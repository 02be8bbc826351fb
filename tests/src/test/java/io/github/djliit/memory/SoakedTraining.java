/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.memory;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.support.Equality;
import io.github.djliit.support.Nets;
import io.github.djliit.torchscript.Adder;
import io.github.djliit.torchscript.TorchScriptBlock;
import io.github.djliit.torchscript.TorchScriptFile;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.IitTrainer;
import java.util.Iterator;
import java.util.List;

/** A native network and a TorchScript file that are trained in turns. */
final class SoakedTraining implements AutoCloseable {

    private final Model model = Model.newInstance("soaked", "PyTorch");
    private final TorchScriptBlock block =
            TorchScriptBlock.open(TorchScriptFile.of("adder"), Device.cpu(), true);
    private final Model script = Adder.model(block);
    private final Subject ofModel;
    private final Subject ofScript;

    SoakedTraining() throws Exception {
        model.setBlock(Nets.mlp(model.getNDManager(), 4, 16, 2));
        ofModel =
                new Subject(
                        trainer(model, Equality.ALIGNMENT, new Shape(1, 4)),
                        Equality.dataset(16).optPairs(1024).build());
        ofScript =
                new Subject(trainer(script, Adder.ALIGNMENT, Adder.shapes()), Adder.pairs(1024, 7));
    }

    private static Trainer trainer(Model of, Alignment alignment, Shape... shapes) {
        Trainer trainer = new IitTrainer(of, Adder.config(Adder.loss()), alignment);
        trainer.initialize(shapes);
        return trainer;
    }

    /** What is trained, and where in its data the training is. */
    private static final class Subject {

        private final Trainer trainer;
        private final CounterfactualDataset data;
        private Iterator<Batch> batches;

        Subject(Trainer trainer, CounterfactualDataset data) {
            this.trainer = trainer;
            this.data = data;
            batches = data.getData(trainer.getManager()).iterator();
        }

        void step() {
            if (!batches.hasNext()) {
                batches = data.getData(trainer.getManager()).iterator();
            }
            try (Batch batch = batches.next()) {
                EasyTrain.trainBatch(trainer, batch);
                trainer.step();
            }
        }
    }

    List<NDManager> managers() {
        return List.of(model.getNDManager(), script.getNDManager());
    }

    void train(int steps) {
        for (int i = 0; i < steps; i++) {
            (i % 2 == 0 ? ofModel : ofScript).step();
        }
    }

    @Override
    public void close() {
        ofModel.trainer.close();
        ofScript.trainer.close();
        script.close();
        model.close();
        block.close();
    }
}
