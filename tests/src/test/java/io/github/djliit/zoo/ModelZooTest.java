/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Application;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonObject;
import io.github.djliit.causal.Setting;
import io.github.djliit.causal.Variable;
import io.github.djliit.intervention.InterventionPlan;
import io.github.djliit.translate.InterventionInput;
import io.github.djliit.translate.InterventionOutput;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelZooTest {

    private static <I, O> Criteria.Builder<I, O> criteria(String id, Class<I> in, Class<O> out) {
        return Criteria.builder()
                .setTypes(in, out)
                .optGroupId("io.github.djliit")
                .optArtifactId(id);
    }

    @Test
    void theServiceLoaderFindsTheZoo() throws Exception {
        assertThat(ModelZoo.getModelZoo("io.github.djliit")).isInstanceOf(IitModelZoo.class);
        assertThat(ModelZoo.listModels().get(Application.Tabular.SOFTMAX_REGRESSION))
                .anyMatch(model -> model.getArtifactId().equals("equality"));
    }

    @Test
    void arraysGoInAndComeOut() throws Exception {
        try (ZooModel<NDList, NDList> model =
                        criteria("sum3", NDList.class, NDList.class).build().loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor();
                NDManager manager = NDManager.newBaseManager()) {
            NDList numbers = new NDList(manager.create(new float[][] {{3, 6, 9}}));
            assertThat(predictor.predict(numbers).head().argMax(1).getLong()).isEqualTo(18);
        }
    }

    @ParameterizedTest
    @CsvSource({"x, 19", "y, 16", "z, 13", "S, 17", "O, 12"})
    void aVariableIsTakenFromASource(String variable, String sum) throws Exception {
        try (ZooModel<InterventionInput<SumInput>, InterventionOutput<Classifications>> model =
                        Criteria.builder()
                                .setTypes(
                                        InterventionInput.type(SumInput.class),
                                        InterventionOutput.type(Classifications.class))
                                .optArtifactId("sum3")
                                .build()
                                .loadModel();
                var predictor = model.newPredictor()) {
            AlignedModel aligned = AlignedModel.of(model);
            InterventionPlan plan = aligned.plans().get(variable);
            InterventionOutput<Classifications> output =
                    predictor.predict(
                            InterventionInput.of(plan, SumInput.of(3, 6, 9), SumInput.of(4, 4, 4)));
            assertThat(output.base().best().getClassName()).isEqualTo("18");
            assertThat(output.counterfactual().best().getClassName()).isEqualTo(sum);
        }
    }

    @Test
    void valuesOfTheCausalModelGoIn() throws Exception {
        try (ZooModel<Setting, Classifications> model =
                        criteria("sum4-transformer", Setting.class, Classifications.class)
                                .optArgument("output", "0")
                                .build()
                                .loadModel();
                Predictor<Setting, Classifications> predictor = model.newPredictor()) {
            Setting input = SumInput.of(1, 2, 3, 4).toSetting();
            assertThat(predictor.predict(input).best().getClassName()).isEqualTo("10");
            assertThat(input.get(Variable.integer("w"))).isEqualTo(1);
        }
    }

    @Test
    void aFilterFindsTheTwinThatWasNotTrainedByInterchanges() throws Exception {
        Map<String, String> filter = Map.of("iit", "false");
        try (ZooModel<NDList, NDList> with =
                        criteria("sum3", NDList.class, NDList.class).build().loadModel();
                ZooModel<NDList, NDList> without =
                        criteria("sum3", NDList.class, NDList.class)
                                .optFilters(filter)
                                .build()
                                .loadModel()) {
            assertThat(iia(with, "S")).isGreaterThan(.99);
            assertThat(iia(without, "S")).isLessThan(.15);
        }
    }

    private static double iia(ZooModel<?, ?> model, String variable) throws Exception {
        FigureIntervals figures = FigureIntervals.of(AlignedModel.of(model).card().figures());
        return figures.intervals().get("iia." + variable).low();
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThatThrownBy(
                        () ->
                                criteria("sum3", NDList.class, NDList.class)
                                        .optFilter("iit", "perhaps")
                                        .build()
                                        .loadModel())
                .isInstanceOf(ModelNotFoundException.class);
    }

    static List<String> ids() {
        return BundledModels.ids();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void evaluationMeetsTheRecord(String id) {
        CommandRun run = CommandRun.of("evaluate", id, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonObject record = run.json().getAsJsonObject("record");
        assertThat(record.get("met").getAsBoolean()).as(record.toString()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void alignedModelsAre(String id) throws Exception {
        if (id.endsWith("-no-iit")) {
            return;
        }
        JsonObject card = CommandRun.of("evaluate", id, "--json").json();
        double least = id.startsWith("sum4") ? .95 : .99;
        card.getAsJsonObject("iia")
                .entrySet()
                .forEach(
                        each ->
                                assertThat(each.getValue().getAsDouble())
                                        .as(each.getKey())
                                        .isGreaterThanOrEqualTo(least));
    }

    @Test
    void theCommandLineListsThem() {
        CommandRun run = CommandRun.of("models", "--json");
        assertThat(run.json().getAsJsonArray("models")).hasSize(BundledModels.ids().size());
    }

    @Test
    void aNameThatIsNearlyRightIsHinted() {
        CommandRun run = CommandRun.of("evaluate", "equalty");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("iit models");
    }
}
