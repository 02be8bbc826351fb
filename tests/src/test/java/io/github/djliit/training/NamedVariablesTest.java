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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.evaluator.Evaluator;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.loss.Loss;
import io.github.djliit.alignment.Alignment;
import io.github.djliit.readme.Logic;
import io.github.djliit.support.Equality;
import io.github.djliit.support.FourUnits;
import io.github.djliit.training.InterchangeEvaluation.Figures;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pairs that meet an alignment with variables in another order, or with others: what comes out is
 * that of the variable whose name it has, or an error.
 */
class NamedVariablesTest {

    private static final int TRIES = 30;
    private static final Agreement AGREEMENT = Agreement.within(1e-3f);

    private Model model;

    @BeforeEach
    void open() {
        model = Model.newInstance("four");
        model.setBlock(FourUnits.network(model.getNDManager()));
    }

    @AfterEach
    void close() {
        model.close();
    }

    /** Two lists of variables, and a unit for each. */
    private record Draw(List<String> drawn, List<String> own, List<Integer> places) {

        static Draw of(Random random) {
            return new Draw(
                    FourUnits.some(random), FourUnits.some(random), FourUnits.places(random));
        }

        boolean fits() {
            return own.containsAll(drawn);
        }

        Alignment alignment() {
            return FourUnits.alignment(own, places);
        }

        CounterfactualDataset pairs() {
            return FourUnits.pairs(drawn).optSources(drawn.size() > 1 ? 2 : 1).build();
        }

        CounterfactualDataset single() {
            return FourUnits.pairs(drawn).build();
        }

        String lacking() {
            return drawn.stream().filter(name -> !own.contains(name)).findFirst().orElseThrow();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void anEvaluationHasTheFiguresOfTheVariables(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            Draw draw = Draw.of(random);
            InterchangeEvaluation evaluation =
                    new InterchangeEvaluation(model.getBlock(), draw.alignment(), AGREEMENT);
            if (draw.fits()) {
                Map<String, Figures> figures =
                        evaluation.run(model.getNDManager(), draw.single()).variables();
                assertThat(figures).containsOnlyKeys(draw.drawn());
                figures.forEach((name, each) -> assertFigure(name, draw.places(), each.iia()));
            } else {
                assertThatThrownBy(() -> evaluation.run(model.getNDManager(), draw.single()))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("lacks '" + draw.lacking() + "'");
            }
        }
    }

