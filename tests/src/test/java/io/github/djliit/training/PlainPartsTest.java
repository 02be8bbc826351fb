/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.github.djliit.support.Equality;
import io.github.djliit.support.Nets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DJL's own losses and trainers where a batch is a counterfactual one. */
class PlainPartsTest {

    private final Model model = Model.newInstance("test");

    @AfterEach
    void close() {
        model.close();
    }

    private void setBlock() {
        model.setBlock(Nets.mlp(model.getNDManager(), 4, 16, 2));
    }

    private static DefaultTrainingConfig config(Loss loss) {
        return new DefaultTrainingConfig(loss);
    }

    private static void step(Trainer trainer) throws Exception {
        try (trainer) {
            trainer.initialize(new Shape(1, 4));
            EasyTrain.fit(trainer, 1, Equality.dataset(4).build(), null);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPlainLossNamesIitLoss(boolean isCrossEntropy) {
        setBlock();
        Loss loss = isCrossEntropy ? Loss.softmaxCrossEntropyLoss() : Loss.l2Loss();
        assertThatIllegalStateException()
                .isThrownBy(() -> step(new IitTrainer(model, config(loss), Equality.ALIGNMENT)))
                .withMessageContainingAll("predictions", "3 arrays", "new IitLoss(loss)");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPlainTrainerNamesIitTrainer(boolean hasIitLoss) {
        setBlock();
        Loss plain = Loss.softmaxCrossEntropyLoss();
        Loss loss = hasIitLoss ? new IitLoss(plain) : plain;
        assertThatIllegalStateException()
                .isThrownBy(() -> step(model.newTrainer(config(loss))))
                .withMessageContainingAll("data", "3 arrays", "an IitTrainer");
    }

    @Test
    void aModelWithoutABlockIsTold() {
        IitLoss loss = new IitLoss(Loss.softmaxCrossEntropyLoss());
        assertThatIllegalStateException()
                .isThrownBy(() -> new IitTrainer(model, config(loss), Equality.ALIGNMENT))
                .withMessageContaining("setBlock");
    }
}
