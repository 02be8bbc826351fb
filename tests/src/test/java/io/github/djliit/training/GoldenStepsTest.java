/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import static io.github.djliit.support.Close.assertClose;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.Batchifier;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.support.Golden;
import io.github.djliit.support.Nets;
import io.github.djliit.support.Numbers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Five training steps against the same five steps by PyTorch hooks. */
class GoldenStepsTest {

    private static final Alignment ALIGNMENT =
            Alignment.builder()
                    .align("first", "02LambdaBlock[0:3]")
                    .align("second", "02LambdaBlock[3:6]")
                    .build();

    private final IitLoss loss = new IitLoss(Loss.softmaxCrossEntropyLoss());
    private JsonObject golden;
    private Model model;
    private Trainer trainer;

    @BeforeEach
    void open() throws Exception {
        golden = Golden.read("iit-steps.json");
        model = Model.newInstance("golden");
        model.setBlock(Nets.mlp(model.getNDManager(), 4, 8, 2));
        forEachParameter("start", Numbers::set);
        Optimizer sgd = Optimizer.sgd().setLearningRateTracker(Tracker.fixed(.1f)).build();
        trainer =
                new IitTrainer(model, new DefaultTrainingConfig(loss).optOptimizer(sgd), ALIGNMENT);
        trainer.initialize(new Shape(1, 4));
    }

    @AfterEach
    void close() {
        trainer.close();
        model.close();
    }

    @Test
    void outputsAndLossOfEachStep() {
        for (JsonElement step : golden.getAsJsonArray("steps")) {
            try (Batch batch = batch(step.getAsJsonObject())) {
                NDList predictions = trainer.evaluate(batch.getData());
                for (int run = 0; run < 3; run++) {
                    JsonElement outputs = step.getAsJsonObject().get("outputs");
                    float[] expected = Golden.floats(outputs.getAsJsonArray().get(run));
                    assertClose(predictions.get(run).toFloatArray(), expected);
                }
                float found = loss.evaluate(batch.getLabels(), predictions).getFloat();
                float expected = step.getAsJsonObject().get("loss").getAsFloat();
                assertClose(new float[] {found}, expected);
                EasyTrain.trainBatch(trainer, batch);
                trainer.step();
            }
        }
    }

    @Test
    void weightsAfterTheLastStep() {
        for (JsonElement step : golden.getAsJsonArray("steps")) {
            try (Batch batch = batch(step.getAsJsonObject())) {
                EasyTrain.trainBatch(trainer, batch);
                trainer.step();
            }
        }
        forEachParameter("end", (array, expected) -> assertClose(array.toFloatArray(), expected));
    }

    private Batch batch(JsonObject step) {
        NDManager manager = trainer.getManager().newSubManager();
        NDArray which = Golden.array(manager, step.get("which")).toType(DataType.INT32, true);
        NDList data =
                new NDList(
                        Golden.array(manager, step.get("base")),
                        Golden.array(manager, step.get("source")),
                        which);
        NDList labels = new NDList();
        for (JsonElement run : step.getAsJsonArray("labels")) {
            labels.add(Golden.array(manager, run).toType(DataType.INT64, true));
        }
        labels.add(which.duplicate());
        return new Batch(manager, data, labels, 6, Batchifier.STACK, Batchifier.STACK, 0, 1);
    }

    private interface ParameterVisitor {
        void visit(NDArray array, float[] expected);
    }

    private void forEachParameter(String key, ParameterVisitor visitor) {
        JsonObject values = golden.getAsJsonObject(key);
        List<Parameter> parameters = model.getBlock().getParameters().values();
        for (int i = 0; i < parameters.size(); i++) {
            // PyTorch numbers the layers with their activations: 0, 2, 4.
            String name = i / 2 * 2 + "." + parameters.get(i).getName();
            visitor.visit(parameters.get(i).getArray(), Golden.floats(values.get(name)));
        }
    }
}
