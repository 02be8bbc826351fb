/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.alignment.Subspace;
import io.github.djliit.intervention.Features;
import io.github.djliit.intervention.Rotation;
import io.github.djliit.site.Site;
import io.github.djliit.support.Equality;
import io.github.djliit.support.Nets;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A network is trained to have variables in directions that are given, and no units. */
class SubspaceTrainingTest {

    private static Alignment alignment() {
        Rotation rotation = Rotation.random(16, 4);
        Site site = Site.of("02LambdaBlock");
        return Alignment.builder()
                .align("left", Map.of(site, new Subspace(rotation, Features.of("0:8"))))
                .align("right", Map.of(site, new Subspace(rotation, Features.of("8:16"))))
                .build();
    }

    @Test
    void variablesComeToLiveInTheirDirections() throws Exception {
        Engine.getInstance().setRandomSeed(7);
        Alignment alignment = alignment();
        CounterfactualDataset data =
                Equality.dataset(64).setAlignment(alignment).optPairs(1024).build();
        DefaultTrainingConfig config =
                new DefaultTrainingConfig(new IitLoss(Loss.softmaxCrossEntropyLoss()))
                        .optOptimizer(
                                Optimizer.adam()
                                        .optLearningRateTracker(Tracker.fixed(.01f))
                                        .build());
        try (Model model = Model.newInstance("turned")) {
            model.setBlock(Nets.mlp(model.getNDManager(), 4, 16, 2));
            try (IitTrainer trainer = new IitTrainer(model, config, alignment)) {
                trainer.initialize(new Shape(1, 4));
                EasyTrain.fit(trainer, 25, data, null);
            }
            Map<String, Figures> figures =
                    new InterchangeEvaluation(model.getBlock(), alignment, Agreement.ofClasses())
                            .run(model.getNDManager(), data)
                            .variables();
            assertThat(figures.values()).allSatisfy(f -> assertThat(f.iia()).isGreaterThan(.95));
        }
    }
}
