/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.readme;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.support.KeptOutput;
import io.github.djliit.training.Agreement;
import io.github.djliit.training.CounterfactualDataset;
import io.github.djliit.training.InterchangeEvaluation;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The examples of sweeps and searches do what the README says. */
class SearchExamplesTest {

    @RegisterExtension static final KeptOutput OUTPUT = new KeptOutput();

    private static Model model;

    @BeforeAll
    static void train() throws Exception {
        Engine.getInstance().setRandomSeed(42);
        model = IitTraining.train(150);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static CounterfactualDataset pairs(Alignment alignment, long seed) {
        return CounterfactualDataset.builder()
                .setCausalModel(Logic.MODEL)
                .setAlignment(alignment)
                .setInputs(Logic.inputs(16))
                .setSampling(100, false)
                .optPairs(500)
                .optSeed(seed)
                .build();
    }

    @Test
    void theBestUnitsAreThoseThatWereTrained() {
        try (NDManager manager = model.getNDManager().newSubManager()) {
            NDList example = new NDList(manager.ones(new Shape(1, 4)));
            InterventionBlock network = new InterventionBlock(model.getBlock());
            Alignment names = Alignment.ofVariables(List.of("left", "right"));
            assertThat(SearchExamples.sweep(network, manager, example, pairs(names, 1)).toString())
                    .isIn("01Linear[0:4]", "02LambdaBlock[0:4]");
        }
    }

    @Tag("long")
    @Test
    void theAlignmentThatIsFoundHolds() {
        Alignment names = Alignment.ofVariables(List.of("left"));
        try (NDManager manager = model.getNDManager().newSubManager()) {
            Alignment found =
                    SearchExamples.search(
                            new InterventionBlock(model.getBlock()),
                            manager,
                            pairs(names, 1),
                            pairs(names, 2),
                            pairs(names, 3));
            var figures =
                    new InterchangeEvaluation(model.getBlock(), found, Agreement.ofClasses())
                            .run(manager, pairs(found, 4))
                            .variables();
            assertThat(figures.get("left").iia()).isGreaterThan(.95);
        }
    }
}
