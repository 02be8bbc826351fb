/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.translate;

import static io.github.djliit.support.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.translate.Batchifier;
import ai.djl.translate.DefaultTranslatorFactory;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.djl.translate.TranslatorFactory;
import io.github.djliit.intervention.Edit;
import io.github.djliit.intervention.Intervention;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.intervention.Rows;
import io.github.djliit.network.InterventionBlock;
import io.github.djliit.support.Nets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListTranslatorTest {

    private static final InterventionPlan PLAN =
            InterventionPlan.builder().interchange("01Linear[0:4]").collect("01Linear").build();

    private final Model model = Model.newInstance("lists");
    private final NDManager manager = NDManager.newBaseManager();

    ListTranslatorTest() {
        model.setBlock(Nets.mlp(model.getNDManager(), 4, 8, 2));
    }

    @AfterEach
    void close() {
        manager.close();
        model.close();
    }

    private NDList row(float first) {
        return new NDList(manager.create(new float[] {first, 1, 2, 3}));
    }

    private NDList rows(float first) {
        return new NDList(
                manager.create(new float[] {first, 1, 2, 3, 4, 5, first, 7}, new Shape(2, 4)));
    }

    private NDArray direct(InterventionPlan plan, NDList base, NDList source) {
        return new InterventionBlock(model.getBlock())
                .intervene(plan, base, source)
                .counterfactual()
                .head();
    }

    @Test
    void outputsLiveAsLongAsTheInputs() throws TranslateException {
        var translator = new InterventionTranslator<>(new NoopTranslator(Batchifier.STACK));
        NDList counterfactual;
        try (var predictor = model.newPredictor(translator)) {
            counterfactual =
                    predictor.predict(InterventionInput.of(PLAN, row(1), row(5))).counterfactual();
        }
        NDArray base = row(1).head().expandDims(0);
        NDArray expected = direct(PLAN, new NDList(base), new NDList(row(5).head().expandDims(0)));
        assertClose(counterfactual.head().expandDims(0), expected);
    }

    @Test
    void nothingButOutputsComesToTheManagerOfTheInputs() throws TranslateException {
        var translator = new InterventionTranslator<>(new NoopTranslator(Batchifier.STACK));
        NDList base = row(1);
        NDList source = row(5);
        try (var predictor = model.newPredictor(translator)) {
            var output = predictor.predict(InterventionInput.of(PLAN, base, source));
            NDList owned = new NDList(base).addAll(source).addAll(output.base());
            owned.addAll(output.sources().get(0)).addAll(output.counterfactual());
            assertThat(manager.getManagedArrays()).containsExactlyInAnyOrderElementsOf(owned);
        }
    }

    @Test
    void withoutBatchifierThePlanIsThatOfTheOwnBatch() throws TranslateException {
        var translator = new InterventionTranslator<>(new NoopTranslator());
        InterventionPlan second =
                InterventionPlan.of(
                        Intervention.of("01Linear", Edit.interchange()).withRows(Rows.at(1)));
        try (var predictor = model.newPredictor(translator)) {
            var outputs =
                    predictor.batchPredict(
                            List.of(
                                    InterventionInput.of(PLAN, rows(1), rows(5)),
                                    InterventionInput.of(second, rows(2), rows(6)),
                                    InterventionInput.of(rows(3))));
            assertClose(outputs.get(0).counterfactual().head(), direct(PLAN, rows(1), rows(5)));
            assertClose(outputs.get(1).counterfactual().head(), direct(second, rows(2), rows(6)));
            assertThat(outputs.get(2).base().head().getShape()).isEqualTo(new Shape(2, 2));
            assertThat(outputs.get(0).collected("01Linear").single().shape())
                    .isEqualTo(new Shape(2, 8));
        }
    }

    @Test
    void oneInputOfTheBatchWithRowsOfItsOwnLeavesTheOthersAlone() throws TranslateException {
        var translator = new InterventionTranslator<>(new NoopTranslator(Batchifier.STACK));
        InterventionPlan first =
                InterventionPlan.of(
                        Intervention.of("01Linear", Edit.interchange()).withRows(Rows.at(0)));
        try (var predictor = model.newPredictor(translator)) {
            var outputs =
                    predictor.batchPredict(
                            List.of(
                                    InterventionInput.of(first, row(1), row(5)),
                                    InterventionInput.of(first, row(2), row(6))));
            assertClose(
                    outputs.get(1).counterfactual().head(), outputs.get(1).sources().get(0).head());
        }
    }

    @Test
    void noiseOfARowIsThatOfTheRowAlone() throws TranslateException {
        var translator = new InterventionTranslator<>(new NoopTranslator(Batchifier.STACK));
        InterventionPlan noise =
                InterventionPlan.builder().add("01Linear", Edit.noise(1f, 3)).build();
        try (var predictor = model.newPredictor(translator)) {
            var input = InterventionInput.of(noise, row(1));
            var outputs = predictor.batchPredict(List.of(input, input));
            assertClose(
                    outputs.get(1).counterfactual().head(),
                    predictor.predict(input).counterfactual().head());
        }
    }

    @Test
    void outputsThatAreSequencesOfNumbersAreCutWhereTheyAreNamed() throws TranslateException {
        try (Model copy = Model.newInstance("copy");
                var predictor = copy(copy)) {
            NDList three = new NDList(manager.ones(new Shape(3)));
            NDList five = new NDList(manager.ones(new Shape(5)));
            var outputs =
                    predictor.batchPredict(
                            List.of(InterventionInput.of(three), InterventionInput.of(five)));
            assertThat(outputs.get(0).base().head().toFloatArray()).containsExactly(1, 1, 1);
        }
    }

    private static Predictor<InterventionInput<NDList>, InterventionOutput<NDList>> copy(
            Model model) {
        model.setBlock(new LambdaBlock(list -> new NDList(list.head().duplicate())));
        return model.newPredictor(
                InterventionTranslator.builder(new NoopTranslator(Batchifier.STACK))
                        .optSequenceOutputs(0)
                        .build());
    }

    @Test
    void theFactoryWrapsWhatAnotherFactoryMakes() throws TranslateException {
        TranslatorFactory factory =
                new InterventionTranslatorFactory(
                        new DefaultTranslatorFactory(), NDList.class, NDList.class);
        var translator =
                factory.newInstance(
                        InterventionInput.type(NDList.class),
                        InterventionOutput.type(NDList.class),
                        model,
                        Map.of());
        try (var predictor = model.newPredictor(translator)) {
            NDList output =
                    predictor
                            .predict(InterventionInput.of(PLAN, rows(1), rows(5)))
                            .counterfactual();
            assertClose(output.head(), direct(PLAN, rows(1), rows(5)));
        }
    }

    /** A translator that tells how many arrays the predictor's manager has. */
    private static final class Counting implements Translator<float[], float[]> {

        private final List<Integer> counts = new ArrayList<>();

        @Override
        public NDList processInput(TranslatorContext ctx, float[] input) {
            counts.add(ctx.getPredictorManager().getManagedArrays().size());
            return new NDList(ctx.getNDManager().create(input));
        }

        @Override
        public float[] processOutput(TranslatorContext ctx, NDList list) {
            return list.head().toFloatArray();
        }
    }

    @Test
    void aThousandPredictionsLeaveAsManyArraysAsTen() throws TranslateException {
        Counting counting = new Counting();
        try (var predictor = model.newPredictor(new InterventionTranslator<>(counting))) {
            float[] base = {1, 2, 3, 4};
            float[] source = {5, 6, 7, 8};
            int after = 0;
            for (int i = 0; i < 1000; i++) {
                predictor.predict(InterventionInput.of(PLAN, base, source));
                after = i == 9 ? model.getNDManager().getManagedArrays().size() : after;
            }
            assertThat(model.getNDManager().getManagedArrays()).hasSize(after);
            // Base and source of the last prediction against those of the tenth.
            assertThat(counting.counts.subList(1998, 2000))
                    .isEqualTo(counting.counts.subList(18, 20));
        }
    }

    @Test
    void aThousandPredictionsLeaveNothingInTheManagerOfTheInputs() throws TranslateException {
        var translator = new InterventionTranslator<>(new NoopTranslator(Batchifier.STACK));
        try (var predictor = model.newPredictor(translator)) {
            for (int i = 0; i < 1000; i++) {
                predictOnce(predictor);
            }
            assertThat(manager.getManagedArrays()).isEmpty();
        }
    }

    private void predictOnce(
            Predictor<InterventionInput<NDList>, InterventionOutput<NDList>> predictor)
            throws TranslateException {
        try (NDList base = row(1);
                NDList source = row(5)) {
            var output = predictor.predict(InterventionInput.of(PLAN, base, source));
            output.base().close();
            output.counterfactual().close();
            output.sources().forEach(NDList::close);
        }
    }

    @Test
    void inputsWhoseRowsTheNetworkMixesRunEachAlone() throws TranslateException {
        Block mixing = LambdaBlock.singleton(x -> x.sub(x.mean(new int[] {0})));
        Block network = new SequentialBlock().add(mixing).add(Nets.mlp(manager, 4, 8, 2));
        network.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
        InterventionPlan plan =
                InterventionPlan.builder().add("01LambdaBlock[0]", Edit.add(1)).build();
        try (Model mixed = Model.newInstance("mixed")) {
            mixed.setBlock(network);
            var translator = new InterventionTranslator<>(new NoopTranslator(Batchifier.STACK));
            try (var predictor = mixed.newPredictor(translator)) {
                NDArray alone =
                        predictor
                                .predict(InterventionInput.of(plan, row(1)))
                                .counterfactual()
                                .head();
                var together =
                        predictor.batchPredict(
                                List.of(
                                        InterventionInput.of(plan, row(1)),
                                        InterventionInput.of(plan, row(5))));
                assertClose(together.get(0).counterfactual().head(), alone);
            }
        }
    }
}
