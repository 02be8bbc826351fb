/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.Trainer;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;
import io.github.djliit.causal.CausalModel;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.network.InterventionBlock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Sum4TransformerTest {

    private static final CausalModel MODEL = Sum4Transformer.causalModel();

    /** Values of KarelDO/IIT-Pytorch's causal model. */
    @ParameterizedTest
    @CsvSource({
        "w, 19, 15",
        "x, 28, 24",
        "y, 37, 33",
        "z, 46, 6",
        "S1, 37, 33",
        "C1, 37, 33",
        "C2, 46, 6",
        "S2, 64, 60",
        "C3, 46, 6",
        "O, 100, 6"
    })
    void counterfactualsOfBothTasks(String variable, int t1, int t2) {
        Setting swapped =
                MODEL.interchange(
                        numbers(1, 2, 3, 4), MODEL.variable(variable), numbers(10, 20, 30, 40));
        assertThat(swapped.value(MODEL.outputs().get(Sum4Transformer.T1))).isEqualTo(t1);
        assertThat(swapped.value(MODEL.outputs().get(Sum4Transformer.T2))).isEqualTo(t2);
    }

    private static Setting numbers(int... values) {
        Setting setting = Setting.empty();
        for (int i = 0; i < values.length; i++) {
            setting = setting.with(Variable.integer("wxyz".substring(i, i + 1)), values[i]);
        }
        return setting;
    }

    @Test
    void textAndIds() {
        Setting setting = numbers(3, 0, 9, 1);
        assertThat(Sum4Transformer.text(setting)).isEqualTo("3 0 9 1");
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThat(
                            Sum4Transformer.small()
                                    .inputs(manager, List.of(setting))
                                    .head()
                                    .toLongArray())
                    .containsExactly(0, 4, 1, 10, 2);
        }
    }

    @Test
    void trainAndTestInputsAreDisjoint() {
        Sum4TransformerTraining training =
                new Sum4TransformerTraining(
                        Sum4Transformer.small(), Sum4TransformerTraining.Plan.SMALL, 42);
        Set<String> trained = new HashSet<>();
        training.trainInputs().forEach(input -> trained.add(Sum4Transformer.text(input)));
        assertThat(trained).hasSize(9000);
        assertThat(training.testInputs())
                .hasSize(1000)
                .noneMatch(input -> trained.contains(Sum4Transformer.text(input)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sum4Transformer.small().inputs(10_001, 1))
                .withMessageContaining("10000 inputs, asked for 10001");
    }

    /** The classes of KarelDO/IIT-Pytorch: 133 and 100. */
    @Test
    void theLargeNetworkHasItsSize() {
        var shapes =
                Sum4Transformer.large()
                        .network()
                        .getOutputShapes(new Shape[] {Sum4Transformer.large().inputShape()});
        assertThat(shapes[0].get(1)).isEqualTo(133);
        assertThat(shapes[1].get(1)).isEqualTo(100);
    }

    @Test
    void everySiteIsThere() {
        try (NDManager manager = NDManager.newBaseManager()) {
            var network = Sum4Transformer.small().network();
            network.initialize(manager, DataType.FLOAT32, Sum4Transformer.small().inputShape());
            InterventionBlock block = new InterventionBlock(network);
            assertThat(Sum4Transformer.alignment().check(block::resolve).variables()).hasSize(10);
        }
    }

    @Test
    void aFewEpochsLowerTheLossAndFiguresAreOfAllTestPairs() throws Exception {
        List<Float> losses = new ArrayList<>();
        Sum4TransformerTraining training =
                new Sum4TransformerTraining(
                        new Sum4Transformer(4, 16, 32, 0),
                        new Sum4TransformerTraining.Plan(200, 50, 12, 50, .01f, 2),
                        1);
        try (Model model =
                training.train(
                        new EvaluatorTrainingListener(),
                        new TrainingListenerAdapter() {
                            @Override
                            public void onEpoch(Trainer trainer) {
                                losses.add(trainer.getTrainingResult().getTrainLoss());
                            }
                        })) {
            assertThat(losses.get(losses.size() - 1)).isLessThan(.8f * losses.get(0));
            assertThat(training.figures(model, Sum4Transformer.T2))
                    .containsKeys("accuracy", "S1", "C3")
                    .allSatisfy(
                            (name, of) ->
                                    assertThat(50 * of)
                                            .isCloseTo(Math.rint(50 * of), within(1e-9)));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0.25", "3, 1", "8, 0.5", "13, 0", "20, 0"})
    void theRateRisesAndFalls(int step, float rate) {
        assertThat(new LinearDecay(1, 3, 13).getNewValue(step)).isEqualTo(rate);
    }
}
