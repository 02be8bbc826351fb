/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.EasyTrain;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.network.InterventionCall;
import io.github.djliit.training.IitLoss;
import io.github.djliit.training.IitTrainer;
import io.github.djliit.training.InterchangeEvaluation;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A traced transformer trains in DJL's own loop, and stays open to other sites. */
class TorchScriptTrainingTest {

    private final TorchScriptBlock block = GoldenModels.open("adder", true);
    private final Model model = Adder.model(block);
    private final NDManager manager = model.getNDManager();

    @AfterEach
    void close() {
        model.close();
        block.close();
    }

    private Trainer trainer(IitLoss loss) {
        Trainer trainer = new IitTrainer(model, Adder.config(loss), Adder.ALIGNMENT);
        trainer.initialize(Adder.shapes());
        return trainer;
    }

    private void train(int epochs, IitLoss loss) throws Exception {
        try (Trainer trainer = trainer(loss)) {
            EasyTrain.fit(trainer, epochs, Adder.pairs(2048, 7), null);
        }
    }

    private NDArray collected(TorchScriptBlock of, String site) {
        InterventionPlan plan = InterventionPlan.builder().collect(site).build();
        return new InterventionBlock(of)
                .intervene(plan, Adder.tokens(manager))
                .collected(site)
                .single();
    }

    private NDArray collectedOfSaved(Path folder, String site) throws Exception {
        block.save(folder.resolve("saved.pt"));
        try (TorchScriptBlock saved =
                TorchScriptBlock.open(folder.resolve("saved.pt"), manager.getDevice(), false)) {
            return collected(saved, site);
        }
    }

    @Test
    void interchangeAccuracyRisesFromChanceToNearlyOne() throws Exception {
        assertThat(Adder.interchangeAccuracy(block, manager)).isLessThan(.4);
        train(12, Adder.loss());
        assertThat(Adder.interchangeAccuracy(block, manager)).isGreaterThan(.95);
    }

    @Tag("long")
    @Test
    void withoutTheCounterfactualLossItStaysLow() throws Exception {
        train(12, Adder.loss().optCounterfactual(0));
        InterchangeEvaluation.Result result = Adder.evaluate(block, manager);
        assertThat(result.taskAccuracy()).isGreaterThan(.95);
        assertThat(result.variables().get("partial").iia()).isLessThan(.7);
    }

    @Test
    void sitesAskedForAfterATrainingHaveTheTrainedWeights(@TempDir Path folder) throws Exception {
        train(1, Adder.loss());
        NDArray found = collected(block, "layers.1.attn@weights");
        NDArray expected = collectedOfSaved(folder, "layers.1.attn@weights");
        assertThat(GoldenModels.off(found, expected)).isLessThan(1e-6f);
    }

    @Test
    void sitesAskedForDuringATrainingFollowItsWeights(@TempDir Path folder) throws Exception {
        try (Trainer trainer = trainer(Adder.loss())) {
            EasyTrain.fit(trainer, 1, Adder.pairs(128, 7), null);
            NDArray early = collected(block, "layers.1");
            EasyTrain.fit(trainer, 1, Adder.pairs(2048, 7), null);
            NDArray later = collected(block, "layers.1");
            assertThat(GoldenModels.off(early, later)).isGreaterThan(.01f);
            assertThat(GoldenModels.off(later, collectedOfSaved(folder, "layers.1")))
                    .isLessThan(1e-6f);
        }
    }

    @Test
    void aTrainingPassAtSitesAskedForTooLateIsRefused() {
        try (Trainer trainer = trainer(Adder.loss())) {
            InterventionPlan plan = InterventionPlan.builder().add("layers.1", Edit.zero()).build();
            InterventionCall call =
                    InterventionCall.builder(plan, Adder.tokens(trainer.getManager()))
                            .optTraining(true)
                            .build();
            InterventionBlock network = new InterventionBlock(block);
            assertThatThrownBy(() -> network.intervene(call))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("before the trainer is initialised");
        }
    }

    @Tag("long")
    @Test
    void aSecondTrainerTrainsAtSitesOfItsOwn() throws Exception {
        try (Trainer plain = new Trainer(model, Adder.config(Adder.loss()))) {
            plain.initialize(Adder.shapes());
        }
        train(12, Adder.loss());
        assertThat(Adder.interchangeAccuracy(block, manager)).isGreaterThan(.95);
    }

    @Test
    void aFrozenParameterStaysFrozenWhenSitesAreAskedFor() {
        block.getParameters().get("numbers.weight").freeze(true);
        try (Trainer trainer = trainer(Adder.loss())) {
            assertThat(trainer.getModel().getBlock()).isSameAs(block);
            assertThat(block.getParameters().get("numbers.weight").requiresGradient()).isFalse();
            assertThat(block.getParameters().get("out.weight").requiresGradient()).isTrue();
        }
    }

    @Test
    void aFileOpenedForInferenceIsNotTrainedInSilence() {
        try (TorchScriptBlock fixed = GoldenModels.open("adder", false);
                Model inference = Adder.model(fixed);
                Trainer trainer =
                        new IitTrainer(inference, Adder.config(Adder.loss()), Adder.ALIGNMENT)) {
            assertThatThrownBy(() -> trainer.initialize(Adder.shapes()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("opened for inference")
                    .hasMessageContaining("trainParam=true");
        }
    }

    @Test
    void aValidationSetIsEvaluatedBetweenTrainingPasses() throws Exception {
        try (Trainer trainer = trainer(Adder.loss())) {
            EasyTrain.fit(trainer, 3, Adder.pairs(512, 7), Adder.pairs(256, 8));
            EasyTrain.fit(trainer, 3, Adder.pairs(512, 7), Adder.pairs(256, 8));
        }
        assertThat(Adder.evaluate(block, manager).taskAccuracy()).isGreaterThan(.3);
    }

    @Test
    void aRunningMeanThatTrainingChangedIsNotForgottenInSilence() {
        try (TorchScriptBlock norm = GoldenModels.open("batch_norm", true)) {
            ParameterStore store = new ParameterStore(manager, false);
            NDList input = new NDList(manager.arange(12f).reshape(4, 3));
            norm.forward(store, input, false);
            norm.forward(store, input, true);
            assertThatThrownBy(() -> norm.forward(store, input, false))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("save the model");
        }
    }
}