    private static void assertFigure(String variable, List<Integer> places, double iia) {
        if (FourUnits.isRight(variable, places)) {
            assertThat(iia).as(variable).isEqualTo(1);
        } else {
            assertThat(iia).as(variable).isLessThan(.6);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aTrainerSwapsTheVariables(int devices) throws Exception {
        Random random = new Random(devices);
        for (int i = 0; i < TRIES; i++) {
            Draw draw = Draw.of(random);
            Seen seen = new Seen();
            if (draw.fits()) {
                fit(seen, draw.alignment(), draw.pairs(), List.of(), devices);
                boolean areRight =
                        draw.drawn().stream().allMatch(v -> FourUnits.isRight(v, draw.places()));
                assertThat(seen.counterfactual < 1e-5).isEqualTo(areRight);
            } else {
                assertThatThrownBy(
                                () -> fit(seen, draw.alignment(), draw.pairs(), List.of(), devices))
                        .hasMessageContaining("lacks '" + draw.lacking() + "'");
                assertThat(seen.steps).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void evaluatorsHaveTheFiguresOfTheVariables(int devices) throws Exception {
        Random random = new Random(devices);
        for (int i = 0; i < TRIES; i++) {
            Draw draw = Draw.of(random);
            Alignment all = FourUnits.alignment(FourUnits.some(random), draw.places());
            List<Evaluator> evaluators = InterchangeAccuracy.of(draw.alignment(), AGREEMENT);
            Seen seen = new Seen();
            if (draw.fits() && all.variables().containsAll(draw.drawn())) {
                fit(seen, all, draw.single(), evaluators, devices);
                draw.drawn().forEach(v -> assertFigure(v, draw.places(), seen.figure("IIA " + v)));
            } else {
                assertThatThrownBy(() -> fit(seen, all, draw.single(), evaluators, devices))
                        .hasMessageContaining("lacks '");
                assertThat(seen.steps).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aTeacherSwapsTheVariables(int devices) throws Exception {
        Random random = new Random(devices);
        for (int i = 0; i < TRIES; i++) {
            Draw draw = Draw.of(random);
            Dataset taught = new TeacherDataset(draw.single(), model.getBlock(), draw.alignment());
            // The student's sites are right, so that it differs where the teacher's are not.
            Alignment right = FourUnits.alignment(FourUnits.some(random), List.of(0, 1, 2, 3));
            List<Evaluator> evaluators = InterchangeAccuracy.of(right, AGREEMENT);
            Seen seen = new Seen();
            if (draw.fits() && right.variables().containsAll(draw.drawn())) {
                fit(seen, right, taught, evaluators, devices);
                draw.drawn().forEach(v -> assertFigure(v, draw.places(), seen.figure("IIA " + v)));
            } else {
                assertThatThrownBy(() -> fit(seen, right, taught, evaluators, devices))
                        .hasMessageContaining("lacks '");
                assertThat(seen.steps).isZero();
            }
        }
    }

    /** Runs one epoch, and changes nothing. */
    private void fit(
            Seen seen, Alignment alignment, Dataset pairs, List<Evaluator> evaluators, int devices)
            throws Exception {
        DefaultTrainingConfig config =
                new DefaultTrainingConfig(new IitLoss(seen))
                        .optDevices(new Device[] {Device.cpu()})
                        .addEvaluators(evaluators)
                        .addTrainingListeners(new EvaluatorTrainingListener());
        try (IitTrainer trainer = new SplitTrainer(model, config, alignment, devices)) {
            for (Batch batch : trainer.iterateDataset(pairs)) {
                try (batch) {
                    EasyTrain.trainBatch(trainer, batch);
                    seen.steps++;
                }
            }
            evaluators.forEach(
                    evaluator ->
                            seen.figures.put(
                                    evaluator.getName(),
                                    evaluator.getAccumulator(
                                            EvaluatorTrainingListener.TRAIN_EPOCH)));
        }
    }

    /** A loss that keeps the largest one of a counterfactual, which comes after the task's. */
    private static final class Seen extends Loss {

        private final Map<String, Float> figures = new HashMap<>();
        private float counterfactual;
        private int steps;

        Seen() {
            super("seen");
        }

        float figure(String name) {
            return figures.get(name);
        }

        @Override
        public NDArray evaluate(NDList labels, NDList predictions) {
            NDArray loss = labels.head().sub(predictions.head()).square().mean();
            counterfactual = Math.max(counterfactual, loss.getFloat());
            return loss;
        }
    }

    /** DJL refuses to be given one device twice, but splits batches for as many as it is told. */
    private static class SplitTrainer extends IitTrainer {

        private final Device[] devices;

        SplitTrainer(Model model, DefaultTrainingConfig config, Alignment alignment, int devices) {
            super(model, config, alignment);
            this.devices = new Device[devices];
            Arrays.fill(this.devices, Device.cpu());
        }

        @Override
        public Device[] getDevices() {
            return devices == null ? super.getDevices() : devices;
        }
    }

    @Test
    void aVariableThatNoPairSwapsNeedsNoSite() {
        Alignment own = FourUnits.alignment(List.of("a"), List.of(0, 1, 2, 3));
        CounterfactualDataset pairs =
                FourUnits.pairs(FourUnits.NAMES).optVariables(List.of("a")).build();
        Map<String, Figures> figures =
                new InterchangeEvaluation(model.getBlock(), own, AGREEMENT)
                        .run(model.getNDManager(), pairs)
                        .variables();
        assertThat(figures.get("a").iia()).isEqualTo(1);
    }

    @Test
    void numbersWithoutNamesAreThoseOfWhoReadsThem() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray which = manager.create(new int[][] {{0}, {1}, {-1}});
            VariableSelection read = VariableSelection.of(which, List.of("x", "y"));
            assertThat(List.of(read.takes(0, 0), read.takes(1, 1), read.isTaken(2, 0)))
                    .containsExactly(true, true, false);
        }
    }

    @Test
    void aPartOfABatchSaysHowManyLabelsAreOfFurtherVariables() throws Exception {
        Encoding encoding = Encoding.of(Logic.MODEL).withLabels(Logic.LEFT, Logic.RIGHT);
        CounterfactualDataset pairs = Equality.dataset(8).optEncoding(encoding).build();
        try (NDManager manager = NDManager.newBaseManager();
                Batch batch = pairs.getData(manager).iterator().next()) {
            Batch part = batch.split(new Device[] {Device.cpu(), Device.cpu()}, false)[1];
            NDArray which = part.getLabels().get(part.getLabels().size() - 1);
            assertThat(VariableNames.read(which).further()).hasValue(2);
        }
    }

    @Test
    void namesThatAreWrittenByHandAreReadToo() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray which = manager.create(new int[][] {{0}, {1}, {-1}});
            CounterfactualLayout.named(which, List.of("x", "y"));
            VariableSelection read = VariableSelection.of(which, List.of("y", "z", "x"));
            assertThat(List.of(read.takes(0, 2), read.takes(1, 0), read.isTaken(2, 0)))
                    .containsExactly(true, true, false);
        }
    }
}
